//===- File.cpp - Reading inputs, writing outputs ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/File.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace atlas;
namespace fs = llvm::sys::fs;

namespace {

llvm::Error writeFailed(llvm::StringRef path, const std::error_code &ec) {
  return makeError(ErrorCode::FileWriteFailed,
                   "cannot write '" + path + "': " + ec.message());
}

/// Ends a stream: its sticky error becomes the result, since a raw_fd_ostream
/// that dies with an unread error aborts.
llvm::Error finish(llvm::raw_fd_ostream &os, llvm::StringRef path) {
  os.close();
  std::error_code ec = os.error();
  os.clear_error();
  return ec ? writeFailed(path, ec) : llvm::Error::success();
}

} // namespace

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
atlas::readFile(llvm::StringRef path) {
  auto buffer =
      path == "-" ? llvm::MemoryBuffer::getSTDIN()
                  : llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                                /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeError(ErrorCode::FileNotFound,
                     "cannot read '" + path +
                         "': " + buffer.getError().message());
  return std::move(*buffer);
}

OutputSet::~OutputSet() {
  for (const Item &item : items)
    if (!item.temporary.empty())
      fs::remove(item.temporary);
}

llvm::Error OutputSet::stage(llvm::StringRef path, Writer write) {
  Item item;
  item.path = path.str();
  llvm::SmallString<256> target(path);
  fs::file_status status;
  bool exists = !fs::status(path, status) && fs::exists(status);
  if (exists) {
    if (fs::is_directory(status))
      return writeFailed(path, std::make_error_code(std::errc::is_a_directory));
    if (auto ec = fs::real_path(path, target))
      return writeFailed(path, ec);
  }
  item.target = target.str().str();
  if (exists && !fs::is_regular_file(status)) {
    llvm::raw_string_ostream os(item.contents);
    write(os);
    items.push_back(std::move(item));
    return llvm::Error::success();
  }

  int fd = -1;
  llvm::SmallString<256> temporary;
  if (auto ec = fs::createUniqueFile(target + ".tmp-%%%%%%%%", fd, temporary))
    return writeFailed(path, ec);
  item.temporary = temporary.str().str();
  items.push_back(item);
  llvm::raw_fd_ostream os(fd, /*shouldClose=*/true);
  write(os);
  if (auto error = finish(os, path))
    return error;
  if (exists)
    fs::setPermissions(item.temporary, status.permissions());
  return llvm::Error::success();
}

llvm::Error OutputSet::commit() {
  for (Item &item : items) {
    if (item.temporary.empty()) {
      std::error_code ec;
      llvm::raw_fd_ostream os(item.target, ec, fs::CD_OpenExisting);
      if (ec)
        return writeFailed(item.path, ec);
      os << item.contents;
      if (auto error = finish(os, item.path))
        return error;
    } else if (auto ec = fs::rename(item.temporary, item.target)) {
      return writeFailed(item.path, ec);
    }
    item.temporary.clear();
  }
  items.clear();
  return llvm::Error::success();
}

llvm::Error atlas::writeFileAtomically(llvm::StringRef path,
                                       llvm::StringRef contents) {
  OutputSet outputs;
  if (auto error = outputs.stage(
          path, [&](llvm::raw_ostream &os) { os << contents; }))
    return error;
  return outputs.commit();
}
