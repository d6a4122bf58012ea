//===- BundleMerge.cpp - What a bundle's results mean -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BundleResults.h"

#include "atlas/Quorum/BallotFile.h"
#include "atlas/Quorum/Bundle.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/Support/Path.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::quorum;
namespace json = llvm::json;

namespace {

/// One of the manifest's jobs.
struct Job {
  std::string name, target, layout;
  size_t kernel = 0;
  std::string refused, failed; ///< instead of a job
  std::string digest;          ///< of the program
  WorkerJob job;
};

/// An engine that the other machine has, or lacks.
struct Engine {
  std::string target, device, worker, absent;
  /// What answered first under this name, and whether something else did later:
  /// then the results are of two machines, and stand for neither.
  std::string identity, mixed;
};

llvm::Error noBundle(const llvm::Twine &what) {
  return makeError(ErrorCode::LowerFailed, "no bundle: " + what);
}

class Merger {
public:
  explicit Merger(llvm::StringRef folder) : folder(folder.rtrim('/')) {}
  llvm::Expected<MergedBundle> merge();

private:
  llvm::Error readManifest();
  llvm::Error checkFiles(const json::Object &files) const;
  llvm::Error readJobs(const json::Array &list);
  llvm::Error readEngines();
  llvm::Error mergeKernel(size_t index);
  Row row(const Job &job, Engine &engine, const Ballot &ballot) const;
  llvm::Expected<EngineOutcome> outcome(const Job &job, Engine &engine,
                                        double &milliseconds) const;
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
  read(const llvm::Twine &name) const {
    return readFile((folder + "/" + name).str());
  }

  std::string folder, digest; ///< of the manifest
  std::vector<std::pair<std::string, std::string>> kernels; ///< name, ballot
  std::vector<Job> jobs;
  std::vector<Engine> engines;
  MergedBundle merged;
};

/// Every file is what was bundled.
llvm::Error Merger::checkFiles(const json::Object &files) const {
  for (auto &[name, expected] : files) {
    auto file = read(name.str());
    if (!file)
      return file.takeError();
    if (expected.getAsString() != llvm::StringRef(hexDigest((*file)->getBuffer())))
      return noBundle("'" + name.str() + "' is not what was bundled");
  }
  return llvm::Error::success();
}

/// A buffer that was to be saved.
bool readSaved(const json::Object &object, SavedBuffer &saved) {
  auto file = object.getString("file"), name = object.getString("name"),
       role = object.getString("role");
  auto type = DataType::parse(object.getString("type").value_or(""));
  auto isSigned = object.getBoolean("signed");
  auto number = [&](llvm::StringRef key) {
    return uint64_t(std::max<int64_t>(object.getInteger(key).value_or(-1), -1));
  };
  saved.call = unsigned(number("call"));
  saved.round = unsigned(number("round"));
  saved.size = number("size");
  saved.padded = number("padded");
  saved.guard = number("guard");
  if (!file || !name || !role || !type || !isSigned || saved.round > 1 ||
      saved.size > saved.padded || saved.padded > uint64_t(1) << 40 ||
      saved.guard > 1 << 20)
    return false;
  saved.path = file->str();
  saved.output.name = name->str();
  saved.output.isResult = *role == "result";
  saved.output.isWritten = *role == "written";
  if (saved.output.isResult) {
    saved.result = {name->str(), *type, *isSigned};
  } else {
    saved.output.type = *type;
    saved.output.isSigned = *isSigned;
  }
  return true;
}

llvm::Error Merger::readJobs(const json::Array &list) {
  for (const json::Value &value : list) {
    const json::Object *object = value.getAsObject();
    if (!object)
      return noBundle("a job of its manifest is none");
    auto text = [&](llvm::StringRef key) {
      return object->getString(key).value_or("").str();
    };
    Job job;
    job.name = text("name");
    job.target = text("target");
    job.layout = text("layout");
    job.refused = text("refused");
    job.failed = text("failed");
    job.digest = text("program");
    job.kernel = size_t(object->getInteger("kernel").value_or(-1));
    job.job.calls = size_t(object->getInteger("calls").value_or(0));
    bool good = job.kernel < kernels.size();
    if (const json::Array *saved = object->getArray("saved"))
      for (const json::Value &one : *saved) {
        SavedBuffer buffer;
        good &= one.getAsObject() && readSaved(*one.getAsObject(), buffer) &&
                buffer.call < job.job.calls;
        job.job.saved.push_back(std::move(buffer));
      }
    if (!good)
      return noBundle("job '" + job.name + "' of its manifest makes no sense");
    jobs.push_back(std::move(job));
  }
  return llvm::Error::success();
}

llvm::Error Merger::readManifest() {
  auto file = read("manifest.json");
  if (!file)
    return file.takeError();
  digest = hexDigest((*file)->getBuffer());
  auto document = json::parse((*file)->getBuffer());
  if (!document)
    return noBundle(llvm::toString(document.takeError()));
  const json::Object *root = document->getAsObject();
  const json::Object *files = root ? root->getObject("files") : nullptr;
  const json::Array *kernelList = root ? root->getArray("kernels") : nullptr;
  const json::Array *jobList = root ? root->getArray("jobs") : nullptr;
  if (!files || !kernelList || !jobList || root->getInteger("atlas-bundle") != 1)
    return noBundle("its manifest has another version");
  merged.named = root->getBoolean("named").value_or(false);
  for (const json::Value &value : *kernelList) {
    const json::Object *one = value.getAsObject();
    auto name = one ? one->getString("name") : std::nullopt;
    auto ballot = one ? one->getString("ballot") : std::nullopt;
    if (!name || !ballot || !files->get((*ballot + ".json").str()) ||
        !files->get((*ballot + ".bin").str()))
      return noBundle("a kernel of its manifest has no ballot");
    kernels.emplace_back(name->str(), ballot->str());
  }
  if (auto error = checkFiles(*files))
    return error;
  return readJobs(*jobList);
}

llvm::Error Merger::readEngines() {
  auto file = readResult(folder + "/results/engines", digest);
  if (!file)
    return file.takeError();
  if (!*file)
    return makeError(ErrorCode::LowerFailed,
                     "'" + folder + "/results/engines' is not there",
                     "say " + folder + "/run on the machine with the devices; "
                     "it writes that file when it is done");
  for (auto &[key, value] : (*file)->lines) {
    if (key != "engine" && key != "absent")
      continue;
    auto [target, rest] = llvm::StringRef(value).split(' ');
    auto [device, last] = rest.split(' ');
    Engine engine{target.str(), device.str(), "", "", "", ""};
    (key == "engine" ? engine.worker : engine.absent) = last.str();
    engines.push_back(std::move(engine));
  }
  return llvm::Error::success();
}

/// What a direct run would have got from the engine.
llvm::Expected<EngineOutcome> Merger::outcome(const Job &job, Engine &engine,
                                              double &milliseconds) const {
  std::string path =
      fmt::format("{}/results/{}/{}.result", folder, engine.device, job.name);
  auto file = readResult(path, digest);
  if (!file)
    return file.takeError();
  if (!*file)
    return EngineOutcome(WorkerAbsent{"the results do not have this job"});
  const ResultFile &result = **file;
  if (result.line("job") != job.name ||
      result.line("engine") != engine.target + " " + engine.device)
    return makeError(ErrorCode::LowerFailed,
                     "'" + path + "' is the result of another job or engine");
  result.line("milliseconds").getAsDouble(milliseconds);
  auto ended = workerEnd(result);
  if (!ended)
    return ended.takeError();
  auto answer = outcomeOf(engine.worker, *ended, /*isProbe=*/false);
  if (!answer)
    return answer.takeError();
  if (auto *reply = std::get_if<WorkerReply>(&*answer)) {
    std::string identity = reply->device + ", " + reply->driver;
    if (engine.identity.empty())
      engine.identity = identity;
    if (engine.identity != identity)
      engine.mixed = "results of two devices: " + engine.identity + "; " + identity;
  }
  return collectRun(std::move(*answer), job.job, job.digest,
                    [&](llvm::StringRef name)
                        -> llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> {
                      auto bytes = result.bytes.find(name.str());
                      if (bytes == result.bytes.end())
                        return makeError(ErrorCode::LowerFailed,
                                         "'" + path + "' has no '" + name + "'");
                      return llvm::MemoryBuffer::getMemBuffer(
                          bytes->second, name, /*RequiresNullTerminator=*/false);
                    });
}

Row Merger::row(const Job &job, Engine &engine, const Ballot &ballot) const {
  Row row{kernels[job.kernel].first, job.target, job.layout, engine.device,
                ballot.cases.id, {}, 0};
  if (!job.refused.empty()) {
    row.result.kind = VerdictKind::Refused;
    row.result.detail = job.refused;
  } else if (!engine.absent.empty()) {
    row.result.detail = engine.absent;
  } else if (!job.failed.empty()) {
    row.result.kind = VerdictKind::Error;
    row.result.detail = job.failed;
  } else {
    row.result = judge(outcome(job, engine, row.milliseconds), ballot);
  }
  return row;
}

llvm::Error Merger::mergeKernel(size_t index) {
  auto text = read(kernels[index].second + ".json");
  if (!text)
    return text.takeError();
  auto bytes = read(kernels[index].second + ".bin");
  if (!bytes)
    return bytes.takeError();
  auto ballot = readBallot((*text)->getBuffer(), (*bytes)->getBuffer());
  if (!ballot)
    return ballot.takeError();
  for (Engine &engine : engines)
    for (const Job &job : jobs)
      if (job.kernel == index && job.target == engine.target)
        merged.rows.push_back(row(job, engine, *ballot));
  return llvm::Error::success();
}

/// What was executed by nobody knows which of two devices is no result.
void rejectMixed(std::vector<Row> &rows, const std::vector<Engine> &engines) {
  for (const Engine &engine : engines)
    for (Row &row : rows)
      if (!engine.mixed.empty() && row.device == engine.device &&
          row.target == engine.target && !row.result.reply.device.empty()) {
        row.result = Judgement();
        row.result.kind = VerdictKind::Error;
        row.result.detail = engine.mixed;
      }
}

llvm::Expected<MergedBundle> Merger::merge() {
  if (auto error = readManifest())
    return error;
  if (auto error = readEngines())
    return error;
  for (size_t i = 0; i < kernels.size(); ++i)
    if (auto error = mergeKernel(i))
      return error;
  rejectMixed(merged.rows, engines);
  return std::move(merged);
}

} // namespace

llvm::Expected<MergedBundle> quorum::mergeBundle(llvm::StringRef folder) {
  return Merger(folder).merge();
}
