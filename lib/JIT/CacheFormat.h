//===- CacheFormat.h - Bytes of a cache file --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The file formats of the object cache and their checks.
//
// Both kinds: an 8-byte magic with the format version, the file's own key,
// then the body, then BLAKE3 over everything before it. Body of an object
// file: three 64-bit little-endian sizes and the three parts (ABI, report,
// object); of a key file: the canonical key. A file whose name and key differ,
// whose size is not exactly what the header says, or whose checksum fails is
// bad. Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_CACHEFORMAT_H
#define ATLAS_LIB_JIT_CACHEFORMAT_H

#include "atlas/JIT/ObjectCache.h"

namespace atlas::jit::cacheformat {

inline constexpr llvm::StringLiteral kObjectSuffix = ".obj";
inline constexpr llvm::StringLiteral kKeySuffix = ".key";
inline constexpr llvm::StringLiteral kTempPrefix = ".tmp-";
/// No entry is larger; guards against reading nonsense.
inline constexpr uint64_t kMaxFileBytes = 256u << 20;

/// The parts of a file in order, ready to write. `header` holds storage.
struct Encoded {
  std::string header, trailer;
  std::vector<llvm::StringRef> parts;
};
std::unique_ptr<Encoded> encodeObject(const CacheKey &key,
                                      const CacheEntry &entry);
std::unique_ptr<Encoded> encodeKey(const CacheKey &key,
                                   const CacheKey &canonical);

/// Null reason = good.
const char *decodeObject(llvm::StringRef bytes, const CacheKey &key,
                         CacheEntry &entry);
const char *decodeKey(llvm::StringRef bytes, const CacheKey &key,
                      CacheKey &canonical);

/// The key in a file name, if it is one of ours.
bool parseName(llvm::StringRef name, CacheKey &key, bool &isObject);

} // namespace atlas::jit::cacheformat

#endif // ATLAS_LIB_JIT_CACHEFORMAT_H
