//===- Compare.cpp - Two runs of one kernel ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compare.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

using namespace atlas;
using namespace atlas::tool;

namespace {

/// Position of a float among all floats of its type, -0 and 0 being one.
int64_t ordinalOf(uint64_t bits, DataType type) {
  uint64_t sign = uint64_t(1) << (type.bits - 1);
  int64_t magnitude = bits & (sign - 1);
  return bits & sign ? -magnitude : magnitude;
}

std::string dimsText(llvm::ArrayRef<int64_t> dims) {
  std::string text;
  for (int64_t extent : dims)
    text += (text.empty() ? "" : " x ") + llvm::itostr(extent);
  return text;
}

/// The first element that differs beyond the tolerance.
std::optional<Difference> compareBuffers(const OutputView &a,
                                         const OutputView &b,
                                         const Tolerance &tolerance) {
  Difference diff{a.param->name, {}, 0, 0, a.param->type, a.param->isSigned,
                  {}};
  if (a.dims != b.dims) {
    diff.shape = dimsText(a.dims) + " against " + dimsText(b.dims);
    return diff;
  }
  uint64_t count = a.numElements(), bytes = count * a.param->type.byteSize();
  if (bytes == 0 || std::memcmp(a.data, b.data, bytes) == 0)
    return std::nullopt;
  for (uint64_t i = 0; i < count; ++i) {
    diff.ours = loadElement(a.data, i, diff.type);
    diff.theirs = loadElement(b.data, i, diff.type);
    if (!tolerance.accepts(diff.ours, diff.theirs, diff.type)) {
      diff.index = i;
      return diff;
    }
  }
  return std::nullopt;
}

} // namespace

std::string Difference::text() const {
  if (!shape.empty())
    return fmt::format("{}: shape {}", name, shape);
  std::string place = index ? fmt::format("{}[{}]", name, *index) : name;
  return fmt::format("{}: {} ({}) against {} ({})", place,
                     formatHex(ours, type), formatScalar(ours, type, isSigned),
                     formatHex(theirs, type),
                     formatScalar(theirs, type, isSigned));
}

llvm::Expected<Tolerance> Tolerance::of(const KernelABI &abi) {
  Tolerance tolerance;
  if (abi.exactness != "bounded_ulp")
    return tolerance;
  auto [kind, amount] = llvm::StringRef(abi.tolerance).split(':');
  if (kind == "ulp")
    tolerance.kind = Kind::Ulp;
  else if (kind == "abs")
    tolerance.kind = Kind::Absolute;
  else if (kind == "rel")
    tolerance.kind = Kind::Relative;
  if (tolerance.kind == Kind::Bits || amount.getAsDouble(tolerance.amount) ||
      !(tolerance.amount >= 0))
    return makeError(ErrorCode::SignatureInvalid,
                     "'" + abi.name + "' is bounded_ulp with tolerance '" +
                         abi.tolerance + "'",
                     "expected ulp:N, abs:X or rel:X");
  return tolerance;
}

bool Tolerance::accepts(uint64_t a, uint64_t b, DataType type) const {
  if (a == b)
    return true;
  if (!type.isFloat())
    return false;
  double x = floatValue(a, type), y = floatValue(b, type);
  if (std::isnan(x) || std::isnan(y))
    return std::isnan(x) && std::isnan(y);
  switch (kind) {
  case Kind::Bits:
    return false;
  case Kind::Ulp: {
    int64_t distance;
    return !llvm::SubOverflow(ordinalOf(a, type), ordinalOf(b, type),
                              distance) &&
           std::fabs(static_cast<double>(distance)) <= amount;
  }
  case Kind::Absolute:
    return std::fabs(x - y) <= amount;
  case Kind::Relative:
    return std::fabs(x - y) <= amount * std::fmax(std::fabs(x), std::fabs(y));
  }
  llvm_unreachable("all kinds are handled");
}

llvm::Expected<std::optional<Difference>>
tool::compareRuns(const Binding &ours, const Binding &theirs) {
  auto tolerance = Tolerance::of(ours.abi());
  if (!tolerance)
    return tolerance.takeError();
  for (auto [index, r] : llvm::enumerate(ours.abi().results)) {
    uint64_t a = ours.result(index), b = theirs.result(index);
    if (!tolerance->accepts(a, b, r.type))
      return Difference{r.name, {}, a, b, r.type, r.isSigned, {}};
  }
  std::vector<OutputView> others = theirs.outputs();
  for (const OutputView &view : ours.outputs()) {
    auto it = llvm::find_if(others, [&](const OutputView &other) {
      return other.param->name == view.param->name;
    });
    if (it == others.end() || it->param->type != view.param->type)
      return makeError(ErrorCode::ArgumentUnknown,
                       "the other implementation of '" + ours.abi().name +
                           "' has no output '" + view.param->name +
                           "' of its type");
    if (auto diff = compareBuffers(view, *it, *tolerance))
      return diff;
  }
  return std::nullopt;
}
