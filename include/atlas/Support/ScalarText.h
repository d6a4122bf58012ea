//===- ScalarText.h - Scalars as text ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scalars between text and the words of the packed call.
//
// Integers are decimal or 0x; floats are decimal, hexadecimal, nan or inf. The
// value must be in the range of its type: signless integers are unsigned here,
// as everywhere in the tools. A word holds integers zero-extended and floats by
// bit pattern in its low bits (atlas-c/args.h).
//
// Failure: ATL0305 naming the parameter, its type and the text.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_SUPPORT_SCALARTEXT_H
#define ATLAS_SUPPORT_SCALARTEXT_H

#include "atlas/Support/KernelABI.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <string>

namespace atlas {

/// "u8", "i8" (signed), "f32": the spelling of the tool's output.
std::string typeText(DataType type, bool isSigned);

llvm::Expected<uint64_t> parseScalar(llvm::StringRef text, DataType type,
                                     bool isSigned, llvm::StringRef name);

/// Shortest text that reads back as the same value.
std::string formatScalar(uint64_t bits, DataType type, bool isSigned);
/// "0x" and all digits of the type's width.
std::string formatHex(uint64_t bits, DataType type);
/// A JSON number, or a string where JSON has none (nan, inf).
llvm::json::Value scalarToJSON(uint64_t bits, DataType type, bool isSigned);

/// The integer a word stands for, sign-extended when signed.
int64_t signedValue(uint64_t bits, DataType type);
/// The float a word stands for; exact for f16, f32 and f64.
double floatValue(uint64_t bits, DataType type);

/// Element `index` of packed elements as a word.
uint64_t loadElement(const void *data, size_t index, DataType type);
void storeElement(void *data, size_t index, DataType type, uint64_t bits);

} // namespace atlas

#endif // ATLAS_SUPPORT_SCALARTEXT_H
