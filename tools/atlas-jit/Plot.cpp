//===- Plot.cpp - Benchmark diagrams ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Plot.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

using namespace atlas::tool;

namespace {

constexpr double kWidth = 760, kHeight = 440;
constexpr double kLeft = 70, kRight = 190, kTop = 50, kBottom = 60;

/// Distinguishable with common colour blindness (Okabe and Ito, 2008).
constexpr const char *kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                    "#E69F00", "#56B4E9", "#000000"};

std::string escape(llvm::StringRef text) {
  std::string out;
  for (char c : text)
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    default: out += c;
    }
  return out;
}

/// The least of 1, 2, 5 times a power of ten that gives at most six steps.
double axisStep(double most) {
  double step = std::pow(10.0, std::floor(std::log10(most / 6)));
  for (double factor : {1.0, 2.0, 5.0, 10.0})
    if (most / (step * factor) <= 6)
      return step * factor;
  return step * 10;
}

class Diagram {
public:
  Diagram(llvm::ArrayRef<PlotSeries> series) : series(series) {
    for (const PlotSeries &line : series)
      for (auto [size, rate] : line.points) {
        sizes.insert(size);
        most = std::max(most, rate);
      }
    step = axisStep(most);
    most = std::ceil(most / step) * step;
  }

  std::string draw(llvm::StringRef title) {
    svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" "
        "height=\"{1}\" viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" "
        "fill=\"white\"/>\n",
        kWidth, kHeight);
    text(kLeft, 28, "start", title, 15);
    axes();
    for (size_t i = 0; i < series.size(); ++i)
      drawSeries(i);
    return svg + "</svg>\n";
  }

private:
  double x(int64_t size) const {
    double lo = std::log2(std::max<int64_t>(*sizes.begin(), 1));
    double hi = std::log2(std::max<int64_t>(*sizes.rbegin(), 1));
    double at = hi > lo ? (std::log2(std::max<int64_t>(size, 1)) - lo) /
                              (hi - lo)
                        : 0.5;
    return kLeft + at * (kWidth - kLeft - kRight);
  }
  double y(double rate) const {
    return kHeight - kBottom - rate / most * (kHeight - kTop - kBottom);
  }

  void text(double px, double py, const char *anchor, llvm::StringRef content,
            int points = 12) {
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" "
                       "font-size=\"{}\">{}</text>\n",
                       px, py, anchor, points, escape(content));
  }
  void line(double x1, double y1, double x2, double y2, const char *colour) {
    svg += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
                       "y2=\"{:.1f}\" stroke=\"{}\"/>\n",
                       x1, y1, x2, y2, colour);
  }

  void axes() {
    double right = kWidth - kRight, base = kHeight - kBottom;
    for (int i = 0; i * step <= most * 1.0001; ++i) {
      line(kLeft, y(i * step), right, y(i * step), "#dddddd");
      text(kLeft - 8, y(i * step) + 4, "end", fmt::format("{:g}", i * step));
    }
    for (int64_t size : sizes) {
      line(x(size), base, x(size), base + 5, "#444444");
      text(x(size), base + 20, "middle", sizeText(size));
    }
    line(kLeft, base, right, base, "#444444");
    text((kLeft + right) / 2, kHeight - 16, "middle", "elements");
    text(kLeft - 8, kTop - 10, "end", "GB/s");
  }

  void drawSeries(size_t index) {
    const PlotSeries &one = series[index];
    const char *colour = kColours[index % std::size(kColours)];
    std::string points;
    for (auto [size, rate] : one.points) {
      points += fmt::format("{:.1f},{:.1f} ", x(size), y(rate));
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" "
                         "fill=\"{}\"/>\n",
                         x(size), y(rate), colour);
    }
    svg += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" "
                       "stroke-width=\"2\"/>\n",
                       points, colour);
    double at = kTop + 18.0 * index, left = kWidth - kRight + 20;
    line(left, at - 4, left + 20, at - 4, colour);
    text(left + 28, at, "start", one.name);
  }

  llvm::ArrayRef<PlotSeries> series;
  std::set<int64_t> sizes;
  double most = 1e-9, step = 1;
  std::string svg;
};

} // namespace

std::string atlas::tool::sizeText(int64_t size) {
  for (auto [bits, suffix] : {std::pair(30, 'G'), {20, 'M'}, {10, 'k'}})
    if (size >= int64_t(1) << bits && size % (int64_t(1) << bits) == 0)
      return fmt::format("{}{}", size >> bits, suffix);
  return fmt::format("{}", size);
}

std::string atlas::tool::plotSVG(llvm::StringRef title,
                                 llvm::ArrayRef<PlotSeries> series) {
  return Diagram(series).draw(title);
}
