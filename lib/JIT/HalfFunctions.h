//===- HalfFunctions.h - Conversions of 16-bit floats -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code generation for a target without 16-bit floats computes in 32 bits and
// rounds after each operation, by functions of the compiler's runtime library.
// A module that nothing is linked to carries them itself.
//
// Thread rule: as llvm::LLVMContext. Source: IEEE 754-2019, 4.3.1 and 5.4.2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_HALFFUNCTIONS_H
#define ATLAS_LIB_JIT_HALFFUNCTIONS_H

namespace llvm {
class Module;
} // namespace llvm

namespace atlas::jit {

/// Defines __extendhfsf2, __truncsfhf2 and __truncdfhf2, hidden and weak, if
/// the module uses 16-bit floats; such a module does without vector registers.
/// Halves are passed as the low bits of an i32.
void addHalfFunctions(llvm::Module &module);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_HALFFUNCTIONS_H
