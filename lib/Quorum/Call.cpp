//===- Call.cpp - One call of a kernel and what it left ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Call.h"

#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace atlas;
using namespace atlas::quorum;

llvm::Expected<int64_t> CallData::evaluate(llvm::StringRef expression) const {
  auto parsed = LengthExpr::parse(expression);
  if (!parsed)
    return parsed.takeError();
  return parsed->evaluate([&](llvm::StringRef scalar, unsigned k,
                              bool isDim) -> std::optional<int64_t> {
    if (!isDim) {
      auto found = scalars.find(scalar.str());
      if (found == scalars.end())
        return std::nullopt;
      return static_cast<int64_t>(found->second);
    }
    auto found = dims.find(scalar.str());
    if (found == dims.end() || k >= found->second.size())
      return std::nullopt;
    return found->second[k];
  });
}

uint64_t CallData::elements(llvm::StringRef buffer) const {
  auto found = dims.find(buffer.str());
  if (found == dims.end())
    return 0;
  uint64_t count = 1;
  for (int64_t extent : found->second)
    count *= static_cast<uint64_t>(extent);
  return count;
}

const CallOutput *quorum::findOutput(const CallOutputs &outputs,
                                     llvm::StringRef name) {
  auto found = llvm::find_if(
      outputs, [&](const CallOutput &output) { return output.name == name; });
  return found == outputs.end() ? nullptr : &*found;
}

CallOutput quorum::makeResult(const KernelResult &result, uint64_t word) {
  CallOutput output;
  output.name = result.name;
  output.type = result.type;
  output.isSigned = result.isSigned;
  output.isWritten = output.isResult = true;
  if (!result.type.isFloat()) {
    output.type.bits = 64;
    auto extended = static_cast<uint64_t>(signedValue(word, result.type));
    if (result.isSigned &&
        (word & ~llvm::maskTrailingOnes<uint64_t>(result.type.bits)) == 0)
      word = extended;
  }
  output.bytes.resize(output.type.byteSize());
  storeElement(output.bytes.data(), 0, output.type, word);
  return output;
}
