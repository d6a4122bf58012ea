//===- ObjectCache.h - Compiled kernels on disk -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two-level object cache: one file per entry, private to the user.
//
// Level 1 maps the hash of the source bytes and everything else an object
// depends on to level 2, the hash of the canonical IR with the same tail, whose
// file holds the ABI description, a report and the object. A level-1 hit needs
// no parser; a level-2 hit no code generation. Every file is checksummed
// (BLAKE3), written under a temporary name in the same directory and renamed,
// so that readers see whole files only, whatever process dies when.
//
// Failure: `open` refuses a directory that is not the user's own with mode 0700
// (ATL0504). A bad file is removed, counted and answers Corrupt, so that the
// caller compiles; it is never used. Store failures are errors to be noted;
// the kernel runs all the same.
// Thread rule: thread-safe; any number of processes may share a directory. A
// forked child may use it.
// Source: design.md section 3.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_JIT_OBJECTCACHE_H
#define ATLAS_JIT_OBJECTCACHE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace atlas::jit {

/// A 256-bit hash that names an entry.
struct CacheKey {
  std::array<uint8_t, 32> bytes{};
  std::string hex() const;
  bool operator==(const CacheKey &) const = default;
};

/// Hashes fields, each preceded by its length, so that no two field lists
/// collide by concatenation.
class CacheKeyBuilder {
public:
  CacheKeyBuilder &add(llvm::StringRef field);
  CacheKeyBuilder &add(uint64_t field);
  CacheKey finish();

private:
  llvm::BLAKE3 hasher;
};

/// What an entry holds.
struct CacheEntry {
  std::string abi;    ///< JSON of KernelABI
  std::string report; ///< JSON: entry symbols and the compile report
  std::unique_ptr<llvm::MemoryBuffer> object;
};

/// One pass over the directory.
struct CacheStats {
  uint64_t entries = 0;     ///< objects
  uint64_t keys = 0;        ///< level-1 keys
  uint64_t bytes = 0;       ///< of both
  uint64_t temporaries = 0; ///< being written, or left by a killed process
  uint64_t maxBytes = 0;
  uint64_t bad = 0; ///< `verify` only: entries that failed
  std::vector<std::string> badFiles;
};

class ObjectCache {
public:
  enum class Answer : uint8_t { Hit, Miss, Corrupt };

  /// Opens (and creates, mode 0700) the directory. ATL0504 with the reason.
  static llvm::Expected<std::unique_ptr<ObjectCache>>
  open(llvm::StringRef directory, uint64_t maxBytes);
  ~ObjectCache();

  /// Level 1. On Corrupt `note` says what was wrong.
  Answer find(const CacheKey &source, CacheEntry &entry, std::string &note);
  /// Level 2; on a hit the level-1 key is added.
  Answer findCanonical(const CacheKey &source, const CacheKey &canonical,
                       CacheEntry &entry, std::string &note);
  /// Writes both files, then evicts the oldest uses down to the bound.
  llvm::Error store(const CacheKey &source, const CacheKey &canonical,
                    const CacheEntry &entry);

  /// Counts without reading contents.
  llvm::Expected<CacheStats> stats();
  /// Reads and checks everything; removes what is bad.
  llvm::Expected<CacheStats> verify();
  /// Removes every entry, and temporaries of any age.
  llvm::Error clear();
  /// Bad entries met since `open`.
  uint64_t corruptCount() const { return corrupt; }

private:
  ObjectCache(int fd, std::string directory, uint64_t maxBytes)
      : fd(fd), directory(std::move(directory)), maxBytes(maxBytes) {}
  Answer readObject(const CacheKey &canonical, CacheEntry &entry,
                    std::string &note);
  llvm::Error writeFile(const std::string &name,
                        llvm::ArrayRef<llvm::StringRef> parts);
  Answer reject(const std::string &name, std::string &note,
                const llvm::Twine &reason);
  llvm::Error bound(uint64_t added);

  int fd;
  std::string directory;
  uint64_t maxBytes;
  std::mutex mutex; // guards the two fields below
  uint64_t knownBytes = 0;
  unsigned storesSinceScan = 0;
  std::atomic<uint64_t> corrupt{0};
};

} // namespace atlas::jit

#endif // ATLAS_JIT_OBJECTCACHE_H
