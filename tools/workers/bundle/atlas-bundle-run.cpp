//===- atlas-bundle-run.cpp - Runs a quorum bundle --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   run [--device NAME]     in the folder of a bundle, as its program `run`
//
// Runs every job on every engine of the plan that this machine has, each in a
// worker process with a time limit, and writes what came of it to `results`
// beside it. Judges nothing: `atlas-jit quorum --merge` does. Exit codes: 0 all
// was tried and written down, 1 the bundle cannot be read or written, 2 usage.
//===----------------------------------------------------------------------===//

#include "Plan.h"
#include "Process.h"
#include "Result.h"
#include "common/Job.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

using namespace atlas::worker;
namespace fs = std::filesystem;

namespace {

std::string contents(const fs::path &path) {
  std::vector<uint8_t> bytes;
  readFile(path.string(), bytes);
  return std::string(bytes.begin(), bytes.end());
}

/// The rest of the line that begins with the key; "" if there is none.
std::string field(const std::string &text, const std::string &key) {
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    if (text.compare(at, key.size() + 1, key + " ") == 0)
      return text.substr(at + key.size() + 1, end - at - key.size() - 1);
    at = end + 1;
  }
  return {};
}

class Bundle {
public:
  Bundle(fs::path folder, std::string device)
      : folder(std::move(folder)), device(std::move(device)) {}
  /// "" or what is wrong.
  std::string run();

private:
  std::string open();
  std::string absence(const PlannedEngine &engine) const;
  std::string runJob(const PlannedEngine &engine, const PlannedJob &job);
  Ended start(const PlannedEngine &engine, std::vector<std::string> rest) const;

  fs::path folder, results;
  std::string device, digest;
  Plan plan;
  std::vector<PlannedEngine> engines; ///< that answer for this environment
};

std::string Bundle::open() {
  if (std::string error = readPlan((folder / "plan").string(), plan);
      !error.empty())
    return error;
  std::vector<uint8_t> manifest;
  if (std::string error =
          readFile((folder / "manifest.json").string(), manifest);
      !error.empty())
    return error;
  digest = hexDigest(manifest.data(), manifest.size());
  auto unwanted =
      std::getenv("VK_ICD_FILENAMES") ? PlannedEngine::Open : PlannedEngine::Chosen;
  for (const PlannedEngine &engine : plan.engines)
    if (engine.when != unwanted)
      engines.push_back(engine);
  if (engines.empty())
    return "none of the bundle's engines answers here: VK_ICD_FILENAMES is set";
  results = folder / "results";
  std::error_code error;
  fs::remove_all(results, error);
  fs::create_directories(results, error);
  return error ? "cannot make '" + results.string() + "': " + error.message() : "";
}

Ended Bundle::start(const PlannedEngine &engine,
                    std::vector<std::string> rest) const {
  std::vector<std::string> words{(folder / "bin" / engine.worker).string()};
  if (!device.empty())
    words.insert(words.end(), {"--device", device});
  words.insert(words.end(), rest.begin(), rest.end());
  std::vector<std::string> variables;
  if (!engine.driver.empty())
    variables.push_back("VK_ICD_FILENAMES=" + engine.driver);
  return runProcess(words, variables, plan.limit);
}

/// Why an engine cannot be asked at all; "" if it can.
std::string Bundle::absence(const PlannedEngine &engine) const {
  std::error_code error;
  if (!engine.driver.empty() && !fs::exists(engine.driver, error))
    return "no driver " + engine.driver;
  if (!fs::exists(folder / "bin" / engine.worker, error))
    return "no " + engine.worker;
  if (!engine.hardware)
    return {};
  Ended probe = start(engine, {"--probe"});
  if (probe.code == kUnavailable)
    return field(probe.output, "unavailable");
  if (probe.code != kDone)
    return "the probe ended badly: " +
           (probe.reason.empty() ? probe.errors : probe.reason);
  return field(probe.output, "software") == "1" ? "no Vulkan device but software"
                                                : "";
}

std::string Bundle::runJob(const PlannedEngine &engine, const PlannedJob &job) {
  fs::path saved = results / "saved";
  std::error_code error;
  fs::remove_all(saved, error);
  fs::create_directories(saved, error);
  auto begin = std::chrono::steady_clock::now();
  Ended ended = start(engine, {"--save-to", saved.string(),
                               (folder / "jobs" / job.name / "job").string()});
  std::chrono::duration<double, std::milli> passed =
      std::chrono::steady_clock::now() - begin;
  ResultFile file(digest);
  file.line("job", job.name);
  file.line("engine", engine.target + " " + engine.device);
  file.line("milliseconds", std::to_string(passed.count()));
  file.line("code", std::to_string(ended.code));
  if (ended.code < 0)
    file.line("reason", ended.reason);
  file.bytes("output", ended.output);
  file.bytes("errors", ended.errors);
  if (ended.code == kDone)
    for (const fs::directory_entry &one : fs::directory_iterator(saved, error))
      file.bytes(one.path().filename().string(), contents(one.path()));
  fs::remove_all(saved, error);
  std::printf("%s %s: %s, %.0f ms\n", job.name.c_str(), engine.device.c_str(),
              ended.code == kDone ? "done" : "not done", passed.count());
  std::fflush(stdout);
  return file.write((results / engine.device / (job.name + ".result")).string());
}

std::string Bundle::run() {
  if (std::string error = open(); !error.empty())
    return error;
  ResultFile list(digest);
  for (const PlannedEngine &engine : engines) {
    std::string reason = absence(engine), name = engine.target + " " + engine.device;
    if (!reason.empty()) {
      std::printf("%s: not run: %s\n", name.c_str(), reason.c_str());
      list.line("absent", name + " " + reason);
      continue;
    }
    list.line("engine", name + " " + engine.worker);
    std::error_code error;
    fs::create_directories(results / engine.device, error);
    for (const PlannedJob &job : plan.jobs)
      if (job.target == engine.target)
        if (std::string why = runJob(engine, job); !why.empty())
          return why;
  }
  return list.write((results / "engines").string());
}

int fail(int code, const char *name, const std::string &text) {
  std::fprintf(stderr, "%s: %s\n", name, text.c_str());
  return code;
}

} // namespace

int main(int argc, char **argv) {
  std::string device;
  if (argc == 3 && std::strcmp(argv[1], "--device") == 0)
    device = argv[2];
  else if (argc != 1)
    return fail(kBadJob, argv[0], "usage: run [--device NAME]");
  std::error_code error;
  fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error)
    return fail(kError, argv[0], "/proc is not mounted");
  if (std::string why = Bundle(self.parent_path(), device).run(); !why.empty())
    return fail(kError, argv[0], why);
  return 0;
}
