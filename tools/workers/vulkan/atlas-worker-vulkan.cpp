//===- atlas-worker-vulkan.cpp - Runs SPIR-V on a Vulkan device -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-worker-vulkan [--device NAME] --probe    which device would run
// atlas-worker-vulkan [--device NAME] JOB        run a job (common/Job.h)
//===----------------------------------------------------------------------===//

#include "Run.h"

using namespace atlas::worker;

namespace {

class VulkanWorker : public Worker {
public:
  const char *name() const override { return "atlas-worker-vulkan"; }
  const char *format() const override { return "spirv"; }

  Failure choose(const std::string &wanted, DeviceText &text) override {
    if (Failure failure = device.choose(wanted))
      return failure;
    text = {device.name(), device.driver(), device.software(),
            device.keepsDenormals(), device.keepsNaNs()};
    return {};
  }

  Failure run(Job &job) override {
    if (Failure failure = device.open(job.module))
      return failure;
    if (Failure failure = vulkan::run(device, job))
      return failure;
    if (!device.validationErrors.empty())
      return broken("the validation layer says: " + device.validationErrors);
    return {};
  }

private:
  vulkan::Device device;
};

} // namespace

int main(int argc, char **argv) {
  VulkanWorker worker;
  return workerMain(argc, argv, worker);
}
