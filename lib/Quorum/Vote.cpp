//===- Vote.cpp - Two programs on the same calls ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Vote.h"

#include "atlas/Quorum/Poison.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace atlas;
using namespace atlas::quorum;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Both rounds of one output of one call.
struct Pair {
  const CallOutput *first, *second;
  llvm::ArrayRef<uint8_t> bytes(unsigned round, uint64_t size) const {
    llvm::ArrayRef<uint8_t> all = (round ? second : first)->bytes;
    return all.take_front(std::min<uint64_t>(size, all.size()));
  }
};

class Voter {
public:
  Voter(const KernelABI &kernel, const CaseSet &cases, double tolerance)
      : kernel(kernel), cases(cases), tolerance(tolerance) {}
  llvm::Error call(size_t index, const std::array<CallOutputs, 2> &ours,
                   const std::array<CallOutputs, 2> &theirs);
  VoteReport report;

private:
  void output(const Pair &ours, const Pair &theirs, uint64_t size);
  void unwritten(const Pair &ours, const Pair &theirs, uint64_t size);
  void unchanged(const Pair &ours);
  uint64_t comparedBytes(const CallOutput &output,
                         const CallOutputs &theirs) const;
  void diverges(llvm::StringRef buffer, uint64_t index, double difference,
                std::string text);

  const KernelABI &kernel;
  const CaseSet &cases;
  double tolerance;
  const CallData *data = nullptr; ///< the call at hand
};

/// Keeps the first with the largest difference.
void Voter::diverges(llvm::StringRef buffer, uint64_t index, double difference,
                     std::string text) {
  if (!report.worst || difference > report.maxAbsDiff)
    report.worst = Divergence{data->name, buffer.str(), index, std::move(text)};
  report.maxAbsDiff = std::max(report.maxAbsDiff, difference);
}

/// All of an output, or the rows that its count result names.
uint64_t Voter::comparedBytes(const CallOutput &output,
                              const CallOutputs &theirs) const {
  const KernelParam *param = kernel.findParam(output.name);
  if (!param || param->count.empty())
    return output.bytes.size();
  const CallOutput *count = findOutput(theirs, param->count);
  auto dims = data->dims.find(output.name);
  if (!count || dims == data->dims.end())
    return output.bytes.size();
  uint64_t row = param->type.byteSize();
  for (int64_t extent : llvm::ArrayRef(dims->second).drop_front())
    row *= static_cast<uint64_t>(extent);
  int64_t rows = std::clamp<int64_t>(
      signedValue(loadElement(count->bytes.data(), 0, count->type),
                  count->type),
      0, dims->second[0]);
  return static_cast<uint64_t>(rows) * row;
}

void Voter::unchanged(const Pair &ours) {
  auto input = data->inputs.find(ours.first->name);
  for (unsigned round : {0u, 1u})
    if (input != data->inputs.end() &&
        ours.bytes(round, UINT64_MAX) != llvm::ArrayRef(input->second))
      diverges(ours.first->name, 0, kInfinity,
               "the input '" + ours.first->name + "' was changed");
}

/// Written by its role, so no element may follow the poison.
void Voter::unwritten(const Pair &ours, const Pair &theirs, uint64_t size) {
  const CallOutput &output = *ours.first;
  auto rule = cases.rules.find(output.name);
  bool partial = rule != cases.rules.end() && rule->second.partial;
  if (partial || data->inputs.count(output.name))
    return;
  size_t width = output.type.byteSize();
  for (auto [pair, who] : {std::pair(&ours, "ours"), {&theirs, "theirs"}})
    if (auto index = firstUnwritten(pair->bytes(0, size), pair->bytes(1, size),
                                    width))
      return diverges(output.name, *index, kInfinity,
                      fmt::format("{}[{}] was never written ({})", output.name,
                                  *index, who));
}

void Voter::output(const Pair &ours, const Pair &theirs, uint64_t size) {
  const CallOutput &output = *ours.first;
  unwritten(ours, theirs, size);
  auto found = cases.rules.find(output.name);
  Comparison rule = found == cases.rules.end() ? Comparison{}
                                               : found->second.comparison;
  for (unsigned round : {0u, 1u}) {
    BufferReport seen = compareBuffers(
        {ours.bytes(round, size), output.type, output.isSigned},
        {theirs.bytes(round, size), theirs.first->type, theirs.first->isSigned},
        rule, tolerance);
    if (round == 0)
      report.compared += seen.compared;
    if (seen.worst)
      diverges(output.name, seen.worst->index, seen.maxAbsDiff,
               seen.text(output.name));
    else
      report.maxAbsDiff = std::max(report.maxAbsDiff, seen.maxAbsDiff);
  }
}

llvm::Error Voter::call(size_t index, const std::array<CallOutputs, 2> &ours,
                        const std::array<CallOutputs, 2> &theirs) {
  data = &cases.calls[index];
  ++report.calls;
  for (const CallOutput &first : ours[0]) {
    Pair mine{&first, findOutput(ours[1], first.name)};
    Pair other{findOutput(theirs[0], first.name),
               findOutput(theirs[1], first.name)};
    if (!mine.second || !other.first || !other.second)
      return makeError(ErrorCode::LowerFailed,
                       "'" + first.name + "' was not saved in every run");
    for (const CallOutput *one : {mine.first, mine.second})
      if (!one->damage.empty())
        diverges(first.name, 0, kInfinity, first.name + ": " + one->damage);
    if (first.isWritten)
      output(mine, other, comparedBytes(first, theirs[0]));
    else
      unchanged(mine);
  }
  return llvm::Error::success();
}

llvm::Error nothingCompared() {
  return makeError(ErrorCode::LowerFailed, "nothing was compared",
                   "a vote needs an output and a case that has elements");
}

} // namespace

llvm::Expected<VoteReport> quorum::vote(const KernelABI &kernel,
                                        const CaseSet &cases,
                                        const BatchOutputs &ours,
                                        const BatchOutputs &theirs,
                                        const VoteOptions &options) {
  if (ours.size() != cases.calls.size() || theirs.size() != ours.size())
    return makeError(ErrorCode::LowerFailed,
                     "a worker did not answer every call");
  Voter voter(kernel, cases, options.tolerance);
  for (size_t i = 0; i < ours.size(); ++i)
    if (!options.skipped.count(i))
      if (auto error = voter.call(i, ours[i], theirs[i]))
        return error;
  voter.report.skipped = options.skipped.size();
  if (!voter.report.compared && voter.report.agrees())
    return nothingCompared();
  return std::move(voter.report);
}

namespace {

/// What kinds of delicate numbers there are.
struct FloatSurvey {
  bool denormal = false, special = false;

  void look(const void *data, uint64_t count, DataType type) {
    for (uint64_t i = 0; type.isFloat() && i < count; ++i) {
      uint64_t word = loadElement(data, i, type);
      double value = floatValue(word, type);
      unsigned significand = type.bits == 16 ? 10 : type.bits == 32 ? 23 : 52;
      uint64_t exponent = llvm::maskTrailingOnes<uint64_t>(
          type.bits - 1 - significand);
      // Numbers just above count too: their products and differences are lost.
      denormal |= value != 0 && (word >> significand & exponent) <= significand;
      special |= !std::isfinite(value) || (value == 0 && std::signbit(value));
    }
  }
};

} // namespace

std::map<size_t, std::string>
quorum::unpromisedCalls(const KernelABI &kernel, const CaseSet &cases,
                        const BatchOutputs &oracle, FloatPromise promise) {
  std::map<size_t, std::string> skipped;
  if (promise.denormals && promise.nans)
    return skipped;
  for (auto [index, call] : llvm::enumerate(cases.calls)) {
    FloatSurvey survey;
    for (const KernelParam &p : kernel.params) {
      if (auto input = call.inputs.find(p.name); input != call.inputs.end())
        survey.look(input->second.data(), call.elements(p.name), p.type);
      if (auto scalar = call.scalars.find(p.name); scalar != call.scalars.end())
        survey.look(&scalar->second, 1, p.type);
    }
    for (const CallOutput &output : oracle[index][0])
      if (output.isWritten)
        survey.look(output.bytes.data(),
                    output.bytes.size() / output.type.byteSize(), output.type);
    if (survey.denormal && !promise.denormals)
      skipped[index] = "the device may lose subnormal numbers";
    else if (survey.special && !promise.nans)
      skipped[index] = "the device may lose NaN, infinities and signs of zero";
  }
  return skipped;
}

llvm::Expected<VoteReport> quorum::voteGolden(const CaseSet &cases,
                                              const BatchOutputs &ours) {
  VoteReport report;
  for (const Expectation &golden : cases.golden) {
    if (golden.call >= ours.size())
      return makeError(ErrorCode::LowerFailed,
                       "a worker did not answer every call");
    const CallOutput *output = findOutput(ours[golden.call][0], golden.output);
    if (!output)
      return makeError(ErrorCode::LowerFailed,
                       "nothing was saved of '" + golden.output + "'");
    auto rule = cases.rules.find(golden.output);
    llvm::ArrayRef<uint8_t> bytes = output->bytes;
    BufferReport seen = compareBuffers(
        {bytes.take_front(std::max(golden.bytes.size(), size_t(1))),
         output->type, output->isSigned},
        {golden.bytes, output->type, output->isSigned},
        rule == cases.rules.end() ? Comparison{} : rule->second.comparison, 0);
    ++report.calls;
    report.compared += seen.compared;
    if (seen.worst && !report.worst)
      report.worst = Divergence{cases.calls[golden.call].name + " (golden)",
                                golden.output, seen.worst->index,
                                seen.text(golden.output)};
    report.maxAbsDiff = std::max(report.maxAbsDiff, seen.maxAbsDiff);
  }
  return report;
}
