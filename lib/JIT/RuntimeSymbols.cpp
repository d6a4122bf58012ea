//===- RuntimeSymbols.cpp - What generated code may call ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An explicit list instead of the process's symbols: a kernel cannot reach
// anything else, and a static tool needs no dynamic symbol table.
//===----------------------------------------------------------------------===//
#include "RuntimeSymbols.h"

#include <cmath>
#include <cstring>
#include <strings.h>

// Conversions that code generation calls where the CPU has none (F16C); from
// the compiler's runtime library. Declared without types on purpose: only their
// addresses are taken.
extern "C" {
void __extendhfsf2();
void __truncsfhf2();
void __truncdfhf2();
}

using namespace llvm;

namespace atlas::jit {
namespace {

struct Symbol {
  StringLiteral name;
  void *address;
};

template <typename T>
void *addressOf(T *function) {
  return reinterpret_cast<void *>(function);
}

using Memory3 = void *(void *, const void *, size_t);
using Fill = void *(void *, int, size_t);
using Compare = int(const void *, const void *, size_t);
using F1 = float(float);
using F2 = float(float, float);
using F3 = float(float, float, float);
using D1 = double(double);
using D2 = double(double, double);
using D3 = double(double, double, double);

#define UNARY(NAME)                                                            \
  {#NAME, addressOf<D1>(::NAME)}, { #NAME "f", addressOf<F1>(::NAME##f) }
#define BINARY(NAME)                                                           \
  {#NAME, addressOf<D2>(::NAME)}, { #NAME "f", addressOf<F2>(::NAME##f) }

// A function-local table, so that nothing runs before main.
ArrayRef<Symbol> table() {
  static const Symbol symbols[] = {
      {"memcpy", addressOf<Memory3>(std::memcpy)},
      {"memmove", addressOf<Memory3>(std::memmove)},
      {"memset", addressOf<Fill>(std::memset)},
      {"memcmp", addressOf<Compare>(std::memcmp)},
      {"bcmp", addressOf<Compare>(::bcmp)},
      UNARY(sin),
      UNARY(cos),
      UNARY(tan),
      UNARY(asin),
      UNARY(acos),
      UNARY(atan),
      UNARY(sinh),
      UNARY(cosh),
      UNARY(tanh),
      UNARY(asinh),
      UNARY(acosh),
      UNARY(atanh),
      UNARY(exp),
      UNARY(exp2),
      UNARY(expm1),
      UNARY(log),
      UNARY(log2),
      UNARY(log10),
      UNARY(log1p),
      UNARY(sqrt),
      UNARY(cbrt),
      UNARY(erf),
      UNARY(erfc),
      UNARY(ceil),
      UNARY(floor),
      UNARY(trunc),
      UNARY(rint),
      UNARY(nearbyint),
      UNARY(round),
      UNARY(fabs),
      UNARY(roundeven),
      BINARY(atan2),
      BINARY(pow),
      BINARY(fmod),
      BINARY(remainder),
      BINARY(hypot),
      BINARY(copysign),
      BINARY(fmin),
      BINARY(fmax),
      BINARY(fdim),
      {"fma", addressOf<D3>(::fma)},
      {"fmaf", addressOf<F3>(::fmaf)},
      {"__extendhfsf2", addressOf(__extendhfsf2)},
      {"__truncsfhf2", addressOf(__truncsfhf2)},
      {"__truncdfhf2", addressOf(__truncdfhf2)},
  };
  return symbols;
}

} // namespace

void *findRuntimeSymbol(StringRef name) {
  for (const Symbol &symbol : table())
    if (symbol.name == name)
      return symbol.address;
  return nullptr;
}

} // namespace atlas::jit
