//===- RunOutputs.cpp - Where the results of a run go -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RunOutputs.h"

#include "Console.h"
#include "OutputText.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;
namespace fs = llvm::sys::fs;

namespace {

/// The same file under whatever spelling; files that do not exist yet are
/// compared as paths. Devices can be named twice.
bool sameFile(llvm::StringRef a, llvm::StringRef b) {
  fs::file_status first, second;
  bool existing = !fs::status(a, first) && !fs::status(b, second);
  if (existing)
    return fs::is_regular_file(first) && fs::equivalent(first, second);
  return a == b;
}

} // namespace

std::string tool::formatMilliseconds(double milliseconds) {
  return fmt::format("{:.{}f} ms", milliseconds, milliseconds < 10 ? 3 : 1);
}

llvm::Expected<RunOutputs>
RunOutputs::create(const KernelABI &abi, const ArgumentSet &arguments,
                   llvm::ArrayRef<std::string> options) {
  RunOutputs outputs(abi);
  for (const std::string &text : options)
    if (auto error = outputs.add(arguments, text))
      return error;
  return outputs;
}

llvm::Error RunOutputs::add(const ArgumentSet &arguments,
                            llvm::StringRef text) {
  auto item = splitAssignment("--out", text);
  if (!item)
    return item.takeError();
  if (auto error = checkName(item->first))
    return error;
  if (files.count(item->first))
    return makeError(ErrorCode::ArgumentRepeated,
                     "--out '" + item->first + "' is given twice");
  if (auto error = checkFile(arguments, item->second))
    return error;
  files.insert(std::move(*item));
  return llvm::Error::success();
}

llvm::Error RunOutputs::checkName(llvm::StringRef name) const {
  for (const KernelResult &r : abi->results)
    if (r.name == name)
      return llvm::Error::success();
  const KernelParam *p = abi->findParam(name);
  if (p && p->isBuffer() && p->isWritten())
    return llvm::Error::success();
  if (p)
    return unknownArgument(*abi, "--out", name,
                           [](const KernelParam &) { return false; });
  std::vector<std::string> names;
  for (const KernelParam &q : abi->params)
    if (q.isBuffer() && q.isWritten())
      names.push_back(q.name);
  for (const KernelResult &r : abi->results)
    names.push_back(r.name);
  return makeError(ErrorCode::ArgumentUnknown,
                   "'" + abi->name + "' has no output '" + name + "'",
                   suggestNames(name, names));
}

llvm::Error RunOutputs::checkFile(const ArgumentSet &arguments,
                                  llvm::StringRef path) const {
  if (path == "-")
    return llvm::Error::success();
  for (const auto &[name, file] : files)
    if (file != "-" && sameFile(file, path))
      return makeError(ErrorCode::ArgumentRepeated,
                       "two outputs would be written to '" + path + "'");
  for (const KernelParam &p : abi->params)
    if (const InputBuffer *input = p.isBuffer() ? arguments.input(p.name)
                                                : nullptr)
      if (input->path != "-" && sameFile(input->path, path))
        return makeError(ErrorCode::ArgumentRepeated,
                         "output '" + path + "' would replace the file of "
                             "input '" + p.name + "'",
                         "input files are never changed: name another file");
  return llvm::Error::success();
}

void RunOutputs::take(const Binding &binding) {
  views = binding.outputs();
  for (unsigned i = 0; i < abi->results.size(); ++i)
    results.push_back(binding.result(i));
}

std::string RunOutputs::fileOf(llvm::StringRef name) const {
  auto it = files.find(name.str());
  return it == files.end() ? "" : it->second;
}

llvm::Error RunOutputs::writeFiles() const {
  OutputSet set;
  for (const OutputView &view : views) {
    std::string path = fileOf(view.param->name);
    if (path.empty() || path == "-")
      continue;
    if (auto error = set.stage(path, [&](llvm::raw_ostream &os) {
          writeBufferFile(view, path, os);
        }))
      return error;
  }
  for (auto [result, bits] : llvm::zip(abi->results, results)) {
    std::string path = fileOf(result.name);
    if (path.empty() || path == "-")
      continue;
    if (auto error = set.stage(path, [&, &r = result,
                                      b = bits](llvm::raw_ostream &os) {
          writeResultFile(r, b, path, os);
        }))
      return error;
  }
  return set.commit();
}

void RunOutputs::print() const {
  for (auto [result, bits] : llvm::zip(abi->results, results)) {
    std::string path = fileOf(result.name);
    if (path.empty() || path == "-")
      out() << result.name << " = "
            << formatScalar(bits, result.type, result.isSigned) << "\n";
  }
  for (const OutputView &view : views) {
    std::string path = fileOf(view.param->name);
    if (path == "-")
      writeText(view, out());
    else if (path.empty())
      out() << summaryText(view) << "\n";
  }
}

json::Array RunOutputs::resultsToJSON() const {
  json::Array array;
  for (auto [result, bits] : llvm::zip(abi->results, results)) {
    json::Object object{
        {"name", result.name},
        {"type", typeText(result.type, result.isSigned)},
        {"value", scalarToJSON(bits, result.type, result.isSigned)},
        {"bits", formatHex(bits, result.type)}};
    if (std::string path = fileOf(result.name); !path.empty() && path != "-")
      object["file"] = path;
    array.push_back(std::move(object));
  }
  return array;
}

json::Array RunOutputs::buffersToJSON() const {
  json::Array array;
  for (const OutputView &view : views) {
    json::Object object = viewToJSON(view);
    std::string path = fileOf(view.param->name);
    if (path == "-")
      object["values"] = valuesToJSON(view);
    else if (!path.empty())
      object["file"] = path;
    array.push_back(std::move(object));
  }
  return array;
}
