//===- File.h - Reading inputs, writing outputs -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whole-file input and all-or-nothing output.
//
// Inputs come as memory buffers (mapped when large). Outputs are staged as
// temporaries beside their targets and renamed together, so that an error
// before `commit` leaves every target as it was. Targets that are no regular
// files (a device, a pipe) cannot be renamed over; they are written at commit.
//
// Failure: ATL0101 for inputs, ATL0102 for outputs, naming the path and why.
// Thread rule: thread-compatible. A forked child must not use an OutputSet of
// its parent: both would remove the temporaries.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_SUPPORT_FILE_H
#define ATLAS_SUPPORT_FILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace atlas {

/// Reads a file; "-" is standard input, read to its end (the caller sees to it
/// that this happens once). The text is not NUL-terminated.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readFile(llvm::StringRef path);

/// Several files that appear together or not at all.
class OutputSet {
public:
  using Writer = llvm::function_ref<void(llvm::raw_ostream &)>;

  OutputSet() = default;
  OutputSet(const OutputSet &) = delete;
  OutputSet &operator=(const OutputSet &) = delete;
  /// Removes the temporaries of what was not committed.
  ~OutputSet();

  /// Writes the contents of `path` into a temporary beside it. An existing
  /// file's permissions are kept; a symbolic link is followed.
  llvm::Error stage(llvm::StringRef path, Writer write);
  /// Renames everything into place, in the order staged.
  llvm::Error commit();

private:
  struct Item {
    std::string path;      ///< as given, for messages
    std::string target;    ///< links resolved
    std::string temporary; ///< empty: `contents` goes to the target directly
    std::string contents;
  };
  std::vector<Item> items;
};

/// An OutputSet of one file.
llvm::Error writeFileAtomically(llvm::StringRef path, llvm::StringRef contents);

} // namespace atlas

#endif // ATLAS_SUPPORT_FILE_H
