//===- Entries.h - Entries generated around a kernel ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds packed, typed and guarded entries to an LLVM module.
//
// All follow include/atlas-c/args.h. Inputs are a function and its ABI
// description, which must agree (checkSignature). Pure IR; no target knowledge.
// Thread rule: as the module's context.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_ENTRIES_H
#define ATLAS_LIB_JIT_ENTRIES_H

#include "Specialization.h"

#include "llvm/IR/Function.h"

namespace atlas::jit {

/// Compares a function's type with its signature. ATL0204.
llvm::Error checkSignature(const llvm::Function &kernel, const KernelABI &abi);

/// The `"atlas.signature"="..."` line that a function without one needs; roles
/// and extents are guesses that the author completes.
std::string suggestSignature(const llvm::Function &kernel);

/// Where a packed entry finds an argument of what it calls.
struct PackedSlot {
  enum Kind : uint8_t {
    Buffer, ///< the address of a buffer
    Scalar, ///< a scalar's word
    Extent, ///< the first extent of a buffer
  } kind = Buffer;
  unsigned ordinal = 0; ///< among the buffers or scalars of the argument block
};

/// `i32 NAME(ptr args)`: loads pointers and scalars, calls, stores the result
/// words. Narrow results are zero-extended, structures taken apart. Scalars in
/// `constants` are not loaded but constant, and the call is inlined. `slots` has a
/// place for each parameter; none: the arguments are those of `abi`.
llvm::Function *createPackedEntry(llvm::Function &kernel, const KernelABI &abi,
                                  llvm::StringRef name,
                                  llvm::ArrayRef<SpecializedValue> constants,
                                  llvm::ArrayRef<PackedSlot> slots = {});

/// The typed C entry: narrow results widened to a type C can read, several
/// results through trailing out-pointers. Returns the kernel itself when C can
/// call it as it is.
llvm::Function *createTypedEntry(llvm::Function &kernel, const KernelABI &abi,
                                 llvm::StringRef name);

/// `i32 NAME(ptr args)`: if the arguments have the constants, stamps the
/// variant as used in this epoch and tail-calls `packed`, else tail-calls the
/// entry that kNextSymbol points at. The stamp is only written when it is
/// stale, so hot calls share the cache line.
llvm::Function *createGuard(llvm::Function &packed, llvm::StringRef name,
                            llvm::ArrayRef<SpecializedValue> constants);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_ENTRIES_H
