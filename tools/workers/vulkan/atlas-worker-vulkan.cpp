//===- atlas-worker-vulkan.cpp - Runs SPIR-V on a Vulkan device -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-worker-vulkan [--device NAME] --probe    which device would run
// atlas-worker-vulkan [--device NAME] JOB        run a job (common/Job.h)
//===----------------------------------------------------------------------===//

#include "Run.h"

#include "runtime/Sha256.h"

#include <cstdio>
#include <cstring>

using namespace atlas::worker;
using namespace atlas::worker::vulkan;

namespace {

int report(const Failure &failure) {
  if (failure.code == kUnavailable)
    std::printf("unavailable %s\n", failure.reason.c_str());
  else
    std::fprintf(stderr, "atlas-worker-vulkan: %s\n", failure.reason.c_str());
  return failure.code;
}

void printDevice(const Device &device) {
  std::printf("device %s\ndriver %s\nsoftware %d\n", device.name().c_str(),
              device.driver().c_str(), device.software());
}

void printDigest(const std::vector<uint8_t> &module) {
  uint8_t digest[32];
  atlas::runtime::sha256(module.data(), module.size(), digest);
  std::printf("digest ");
  for (uint8_t byte : digest)
    std::printf("%02x", byte);
  std::printf("\n");
}

Failure runJob(Device &device, const char *path) {
  Job job;
  if (std::string error = readJob(path, job); !error.empty())
    return {kBadJob, error};
  if (job.format != "spirv")
    return {kBadJob, "this worker runs spirv, not " + job.format};
  if (Failure failure = device.open(job.module))
    return failure;
  if (Failure failure = run(device, job))
    return failure;
  if (!device.validationErrors.empty())
    return broken("the validation layer says: " + device.validationErrors);
  if (std::string error = saveBuffers(job); !error.empty())
    return broken(error);
  printDigest(job.module);
  return {};
}

int usage() {
  std::fprintf(stderr,
               "usage: atlas-worker-vulkan [--device NAME] --probe | JOB\n");
  return kBadJob;
}

} // namespace

int main(int argc, char **argv) {
  std::string wanted;
  int at = 1;
  if (at + 1 < argc && std::strcmp(argv[at], "--device") == 0) {
    wanted = argv[at + 1];
    at += 2;
  }
  if (at + 1 != argc)
    return usage();
  bool probe = std::strcmp(argv[at], "--probe") == 0;
  if (!probe && argv[at][0] == '-')
    return usage();
  Device device;
  if (Failure failure = device.choose(wanted))
    return report(failure);
  printDevice(device);
  if (!probe)
    if (Failure failure = runJob(device, argv[at]))
      return report(failure);
  std::printf("done\n");
  return kDone;
}
