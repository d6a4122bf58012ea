//===- Report.cpp - How a worker answers ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Report.h"

#include "runtime/Sha256.h"

#include <cstdio>
#include <cstring>

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

Failure runJob(Worker &worker, const char *path) {
  Job job;
  if (std::string error = readJob(path, job); !error.empty())
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

Failure answer(Worker &worker, const std::string &wanted, const char *job) {
  DeviceText text;
  if (Failure failure = worker.choose(wanted, text))
    return failure;
  std::printf("device %s\ndriver %s\nsoftware %d\n", text.device.c_str(),
              text.driver.c_str(), text.software);
  if (!text.denormals)
    std::printf("denormals 0\n");
  if (!text.nans)
    std::printf("nans 0\n");
  return job ? runJob(worker, job) : Failure();
}

} // namespace

int atlas::worker::workerMain(int argc, char **argv, Worker &worker) {
  std::string wanted;
  int at = 1;
  if (at + 1 < argc && std::strcmp(argv[at], "--device") == 0) {
    wanted = argv[at + 1];
    at += 2;
  }
  bool probe = at < argc && std::strcmp(argv[at], "--probe") == 0;
  if (at + 1 != argc || (!probe && argv[at][0] == '-')) {
    std::fprintf(stderr, "usage: %s [--device NAME] --probe | JOB\n",
                 worker.name());
    return kBadJob;
  }
  Failure failure = answer(worker, wanted, probe ? nullptr : argv[at]);
  if (!failure)
    std::printf("done\n");
  else if (failure.code == kUnavailable)
    std::printf("unavailable %s\n", failure.reason.c_str());
  else
    std::fprintf(stderr, "%s: %s\n", worker.name(), failure.reason.c_str());
  return failure.code;
}
