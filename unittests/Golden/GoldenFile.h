//===- GoldenFile.h - Golden vectors on disk --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the files of a golden directory and reads one of them: JSON, named
// buffers, slices, hexadecimal and base64 bytes.
//
// A directory is a root of suite folders or one suite folder. With a
// manifest.json the digests of all listed files are checked, and only those
// are taken; without one all *.json are.
//
// Failure: llvm::Error naming the file (and case) that is malformed.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_GOLDEN_GOLDENFILE_H
#define ATLAS_UNITTESTS_GOLDEN_GOLDENFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace atlas::test {

using Bytes = std::vector<uint8_t>;

/// Bytes of a hexadecimal or base64 text.
llvm::Expected<Bytes> decodeHex(llvm::StringRef text);
llvm::Expected<Bytes> decodeBase64Bytes(llvm::StringRef text);
/// Lower-case hexadecimal SHA-256.
std::string sha256Hex(llvm::ArrayRef<uint8_t> bytes);

/// Named byte buffers: {"name": {"len", "enc", "data"}}.
using BufferMap = llvm::StringMap<Bytes>;
llvm::Expected<BufferMap> readBuffers(const llvm::json::Object &object);

/// One parsed file.
struct GoldenFile {
  std::string path; ///< as printed in reports, relative to the golden root
  /// What the file says it is: "suite/file", its "format" or its "schema".
  std::string key;
  llvm::json::Object root;
  BufferMap buffers;               ///< the file's own
  const BufferMap *shared = nullptr; ///< buffers.json of the same folder

  /// {buf, off, len}: the named buffer and the range in it.
  struct Slice {
    llvm::StringRef buffer;
    const Bytes *bytes = nullptr;
    size_t offset = 0, length = 0;
    llvm::ArrayRef<uint8_t> view() const {
      return llvm::ArrayRef<uint8_t>(*bytes).slice(offset, length);
    }
  };
  llvm::Expected<Slice> slice(const llvm::json::Value *value) const;
  llvm::Expected<Slice> slice(llvm::StringRef buffer, int64_t offset,
                              int64_t length) const;
};

/// The files of one suite folder.
struct GoldenSuite {
  std::string name; ///< folder name
  std::vector<GoldenFile> files;
  BufferMap shared;
};

/// Reads a root or a suite folder. Suites and files in order of their names.
llvm::Expected<std::vector<std::unique_ptr<GoldenSuite>>>
readGoldenDirectory(llvm::StringRef directory);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_GOLDEN_GOLDENFILE_H
