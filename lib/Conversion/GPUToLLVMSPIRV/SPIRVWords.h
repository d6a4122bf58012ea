//===- SPIRVWords.h - SPIR-V modules as words, to be edited -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What LLVM's SPIR-V target writes is not quite what Vulkan wants. This is the
// module as a list of instructions, and the repairs:
//
// * names of resources are strings in the code, which need 8-bit integers: they
//   go, with all types and constants that nothing uses then;
// * barriers order workgroup and storage memory (acquire-release instead of
//   sequentially consistent, which Vulkan has not);
// * atomics promise no order;
// * floating point is never contracted, and keeps what the general emitter's does;
// * the version is the one asked for, and interfaces are as that version has them;
// * capabilities are those that the code uses.
//
// Source: SPIR-V 1.6 specification, sections 2.3 (physical layout), 2.16
// (validation rules), 3.25 (memory semantics); Vulkan specification, appendix A.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_SPIRVWORDS_H
#define ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_SPIRVWORDS_H

#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace atlas::llvmspirv {

/// One instruction; `words` are its operands, without the leading word.
struct Instruction {
  uint16_t opcode = 0;
  llvm::SmallVector<uint32_t, 6> words;
};

class SPIRVWords {
public:
  /// nullopt if the bytes are no module.
  static std::optional<SPIRVWords> parse(llvm::ArrayRef<char> bytes);
  std::vector<uint32_t> write() const;

  /// True if no two results have one id and the blocks have the first ids, as LLVM
  /// gives them out.
  bool isNumberedAfresh() const;

  /// All repairs; `aliased` names buffers that may overlap others.
  void repair(const SPIRVOptions &options, llvm::ArrayRef<std::string> aliased);

  std::vector<std::string> capabilities() const;
  std::vector<std::string> extensions() const;

private:
  std::vector<Instruction> code;
  uint32_t version = 0, generator = 0, bound = 0;

  void erase(const llvm::DenseSet<uint32_t> &ids);
  llvm::DenseSet<uint32_t> findUnused() const;
  void dropNames();
  void orderMemory();
  void decorate(llvm::ArrayRef<std::string> aliased);
  void setInterfaces(unsigned minor);
  void setFloatModes(const SPIRVFloats &floats);
  void setCapabilities(unsigned minor);
  uint32_t constant(uint32_t value);
};

} // namespace atlas::llvmspirv

#endif // ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_SPIRVWORDS_H
