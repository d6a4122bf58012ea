//===- Report.cpp - How a worker answers ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Report.h"

#include "runtime/Sha256.h"

#include <cstdio>
#include <cstring>
#include <utility>

using namespace atlas::worker;

namespace {

void printDigest(const std::vector<uint8_t> &module) {
  uint8_t digest[32];
  atlas::runtime::sha256(module.data(), module.size(), digest);
  std::printf("digest ");
  for (uint8_t byte : digest)
    std::printf("%02x", byte);
  std::printf("\n");
}

/// What the command line asks for.
struct Request {
  std::string device, saveTo;
  const char *job = nullptr; ///< null: a probe
};

Failure runJob(Worker &worker, const Request &request) {
  Job job;
  if (std::string error = readJob(request.job, request.saveTo, job);
      !error.empty())
    return badJob(error);
  if (job.format != worker.format())
    return badJob("this worker runs " + std::string(worker.format()) +
                  ", not " + job.format);
  if (Failure failure = worker.run(job))
    return failure;
  if (std::string error = saveBuffers(job); !error.empty())
    return broken(error);
  printDigest(job.module);
  return {};
}

Failure answer(Worker &worker, const Request &request) {
  DeviceText text;
  if (Failure failure = worker.choose(request.device, text))
    return failure;
  std::printf("device %s\ndriver %s\nsoftware %d\n", text.device.c_str(),
              text.driver.c_str(), text.software);
  if (!text.denormals)
    std::printf("denormals 0\n");
  if (!text.nans)
    std::printf("nans 0\n");
  return request.job ? runJob(worker, request) : Failure();
}

} // namespace

int atlas::worker::workerMain(int argc, char **argv, Worker &worker) {
  Request request;
  int at = 1;
  for (auto [option, value] : {std::pair("--device", &request.device),
                               {"--save-to", &request.saveTo}})
    if (at + 1 < argc && std::strcmp(argv[at], option) == 0) {
      *value = argv[at + 1];
      at += 2;
    }
  bool probe = at < argc && std::strcmp(argv[at], "--probe") == 0;
  if (at + 1 != argc || (!probe && argv[at][0] == '-')) {
    std::fprintf(stderr,
                 "usage: %s [--device NAME] [--save-to DIR] --probe | JOB\n",
                 worker.name());
    return kBadJob;
  }
  if (!probe)
    request.job = argv[at];
  Failure failure = answer(worker, request);
  if (!failure)
    std::printf("done\n");
  else if (failure.code == kUnavailable)
    std::printf("unavailable %s\n", failure.reason.c_str());
  else
    std::fprintf(stderr, "%s: %s\n", worker.name(), failure.reason.c_str());
  return failure.code;
}
