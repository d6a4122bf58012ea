//===- BundleResults.cpp - What a bundle's program wrote --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BundleResults.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SHA256.h"

using namespace atlas;
using namespace atlas::quorum;

namespace {

llvm::Error damaged(llvm::StringRef path, const llvm::Twine &how) {
  return makeError(ErrorCode::LowerFailed, "'" + path + "' " + how);
}

/// The text in front of the last line, whose digest that line is; empty if not.
llvm::StringRef checked(llvm::StringRef all) {
  constexpr size_t kLast = 7 + 64 + 1; // "sha256 ", digits, newline
  if (all.size() < kLast)
    return "";
  llvm::StringRef text = all.drop_back(kLast), last = all.take_back(kLast);
  return last.starts_with("sha256 ") && last.drop_front(7).rtrim('\n') == hexDigest(text)
             ? text
             : "";
}

/// Lines and bytes one after the other; false at the first thing that is neither.
bool parse(llvm::StringRef text, ResultFile &file) {
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    auto [key, value] = line.split(' ');
    text = rest;
    if (key != "bytes") {
      file.lines.emplace_back(key.str(), value.str());
      continue;
    }
    auto [name, count] = value.rsplit(' ');
    uint64_t size;
    if (count.getAsInteger(10, size) || size >= text.size() || text[size] != '\n')
      return false;
    file.bytes[name.str()] = text.take_front(size).str();
    text = text.drop_front(size + 1);
  }
  return true;
}

} // namespace

std::string quorum::hexDigest(llvm::StringRef bytes) {
  return llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(bytes)),
                     /*LowerCase=*/true);
}

llvm::StringRef ResultFile::line(llvm::StringRef key) const {
  for (auto &[name, value] : lines)
    if (name == key)
      return value;
  return "";
}

llvm::Expected<std::optional<ResultFile>>
quorum::readResult(llvm::StringRef path, llvm::StringRef bundleDigest) {
  if (!llvm::sys::fs::exists(path))
    return std::nullopt;
  auto contents = readFile(path);
  if (!contents)
    return contents.takeError();
  llvm::StringRef text = checked((*contents)->getBuffer());
  if (text.empty())
    return damaged(path, "is cut off or was changed: its digest does not fit");
  ResultFile file;
  if (!parse(text, file) || file.line("atlas-result") != "1")
    return damaged(path, "is no result of version 1");
  if (file.line("bundle") != bundleDigest)
    return damaged(path, "is the result of another bundle");
  return std::optional(std::move(file));
}

llvm::Expected<WorkerEnd> quorum::workerEnd(const ResultFile &file) {
  WorkerEnd ended;
  auto output = file.bytes.find("output"), errors = file.bytes.find("errors");
  if (file.line("code").getAsInteger(10, ended.code) ||
      output == file.bytes.end() || errors == file.bytes.end())
    return makeError(ErrorCode::LowerFailed,
                     "the result does not say how the worker ended");
  ended.reason = file.line("reason").str();
  ended.output = output->second;
  ended.errors = errors->second;
  return ended;
}
