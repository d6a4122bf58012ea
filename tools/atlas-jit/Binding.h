//===- Binding.h - One ready call of one kernel -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An ArgumentSet bound to a kernel: private copies of what the kernel changes,
// fresh outputs of the declared lengths, and a checked call.
//
// The kernel may differ from the one the set was checked against, as the
// portable twin does: it has its lengths as scalars. A scalar that is given by
// nobody and is the extent of a buffer is taken from that buffer.
//
// Failure: ATL03xx. Ownership: the binding owns what the kernel writes and
// borrows the set and the kernel's description.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_BINDING_H
#define ATLAS_TOOLS_ATLAS_JIT_BINDING_H

#include "AlignedBuffer.h"
#include "ArgumentSet.h"

#include "atlas/JIT/Engine.h"

#include <memory>
#include <optional>
#include <vector>

namespace atlas::tool {

/// Elements to look at after a run.
struct OutputView {
  const KernelParam *param;
  const char *data;
  llvm::SmallVector<int64_t, 2> dims; ///< trimmed by `count`

  uint64_t numElements() const {
    uint64_t n = 1;
    for (int64_t extent : dims)
      n *= extent;
    return n;
  }
};

class Binding {
public:
  static llvm::Expected<std::unique_ptr<Binding>>
  create(const KernelABI &abi, const ArgumentSet &set);

  /// Runs on the pool (see atlas::jit::run).
  llvm::Error run(jit::Kernel &kernel, unsigned threads) {
    return jit::run(kernel, call, threads);
  }
  /// Runs a plain packed function on the whole kernel. Positive codes are
  /// ATL0311.
  llvm::Error run(atlas_packed_fn entry);

  const KernelABI &abi() const { return call.abi(); }
  /// The checked argument block, for calling a packed entry directly.
  const atlas_args_t &args() const { return call.args(); }
  uint64_t result(unsigned index) const;
  /// Written buffers, in declaration order. Call after a run.
  std::vector<OutputView> outputs() const;
  /// Extents of a buffer as bound.
  llvm::ArrayRef<int64_t> extents(llvm::StringRef name) const;

private:
  explicit Binding(const KernelABI &abi) : call(abi) {}
  llvm::Error bindScalars(const ArgumentSet &set);
  llvm::Error bindInputs(const ArgumentSet &set);
  llvm::Error bindDefaults(const ArgumentSet &set);
  llvm::Error bindOutputs(const ArgumentSet &set);
  llvm::Expected<llvm::SmallVector<int64_t, 2>>
  outputExtents(const KernelParam &param, const ArgumentSet &set) const;
  llvm::Expected<char *> allocate(const KernelParam &param,
                                  llvm::ArrayRef<int64_t> dims);

  struct Bound {
    const KernelParam *param;
    char *data;
    llvm::SmallVector<int64_t, 2> dims;
  };

  jit::Call call;
  std::vector<Bound> bound;
  std::vector<AlignedBuffer> memory;
  /// Results of a plain packed function; the engine keeps its own.
  std::optional<std::vector<uint64_t>> plainResults;
};

/// What `--in`/`--set` the user forgot, as an ATL0302 error.
llvm::Error missingArgument(const KernelABI &abi, const KernelParam &param);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_BINDING_H
