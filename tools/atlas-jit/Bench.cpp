//===- Bench.cpp - atlas-jit bench ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measures a kernel's tiers and their yardsticks at several sizes, interleaved
// in one process. Rates count the bytes of the inputs (of the outputs where a
// kernel has no input); memcpy copies as many.
//===----------------------------------------------------------------------===//

#include "BenchReport.h"
#include "BenchData.h"
#include "BenchVariants.h"
#include "Commands.h"
#include "Console.h"
#include "Measure.h"
#include "Session.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::tool;

namespace {

constexpr unsigned kLeastRuns = 30;

llvm::Error checkOptions(const BenchOptions &options) {
  if (options.runs < kLeastRuns)
    return makeError(ErrorCode::UsageInvalid,
                     "--runs " + llvm::Twine(options.runs) +
                         " gives no usable median",
                     "at least 30");
  return llvm::Error::success();
}

std::vector<std::string> defaultSizes() {
  return {"256", "4096", "12288", "1M", "256M"};
}

/// One size: binds, measures, and appends the rows.
llvm::Error measureSize(BenchVariants &variants, const BenchOptions &options,
                        int64_t size, Progress &progress,
                        BenchReport &report) {
  progress.update(fmt::format("{}: preparing", sizeText(size)));
  auto arguments =
      makeBenchArguments(variants.abi(), size, options.set);
  if (!arguments)
    return arguments.takeError();
  auto batches = variants.bind(*arguments, options);
  if (!batches)
    return batches.takeError();
  auto times = measure(*batches, options.runs, [&](unsigned round) {
    progress.update(
        fmt::format("{}: run {} of {}", sizeText(size), round, options.runs));
  });
  if (!times)
    return times.takeError();
  for (size_t i = 0; i < times->size(); ++i)
    report.add(size, variants.bytes(), variants.names()[i], (*times)[i]);
  return llvm::Error::success();
}

} // namespace

llvm::Expected<int> tool::benchCommand(const BenchOptions &options) {
  if (auto error = checkOptions(options))
    return error;
  auto sizes =
      parseSizes(options.size.empty() ? defaultSizes() : options.size);
  if (!sizes)
    return sizes.takeError();
  auto session =
      Session::open(options.session, options.operand, options.threads);
  if (!session)
    return session.takeError();
  auto variants = BenchVariants::load(*session, options);
  if (!variants)
    return variants.takeError();
  if (!dependsOnSize(variants->abi()))
    sizes->assign(1, fixedSize(variants->abi()));

  BenchReport report(variants->abi().name, options.threads, options.runs,
                     variants->numTiers());
  {
    Progress progress;
    for (int64_t size : *sizes)
      if (auto error =
              measureSize(*variants, options, size, progress, report))
        return error;
  }
  if (!options.plot.empty())
    if (auto error = writeFileAtomically(options.plot, report.svg()))
      return error;
  if (options.json)
    printJSON(report.toJSON());
  else
    out() << report.text();
  return Ok;
}
