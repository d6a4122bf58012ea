//===- BundleWriter.cpp - A quorum that runs on another machine -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/BallotFile.h"
#include "atlas/Quorum/Bundle.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>

using namespace atlas;
using namespace atlas::quorum;
namespace fs = llvm::sys::fs;
namespace json = llvm::json;

namespace {

llvm::Error cannotWrite(llvm::StringRef path, std::error_code why) {
  return makeError(ErrorCode::FileWriteFailed,
                   "cannot write '" + path + "': " + why.message());
}

/// A name of a file and nothing else, on any system.
std::string fileName(llvm::StringRef text) {
  std::string name;
  for (char c : text)
    name += llvm::isAlnum(c) || c == '.' || c == '_' ? c : '-';
  return name;
}

/// What a job needs to be read back; paths are the names of the files.
json::Array savedToJSON(const WorkerJob &job) {
  json::Array list;
  for (const SavedBuffer &saved : job.saved) {
    json::Object one{{"file", llvm::sys::path::filename(saved.path).str()},
                     {"call", saved.call},
                     {"round", saved.round},
                     {"name", saved.output.name},
                     {"size", saved.size},
                     {"padded", saved.padded},
                     {"guard", saved.guard}};
    bool result = saved.output.isResult;
    one["type"] = (result ? saved.result.type : saved.output.type).text();
    one["signed"] = result ? saved.result.isSigned : saved.output.isSigned;
    one["role"] = result ? "result" : saved.output.isWritten ? "written" : "read";
    list.push_back(std::move(one));
  }
  return list;
}

/// SHA-256 of every file below the folder, by name.
llvm::Expected<json::Object> digestsOf(const std::string &folder) {
  json::Object digests;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error;
       at.increment(error)) {
    if (at->type() == fs::file_type::directory_file)
      continue;
    auto file = readFile(at->path());
    if (!file)
      return file.takeError();
    auto digest =
        llvm::SHA256::hash(llvm::arrayRefFromStringRef((*file)->getBuffer()));
    std::string name = at->path().substr(folder.size() + 1);
    digests[std::move(name)] = llvm::toHex(digest, /*LowerCase=*/true);
  }
  if (error)
    return cannotWrite(folder, error);
  return digests;
}

std::string planText(const BundleOptions &options,
                     const std::vector<std::pair<std::string, std::string>> &jobs) {
  std::string text =
      fmt::format("atlas-bundle 1\nlimit {}\n", options.timeLimit);
  for (const BundleEngine &engine : options.engines) {
    text += fmt::format("engine {} {} {}\n", engine.target, engine.device,
                        engine.worker);
    if (!engine.driver.empty())
      text += "driver " + engine.driver + "\n";
    if (engine.hardware)
      text += "hardware\n";
    if (!engine.when.empty())
      text += "when " + engine.when + "\n";
  }
  for (auto &[target, name] : jobs)
    text += fmt::format("job {} {}\n", target, name);
  return text;
}

constexpr llvm::StringLiteral kReadme =
    "A quorum of Atlas for another machine.\n\n"
    "Copy this folder to a machine with the devices and say there\n\n"
    "    ./run\n\n"
    "It needs the devices' drivers and nothing else. Copy the folder back, with\n"
    "its new subfolder `results`, and say where it was made\n\n"
    "    atlas-jit quorum --merge FOLDER\n";

} // namespace

llvm::Expected<BundleWriter> BundleWriter::create(llvm::StringRef folder) {
  BundleWriter writer(folder.rtrim('/').str());
  std::error_code error;
  if (fs::exists(writer.folder) &&
      (!fs::is_directory(writer.folder) ||
       fs::directory_iterator(writer.folder, error) != fs::directory_iterator()))
    return makeError(ErrorCode::FileWriteFailed,
                     "'" + writer.folder + "' exists and is not an empty folder");
  llvm::SmallString<128> work;
  fs::createUniquePath(writer.folder + ".part-%%%%%%", work,
                       /*MakeAbsolute=*/false);
  if ((error = fs::create_directories(work + "/jobs")) ||
      (error = fs::create_directory(work + "/ballots")) ||
      (error = fs::create_directory(work + "/bin"))) {
    fs::remove_directories(work);
    return cannotWrite(work, error);
  }
  writer.work = std::string(work);
  return writer;
}

BundleWriter::~BundleWriter() {
  if (!work.empty())
    fs::remove_directories(work);
}

llvm::Error BundleWriter::write(llvm::StringRef name, llvm::StringRef contents) {
  return writeFileAtomically((work + "/" + name).str(), contents);
}

llvm::Error BundleWriter::addKernel(llvm::StringRef name, const Ballot &ballot) {
  BallotFile file = writeBallot(ballot);
  std::string path = fmt::format("ballots/{}", kernels.size());
  kernels.push_back(json::Object{{"name", name.str()}, {"ballot", path}});
  if (auto error = write(path + ".json", file.text))
    return error;
  return write(path + ".bin", file.bytes);
}

void BundleWriter::addRefusal(llvm::StringRef target, llvm::StringRef layout,
                              llvm::StringRef reason) {
  jobs.push_back(json::Object{{"kernel", int64_t(kernels.size()) - 1},
                              {"target", target.str()},
                              {"layout", layout.str()},
                              {"refused", json::fixUTF8(reason)}});
}

llvm::Error BundleWriter::addProgram(llvm::StringRef target,
                                     llvm::StringRef layout,
                                     const Program &program,
                                     llvm::ArrayRef<CallData> calls,
                                     llvm::StringRef artifact) {
  std::string kernel = kernels.back().getAsObject()->getString("name")->str();
  std::string name = fmt::format("{:04}-{}", jobs.size(),
                                 fileName((kernel + "." + target + "." + layout).str()));
  std::string folder = work + "/jobs/" + name;
  if (std::error_code error = fs::create_directory(folder))
    return cannotWrite(folder, error);
  json::Object one{{"name", name},
                   {"kernel", int64_t(kernels.size()) - 1},
                   {"target", target.str()},
                   {"layout", layout.str()},
                   {"program", digestOf(program)}};
  auto job = writeJob(program, calls, folder);
  llvm::Error failed = job ? checkJob(*job) : job.takeError();
  if (failed) {
    // What a direct run would say of it.
    one["failed"] = json::fixUTF8(llvm::toString(std::move(failed)));
  } else {
    one["calls"] = uint64_t(job->calls);
    one["saved"] = savedToJSON(*job);
    planned.emplace_back(target.str(), name);
  }
  jobs.push_back(std::move(one));
  return artifact.empty() ? llvm::Error::success()
                          : write("jobs/" + name + "/artifact.json", artifact);
}

/// Copies a program that can be executed.
llvm::Error BundleWriter::carry(llvm::StringRef program, llvm::StringRef name) {
  std::string to = (work + "/" + name).str();
  std::error_code error = fs::copy_file(program, to);
  if (!error)
    error = fs::setPermissions(to, fs::perms(fs::all_read | fs::all_exe |
                                             fs::owner_write));
  return error ? cannotWrite(to, error) : llvm::Error::success();
}

llvm::Error BundleWriter::finish(const BundleOptions &options) {
  if (auto error = write("plan", planText(options, planned)))
    return error;
  auto digests = digestsOf(work);
  if (!digests)
    return digests.takeError();
  json::Value manifest = json::Object{{"atlas-bundle", 1},
                                      {"version", options.version},
                                      {"named", options.named},
                                      {"kernels", std::move(kernels)},
                                      {"jobs", std::move(jobs)},
                                      {"files", std::move(*digests)}};
  std::string text;
  llvm::raw_string_ostream(text) << llvm::formatv("{0:2}\n", manifest);
  if (auto error = write("manifest.json", text))
    return error;
  if (auto error = write("README", kReadme))
    return error;
  if (auto error = carry(options.runner, "run"))
    return error;
  for (const std::string &worker : options.workers)
    if (auto error =
            carry(worker, ("bin/" + llvm::sys::path::filename(worker)).str()))
      return error;
  if (std::error_code error = fs::rename(work, folder))
    return cannotWrite(folder, error);
  work.clear();
  return llvm::Error::success();
}
