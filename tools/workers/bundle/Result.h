//===- Result.h - What a job of a bundle left -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files below `results` of a bundle. Each is text lines "KEY VALUE"; behind
// "bytes NAME SIZE" stand that many bytes and a newline. The last line is the
// SHA-256 of everything before it, so that no part can be lost or changed unseen:
//
//   atlas-result 1
//   bundle HEX            SHA-256 of the bundle's manifest.json
//   job NAME
//   engine TARGET DEVICE
//   milliseconds X
//   code N                exit code; -1 not started, -2 crashed or too late
//   reason TEXT           of a negative code
//   bytes output SIZE     what the worker said
//   bytes errors SIZE
//   bytes NAME.out SIZE   each buffer that it saved
//   sha256 HEX
//
// The file `engines` has instead of job to bytes:
//
//   engine TARGET DEVICE WORKER  it ran
//   absent TARGET DEVICE REASON  it could not
//
// Read by lib/Quorum/BundleResults.cpp.
// Thread rule: one thread at a time.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_BUNDLE_RESULT_H
#define ATLAS_TOOLS_WORKERS_BUNDLE_RESULT_H

#include <cstdint>
#include <string>
#include <vector>

namespace atlas::worker {

/// SHA-256 in hex.
std::string hexDigest(const void *data, size_t size);

class ResultFile {
public:
  explicit ResultFile(const std::string &bundleDigest);
  void line(const std::string &key, const std::string &value);
  void bytes(const std::string &name, const std::string &contents);
  /// Writes all of it under the path, at once. "" or why not.
  std::string write(const std::string &path) const;

private:
  std::string text;
};

} // namespace atlas::worker

#endif // ATLAS_TOOLS_WORKERS_BUNDLE_RESULT_H
