//===- CPUTarget.h - The CPU a kernel is lowered for ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Triple, CPU name and full feature list of one CPU target.
//
// Every choice that depends on the machine reads this value and nothing else.
// Named levels (x86-64, x86-64-v2, x86-64-v3, x86-64-v4, x86-64-v4-icl,
// aarch64, aarch64-dotprod, aarch64-sve2, wasm32) are a static table; "-macos"
// or "-windows" behind one means the same processor under that system instead
// of Linux. The host is detected once by the JIT layer, which fills in the same
// structure.
//
// Thread rule: plain value.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_ATLASTOCPU_CPUTARGET_H
#define ATLAS_CONVERSION_ATLASTOCPU_CPUTARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace atlas {

struct CPUTarget {
  enum class Arch : uint8_t { X86, AArch64, Wasm32, Other };

  std::string level;  ///< level name, or "host"
  std::string triple; ///< e.g. x86_64-unknown-linux-gnu
  std::string cpu;    ///< for -target-cpu
  /// Sorted feature names without sign: those that are on.
  std::vector<std::string> features;

  Arch arch() const;
  bool has(llvm::StringRef feature) const;
  /// "+avx2,+bmi,..." in sorted order, for target-features.
  std::string featureString() const;
  /// Whether there are vector registers: WebAssembly has them with simd128.
  bool hasVectors() const;
  /// Bytes of the widest vector register worth using: 64, 32 or 16.
  unsigned vectorBytes() const;

  /// A named level, for Linux or with a system's suffix; ATL0505 with the known
  /// names otherwise.
  static llvm::Expected<CPUTarget> named(llvm::StringRef level);
  /// All level names without suffix, weakest first per architecture.
  static llvm::ArrayRef<llvm::StringRef> levelNames();
};

} // namespace atlas

#endif // ATLAS_CONVERSION_ATLASTOCPU_CPUTARGET_H
