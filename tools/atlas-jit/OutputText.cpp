//===- OutputText.cpp - Buffers as text and files ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "OutputText.h"

#include "atlas/Support/Npy.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

constexpr size_t kFirst = 8;

/// fmt prints 128-bit integers where the compiler has them.
__extension__ typedef __int128 Wide;

void summariseIntegers(const OutputView &view, Summary &out) {
  const KernelParam &p = *view.param;
  auto valueAt = [&](uint64_t i) -> Wide {
    uint64_t bits = loadElement(view.data, i, p.type);
    return p.isSigned ? Wide(signedValue(bits, p.type)) : Wide(bits);
  };
  Wide sum = 0, min = valueAt(0), max = min;
  for (uint64_t i = 0, n = view.numElements(); i < n; ++i) {
    Wide value = valueAt(i);
    sum += value;
    min = std::min(min, value);
    max = std::max(max, value);
  }
  out.min = fmt::format("{}", min);
  out.max = fmt::format("{}", max);
  out.sum = fmt::format("{}", sum);
}

/// The sum is taken in f64 from left to right: a summary, not a kernel.
void summariseFloats(const OutputView &view, Summary &out) {
  DataType type = view.param->type;
  double sum = 0, nan = std::numeric_limits<double>::quiet_NaN();
  double min = nan, max = nan;
  for (uint64_t i = 0, n = view.numElements(); i < n; ++i) {
    double value = floatValue(loadElement(view.data, i, type), type);
    sum += value;
    min = std::fmin(min, value); // the other one if either is NaN
    max = std::fmax(max, value);
  }
  auto text = [](double value) {
    return std::isnan(value) ? "nan" : fmt::format("{}", value);
  };
  out.min = text(min);
  out.max = text(max);
  out.sum = text(sum);
}

/// A number where JSON readers can hold it exactly, else a string.
json::Value totalToJSON(const std::string &text, bool isFloat) {
  llvm::StringRef ref = text;
  int64_t integer;
  double real;
  if (!isFloat && !ref.getAsInteger(10, integer))
    return integer;
  if (isFloat && text.find("n") == std::string::npos && // nan, inf
      !ref.getAsDouble(real))
    return real;
  return text;
}

} // namespace

Summary tool::summarise(const OutputView &view) {
  Summary out;
  uint64_t count = view.numElements();
  if (count == 0)
    return out;
  for (uint64_t i = 0; i < std::min<uint64_t>(count, kFirst); ++i)
    out.first.push_back(loadElement(view.data, i, view.param->type));
  if (view.param->type.isFloat())
    summariseFloats(view, out);
  else
    summariseIntegers(view, out);
  return out;
}

std::string tool::viewType(const OutputView &view) {
  std::string text = typeText(view.param->type, view.param->isSigned) + "[";
  for (size_t k = 0; k < view.dims.size(); ++k)
    text += (k ? ", " : "") + llvm::itostr(view.dims[k]);
  return text + "]";
}

std::string tool::summaryText(const OutputView &view) {
  Summary summary = summarise(view);
  std::string text = view.param->name + ": " + viewType(view);
  if (summary.first.empty())
    return text + " (empty)";
  text += " =";
  for (uint64_t bits : summary.first)
    text += " " + formatScalar(bits, view.param->type, view.param->isSigned);
  if (view.numElements() > kFirst)
    text += " ...";
  return text + fmt::format("; min {}, max {}, sum {}", summary.min,
                            summary.max, summary.sum);
}

void tool::writeText(const OutputView &view, llvm::raw_ostream &os) {
  uint64_t columns = view.dims.back(), count = view.numElements();
  for (uint64_t i = 0; i < count; ++i) {
    os << formatScalar(loadElement(view.data, i, view.param->type),
                       view.param->type, view.param->isSigned);
    os << ((i + 1) % columns == 0 ? '\n' : ' ');
  }
}

json::Object tool::viewToJSON(const OutputView &view) {
  const KernelParam &p = *view.param;
  Summary summary = summarise(view);
  json::Array first;
  for (uint64_t bits : summary.first)
    first.push_back(scalarToJSON(bits, p.type, p.isSigned));
  json::Object object{{"name", p.name},
                      {"type", typeText(p.type, p.isSigned)},
                      {"shape", json::Array(view.dims)},
                      {"first", std::move(first)}};
  if (!summary.first.empty()) {
    bool isFloat = p.type.isFloat();
    object["min"] = totalToJSON(summary.min, isFloat);
    object["max"] = totalToJSON(summary.max, isFloat);
    object["sum"] = totalToJSON(summary.sum, isFloat);
  }
  return object;
}

json::Array tool::valuesToJSON(const OutputView &view) {
  const KernelParam &p = *view.param;
  json::Array values;
  for (uint64_t i = 0, n = view.numElements(); i < n; ++i)
    values.push_back(
        scalarToJSON(loadElement(view.data, i, p.type), p.type, p.isSigned));
  return values;
}

void tool::writeBufferFile(const OutputView &view, llvm::StringRef path,
                           llvm::raw_ostream &os) {
  const KernelParam &p = *view.param;
  if (isNpyPath(path))
    os << npyHeader(p.type, p.isSigned, view.dims);
  os.write(view.data, view.numElements() * p.type.byteSize());
}

void tool::writeResultFile(const KernelResult &result, uint64_t bits,
                           llvm::StringRef path, llvm::raw_ostream &os) {
  // Odd widths are stored in the next width that files know.
  DataType type = result.type;
  if (!type.isFloat()) {
    while (type.bits != 8 && type.bits != 16 && type.bits != 32 &&
           type.bits != 64)
      ++type.bits;
    if (result.isSigned)
      bits = signedValue(bits, result.type);
  }
  if (isNpyPath(path))
    os << npyHeader(type, result.isSigned, {});
  char bytes[8];
  storeElement(bytes, 0, type, bits);
  os.write(bytes, type.byteSize());
}
