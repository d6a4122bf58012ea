//===- BenchReport.cpp - Benchmark results as text, JSON, SVG ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BenchReport.h"

#include "atlas/JIT/Host.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

using namespace atlas::tool;
namespace json = llvm::json;

namespace {

std::string timeText(double nanoseconds) {
  if (nanoseconds < 1e4)
    return fmt::format("{:.1f} ns", nanoseconds);
  if (nanoseconds < 1e7)
    return fmt::format("{:.1f} us", nanoseconds / 1e3);
  return fmt::format("{:.1f} ms", nanoseconds / 1e6);
}

} // namespace

void BenchReport::add(int64_t size, uint64_t bytes, std::string variant,
                      double nanoseconds) {
  double first = nanoseconds;
  for (const Row &row : llvm::reverse(rows)) {
    if (row.size != size)
      break;
    first = row.nanoseconds;
  }
  rows.push_back({size, bytes, std::move(variant), nanoseconds,
                  bytes / nanoseconds, nanoseconds / first});
}

std::string BenchReport::text() const {
  std::string threadText =
      threads == 0 ? "all threads"
                   : fmt::format("{} thread{}", threads, threads > 1 ? "s" : "");
  std::string text =
      fmt::format("{} on {}, {}, medians of {} runs\n{:>10} {:>12} {:<12} "
                  "{:>12} {:>9} {:>8}\n",
                  kernel, jit::hostCPUName(), threadText, runs, "size", "bytes",
                  "variant", "time/call", "GB/s", "kernel x");
  for (const Row &row : rows)
    text += fmt::format("{:>10} {:>12} {:<12} {:>12} {:>9.2f} {:>8.2f}\n",
                        sizeText(row.size), row.bytes, row.variant,
                        timeText(row.nanoseconds), row.rate, row.ratio);
  return text;
}

json::Value BenchReport::toJSON() const {
  json::Array array;
  for (const Row &row : rows)
    array.push_back(json::Object{{"size", row.size},
                                 {"bytes", row.bytes},
                                 {"variant", row.variant},
                                 {"nanoseconds", row.nanoseconds},
                                 {"gigabytes_per_second", row.rate},
                                 {"ratio", row.ratio}});
  return json::Object{{"kernel", kernel},
                      {"cpu", jit::hostCPUName()},
                      {"threads", threads},
                      {"runs", runs},
                      {"tiers", numTiers},
                      {"rows", std::move(array)}};
}

std::string BenchReport::svg() const {
  std::vector<PlotSeries> series;
  for (const Row &row : rows) {
    auto it = llvm::find_if(series, [&](const PlotSeries &one) {
      return one.name == row.variant;
    });
    if (it == series.end())
      it = series.insert(it, {row.variant, {}});
    it->points.emplace_back(row.size, row.rate);
  }
  for (PlotSeries &one : series)
    llvm::sort(one.points);
  return plotSVG(kernel + " on " + jit::hostCPUName(), series);
}
