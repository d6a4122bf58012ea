//===- Decimal.h - Exact conversion between binary64 and decimal -*- C++ -*-==//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Doubles as decimal text and back, correctly rounded, without libc: its
// functions depend on the locale, and the freestanding library has none.
// Cost: microseconds; meant for messages and configurations.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_DECIMAL_H
#define ATLAS_RUNTIME_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

namespace atlas::runtime {

/// Bytes that every text below fits into: sign, 309 digits, point, 4 decimals.
constexpr size_t kDecimalSize = 320;

/// Writes `value` with exactly four decimals, ties to even; "inf", "-inf" and
/// "nan" for the others. Returns the length; there is no NUL.
size_t formatFixed4(double value, char out[kDecimalSize]);

/// Writes the shortest decimal that reads back as `value`, the nearest of them:
/// positional with at least one decimal for 1e-4 <= |value| < 1e16 and zero,
/// else scientific with an exponent of two digits or three ("1e-05").
size_t formatShortest(double value, char out[kDecimalSize]);

/// The double nearest to a decimal number, ties to even. `text` is digits with
/// an optional sign, fraction and exponent, as JSON has them; it is not checked
/// again. Infinite if it is too large.
double parseDecimal(const char *text, size_t size);

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_DECIMAL_H
