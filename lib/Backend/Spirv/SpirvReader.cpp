//===- SpirvReader.cpp - The structure of a SPIR-V module -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SpirvReader.h"

#include "atlas/Backend/BackendError.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Endian.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

constexpr uint32_t kMagic = 0x07230203;
constexpr size_t kHeaderWords = 5;
// Opcodes that the walk looks at (SPIR-V, section 3.49).
enum Opcode : uint16_t {
  OpMemoryModel = 14,
  OpEntryPoint = 15,
  OpCapability = 17,
  OpFunction = 54,
  OpFunctionEnd = 56,
  OpLabel = 248
};
constexpr uint32_t kGLCompute = 5;

llvm::Error malformed(const llvm::Twine &text) {
  return makeBackendError(BackendErrorKind::Lower, "spirv", text);
}

class Walk {
public:
  explicit Walk(std::vector<uint32_t> words) : words(std::move(words)) {}
  llvm::Expected<SpirvWords> run();

private:
  llvm::Error instruction(uint16_t opcode, llvm::ArrayRef<uint32_t> operands);
  llvm::Error entry(llvm::ArrayRef<uint32_t> operands);

  std::vector<uint32_t> words;
  SpirvWords found;
  unsigned memoryModels = 0, functions = 0, labels = 0;
  bool isInFunction = false;
};

/// Model, function id, then a name that a zero byte ends.
llvm::Error Walk::entry(llvm::ArrayRef<uint32_t> operands) {
  std::string name;
  bool hasEnd = false;
  for (uint32_t word : operands.drop_front(std::min<size_t>(2, operands.size())))
    for (unsigned shift = 0; shift != 32 && !hasEnd; shift += 8) {
      char c = char(word >> shift);
      hasEnd = c == 0;
      if (!hasEnd)
        name += c;
    }
  if (!hasEnd || name.empty())
    return malformed("an entry point has no name");
  if (operands[0] == kGLCompute)
    found.entries.push_back(std::move(name));
  return llvm::Error::success();
}

llvm::Error Walk::instruction(uint16_t opcode, llvm::ArrayRef<uint32_t> operands) {
  switch (opcode) {
  case OpCapability:
    if (operands.size() != 1)
      return malformed("OpCapability has " + llvm::Twine(operands.size()) +
                       " operands");
    found.capabilities.push_back(operands[0]);
    return llvm::Error::success();
  case OpMemoryModel:
    ++memoryModels;
    return llvm::Error::success();
  case OpEntryPoint:
    return entry(operands);
  case OpFunction:
    if (isInFunction)
      return malformed("a function begins inside another");
    isInFunction = true;
    ++functions;
    return llvm::Error::success();
  case OpFunctionEnd:
    if (!isInFunction)
      return malformed("a function ends that did not begin");
    isInFunction = false;
    return llvm::Error::success();
  case OpLabel:
    ++labels;
    return llvm::Error::success();
  default:
    return llvm::Error::success();
  }
}

llvm::Expected<SpirvWords> Walk::run() {
  if (words.size() < kHeaderWords || words[0] != kMagic)
    return malformed("the code has no SPIR-V header");
  if (words[4])
    return malformed("the schema word of the header is not 0");
  found.version = words[1];
  for (size_t at = kHeaderWords; at < words.size();) {
    size_t count = words[at] >> 16;
    if (!count || count > words.size() - at)
      return malformed("the instruction at word " + llvm::Twine(at) + " has " +
                       llvm::Twine(count) + " words");
    if (llvm::Error error =
            instruction(words[at] & 0xffff,
                        llvm::ArrayRef(words).slice(at + 1, count - 1)))
      return std::move(error);
    at += count;
  }
  if (isInFunction)
    return malformed("the last function does not end");
  if (memoryModels != 1)
    return malformed("the module has " + llvm::Twine(memoryModels) +
                     " memory models");
  if (!functions || !labels)
    return malformed("the module has no code");
  return std::move(found);
}

} // namespace

llvm::Expected<SpirvWords> backend::readSpirv(llvm::StringRef bytes) {
  if (bytes.size() % 4)
    return malformed("the code is not a sequence of 32-bit words");
  std::vector<uint32_t> words(bytes.size() / 4);
  for (size_t i = 0; i != words.size(); ++i)
    words[i] = llvm::support::endian::read32le(bytes.data() + 4 * i);
  return Walk(std::move(words)).run();
}

std::vector<char> backend::bytesOf(llvm::ArrayRef<uint32_t> words) {
  std::vector<char> bytes(words.size() * 4);
  for (auto [i, word] : llvm::enumerate(words))
    llvm::support::endian::write32le(bytes.data() + 4 * i, word);
  return bytes;
}
