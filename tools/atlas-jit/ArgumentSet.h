//===- ArgumentSet.h - Arguments as the user gave them ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The values of a call by parameter name, checked one by one against a kernel.
//
// `--in NAME=FILE` gives buffers, `--set NAME=VALUE` scalars and, as
// `--set dim(NAME)=N`, the extents of outputs that nothing else decides. The
// set is independent of any buffer that a call writes, so that one set can be
// bound several times (Binding.h): for the run and for a comparison.
//
// Failure: ATL01xx for files, ATL03xx for names, types, shapes and values.
// Ownership: holds the files' contents; bindings borrow them.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_ARGUMENTSET_H
#define ATLAS_TOOLS_ATLAS_JIT_ARGUMENTSET_H

#include "AlignedBuffer.h"

#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <map>
#include <memory>
#include <string>

namespace atlas::tool {

/// NAME=VALUE of an option. ATL0313 without '=' or name.
llvm::Expected<std::pair<std::string, std::string>>
splitAssignment(llvm::StringRef option, llvm::StringRef text);

/// dim(NAME[,K]) as {NAME, K}; nullopt for anything else.
std::optional<std::pair<std::string, unsigned>>
parseDimName(llvm::StringRef text);

/// True for names that end in .npy, in any case.
bool isNpyPath(llvm::StringRef path);

/// " (did you mean 'x'?)", or the list of what exists, or "".
std::string suggestNames(llvm::StringRef wanted,
                         llvm::ArrayRef<std::string> names);

/// An input buffer's contents.
struct InputBuffer {
  std::string path; ///< "" if generated
  const void *data = nullptr;
  llvm::SmallVector<int64_t, 2> dims;
  std::unique_ptr<llvm::MemoryBuffer> file; ///< owner of data, or
  AlignedBuffer memory;                     ///< owner of data
};

class ArgumentSet {
public:
  explicit ArgumentSet(const KernelABI &abi) : abi(abi) {}

  /// Reads a file for a parameter; "-" is standard input, once.
  llvm::Error readInput(llvm::StringRef name, llvm::StringRef path);
  /// Takes generated contents.
  void addInput(llvm::StringRef name, InputBuffer input);
  /// A scalar or dim(...) from its text.
  llvm::Error setScalar(llvm::StringRef name, llvm::StringRef value);

  const InputBuffer *input(llvm::StringRef name) const;
  std::optional<uint64_t> scalar(llvm::StringRef name) const;
  std::optional<int64_t> dim(llvm::StringRef name, unsigned k) const;
  void setDim(llvm::StringRef name, unsigned k, int64_t value) {
    dims[{name.str(), k}] = value;
  }
  void setScalarBits(llvm::StringRef name, uint64_t bits) {
    scalars[name] = bits;
  }
  /// Bytes of all inputs.
  uint64_t inputBytes() const;

  const KernelABI &kernel() const { return abi; }

private:
  llvm::Error setDimText(llvm::StringRef name, unsigned k,
                         llvm::StringRef value);

  const KernelABI &abi;
  llvm::StringMap<InputBuffer> inputs;
  llvm::StringMap<uint64_t> scalars;
  std::map<std::pair<std::string, unsigned>, int64_t> dims;
  bool stdinUsed = false;
};

/// ATL0301 for a name that no parameter of the wanted kind has.
llvm::Error unknownArgument(const KernelABI &abi, llvm::StringRef option,
                            llvm::StringRef name,
                            llvm::function_ref<bool(const KernelParam &)> fits);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_ARGUMENTSET_H
