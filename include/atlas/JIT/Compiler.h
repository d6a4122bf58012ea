//===- Compiler.h - Source text to object code ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One compile: read a kernel source, lower one kernel, make an object.
//
// A Frontend holds a parsed and verified module (MLIR or LLVM IR, each in its
// own context). `lower` gives an LLVM module whose only visible functions are
// the entries of one kernel; `emitObject` runs the IR passes and code
// generation. The engine and the ahead-of-time compiler share this, so an
// object never depends on who asked for it.
//
// Failure: ATL01xx for the text, ATL02xx for kernel selection and signature,
// ATL05xx/06xx from lowering and code generation. Nothing prints.
// Thread rule: a Frontend is one thread's; different ones are independent.
// Source: design.md sections 2 and 3, cli-and-golden.md sections 1 and 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_JIT_COMPILER_H
#define ATLAS_JIT_COMPILER_H

#include "atlas/JIT/Engine.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace atlas::jit {

/// How much work goes into the code.
enum class Quality : uint8_t {
  Quick, ///< least time to the first result; whole-kernel entries only
  Plain, ///< no optimisation: the independent check (`--compare scalar`)
  Lean,  ///< for code that is already vector IR: little time, same speed
  Brief, ///< the -O1 pipeline, loops neither vectorised nor unrolled even if they
         ///< ask: little time for any LLVM IR
  Full,  ///< the -O2 pipeline: ahead-of-time objects and LLVM IR sources
};

/// Everything besides the text that the object depends on.
struct CompileOptions {
  CPUTarget target;
  /// Tune for the CPU this runs on; false = the target's default.
  bool tuneForHost = false;
  Quality quality = Quality::Lean;
  bool scalar = false;
  std::string strategies;
  std::vector<std::pair<std::string, uint64_t>> specialize;
  bool debugInfo = false; ///< line tables, for perf and gdb
};

/// A lowered kernel. `packed` is the packed entry and `typed` the typed C entry
/// ("" if there is none). With specialised values `guard` is an entry that
/// compares them and otherwise calls through `kNextSymbol`.
struct LoweredKernel {
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
  KernelABI abi;
  std::string packed, typed, guard;
  std::unique_ptr<llvm::TargetMachine> machine; ///< set by `optimize`
};

/// Symbols that the guard of a specialised kernel refers to; whoever links it
/// defines them: the address of the next entry's pointer, of the kernel's
/// 64-bit epoch, and of this variant's 64-bit stamp of last use.
inline constexpr llvm::StringLiteral kNextSymbol = "atlas.guard.next";
inline constexpr llvm::StringLiteral kEpochSymbol = "atlas.guard.epoch";
inline constexpr llvm::StringLiteral kStampSymbol = "atlas.guard.stamp";

/// A parsed, verified source.
class Frontend {
public:
  virtual ~Frontend();
  /// Parses after checking the limits of cli-and-golden.md section 1.
  static llvm::Expected<std::unique_ptr<Frontend>> create(const Source &source,
                                                          bool debugInfo);
  /// The symbols of the kernels, in source order.
  virtual std::vector<std::string> kernels() const = 0;
  /// Bytes that are equal for texts of equal meaning (names of local values,
  /// comments and layout do not matter). What the second cache key hashes.
  virtual std::string canonical() const = 0;
  /// MLIR bytecode of the module with this kernel ("" = the only one), or this
  /// pipeline first and what it calls, and everything else but other kernels:
  /// what back ends take. ATL0313 for LLVM IR.
  virtual llvm::Expected<std::string> extract(llvm::StringRef kernel) = 0;
  /// Lowers one kernel ("" = the only one). May be called once.
  virtual llvm::Expected<LoweredKernel> lower(llvm::StringRef kernel,
                                              const CompileOptions &) = 0;
  /// Text of the module after lowering, in the frontend's own IR. May be
  /// called instead of `lower`, once.
  virtual llvm::Expected<std::string> lowerToText(llvm::StringRef kernel,
                                                  const CompileOptions &) = 0;
};

/// Checks size and nesting before any parser runs. ATL0103, ATL0104.
llvm::Error checkSourceLimits(const Source &source);

/// Picks a kernel by name ('-' counts as '_'; "" = the only one). ATL0201 with
/// the nearest names, ATL0202 with the list.
llvm::Expected<std::string> selectKernel(llvm::ArrayRef<std::string> kernels,
                                         llvm::StringRef wanted);

/// The `limit` names nearest to `wanted` by edit distance, nearest first.
std::vector<std::string> nearestNames(llvm::StringRef wanted,
                                      llvm::ArrayRef<std::string> names,
                                      unsigned limit = 3);

/// Runs the IR passes for `options` on the module in place. ATL0502, ATL0505.
llvm::Error optimize(LoweredKernel &kernel, const CompileOptions &options);

/// Code generation of a module after `optimize`: object or assembly. ATL0502.
llvm::Expected<llvm::SmallVector<char, 0>>
generateCode(LoweredKernel &kernel, const CompileOptions &options,
             bool assembly = false);

} // namespace atlas::jit

#endif // ATLAS_JIT_COMPILER_H
