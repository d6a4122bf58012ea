//===- Compare.cpp - How two executions are compared ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Compare.h"

#include "atlas/Support/ScalarText.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

using namespace atlas;
using namespace atlas::quorum;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The value as a double that is not smaller.
double roundedUp(uint64_t value) {
  double result = static_cast<double>(value);
  // 2^64 does not fit back; every other rounding can be checked exactly.
  if (result < 0x1p64 && static_cast<uint64_t>(result) < value)
    result = std::nextafter(result, kInfinity);
  return result;
}

double integerDifference(const ElementPair &pair) {
  if (!pair.isSigned)
    return roundedUp(pair.ours > pair.theirs ? pair.ours - pair.theirs
                                             : pair.theirs - pair.ours);
  int64_t a = signedValue(pair.ours, pair.type);
  int64_t b = signedValue(pair.theirs, pair.type);
  // The distance of two signed words always fits the unsigned word.
  uint64_t x = static_cast<uint64_t>(a), y = static_cast<uint64_t>(b);
  return roundedUp(a > b ? x - y : y - x);
}

/// Position among all values of the type; -0 and 0 are one.
__int128 ordinalOf(uint64_t bits, DataType type) {
  uint64_t sign = uint64_t(1) << (type.bits - 1);
  __int128 magnitude = bits & (sign - 1);
  return bits & sign ? -magnitude : magnitude;
}

bool withinUlp(const ElementPair &pair, double amount) {
  __int128 distance =
      ordinalOf(pair.ours, pair.type) - ordinalOf(pair.theirs, pair.type);
  if (distance < 0)
    distance = -distance;
  return roundedUp(static_cast<uint64_t>(distance)) <= amount;
}

bool accepts(const ElementPair &pair, double difference, double a, double b,
             const Comparison &rule, double policyTolerance) {
  switch (rule.kind) {
  case Comparison::Kind::Policy:
    return difference <= policyTolerance;
  case Comparison::Kind::Exact:
    return difference == 0;
  case Comparison::Kind::Ulp:
    return withinUlp(pair, rule.amount);
  case Comparison::Kind::Absolute:
    return difference <= rule.amount;
  case Comparison::Kind::Relative:
    return difference <= rule.amount * std::fmax(std::fabs(a), std::fabs(b));
  }
  llvm_unreachable("all kinds are handled");
}

Verdict compareFloats(const ElementPair &pair, const Comparison &rule,
                      double policyTolerance) {
  double a = floatValue(pair.ours, pair.type);
  double b = floatValue(pair.theirs, pair.type);
  constexpr Verdict kNever{kInfinity, false};
  if (std::isnan(a) && std::isnan(b))
    return rule.bitwiseNaN && pair.ours != pair.theirs ? kNever : Verdict{};
  if (std::isnan(a) || std::isnan(b))
    return kNever;
  if (std::isinf(a) || std::isinf(b))
    return a == b ? Verdict{} : kNever;
  if (a == b)
    return {0, !rule.strictSignedZero || std::signbit(a) == std::signbit(b)};
  double difference = std::fabs(a - b);
  return {difference, accepts(pair, difference, a, b, rule, policyTolerance)};
}

} // namespace

std::optional<Comparison> Comparison::parse(llvm::StringRef text) {
  Comparison result;
  if (text == "exact") {
    result.kind = Kind::Exact;
    return result;
  }
  auto [kind, amount] = text.split(':');
  if (kind == "ulp")
    result.kind = Kind::Ulp;
  else if (kind == "abs")
    result.kind = Kind::Absolute;
  else if (kind == "rel")
    result.kind = Kind::Relative;
  if (result.kind == Kind::Policy ||
      amount.trim(' ').getAsDouble(result.amount) ||
      !std::isfinite(result.amount) || std::signbit(result.amount))
    return std::nullopt;
  return result;
}

Verdict quorum::compareElement(const ElementPair &pair, const Comparison &rule,
                               double policyTolerance) {
  if (pair.type.isFloat())
    return compareFloats(pair, rule, policyTolerance);
  double difference = integerDifference(pair);
  return {difference, difference == 0};
}

BufferReport quorum::compareBuffers(const BufferImage &ours,
                                    const BufferImage &theirs,
                                    const Comparison &rule,
                                    double policyTolerance) {
  BufferReport report;
  size_t width = ours.type.byteSize();
  if (ours.type != theirs.type || ours.isSigned != theirs.isSigned ||
      ours.bytes.size() != theirs.bytes.size()) {
    report.failed = 1;
    report.maxAbsDiff = kInfinity;
    report.worst.emplace();
    report.worst->shape = fmt::format(
        "{} bytes of {} against {} bytes of {}", ours.bytes.size(),
        typeText(ours.type, ours.isSigned), theirs.bytes.size(),
        typeText(theirs.type, theirs.isSigned));
    return report;
  }
  double worst = -1;
  for (size_t i = 0, e = ours.bytes.size() / width; i < e; ++i) {
    ElementPair pair{loadElement(ours.bytes.data(), i, ours.type),
                     loadElement(theirs.bytes.data(), i, ours.type), ours.type,
                     ours.isSigned};
    Verdict verdict = compareElement(pair, rule, policyTolerance);
    ++report.compared;
    if (verdict.difference > report.maxAbsDiff)
      report.maxAbsDiff = verdict.difference;
    if (verdict.accepted)
      continue;
    ++report.failed;
    if (verdict.difference > worst) {
      worst = verdict.difference;
      report.worst = BufferReport::Worst{i, pair, {}};
    }
  }
  return report;
}

std::string BufferReport::text(llvm::StringRef buffer) const {
  if (!worst)
    return {};
  if (!worst->shape.empty())
    return fmt::format("{}: {}", buffer.str(), worst->shape);
  const ElementPair &v = worst->values;
  return fmt::format("{}[{}]: {} ({}) against {} ({})", buffer.str(),
                     worst->index, formatHex(v.ours, v.type),
                     formatScalar(v.ours, v.type, v.isSigned),
                     formatHex(v.theirs, v.type),
                     formatScalar(v.theirs, v.type, v.isSigned));
}
