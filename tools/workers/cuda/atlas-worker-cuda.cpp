//===- atlas-worker-cuda.cpp - Runs PTX on an NVIDIA device -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-worker-cuda [--device NAME] --probe    which device would run
// atlas-worker-cuda [--device NAME] JOB        run a job (common/Job.h)
//
// A kernel's parameters are the job's buffers as 64-bit pointers in the order
// of their bindings, then the parameter block.
//===----------------------------------------------------------------------===//

#include "Run.h"

#include <cstring>

using namespace atlas::worker;
using namespace atlas::worker::cuda;

namespace {

class CudaWorker : public Worker {
public:
  ~CudaWorker() override {
    if (context.handle)
      context.cu.PrimaryCtxRelease(context.device);
  }
  const char *name() const override { return "atlas-worker-cuda"; }
  const char *format() const override { return "ptx"; }
  Failure choose(const std::string &wanted, DeviceText &text) override;
  Failure run(Job &job) override {
    if (Failure failure = checkTarget(job.module, context.capability))
      return failure;
    return cuda::run(context, job);
  }

private:
  Failure find(const std::string &wanted, int count, std::string &found);
  Context context;
};

/// The first device whose name contains `wanted`.
Failure CudaWorker::find(const std::string &wanted, int count,
                         std::string &found) {
  for (int i = 0; i < count; ++i) {
    char name[256] = "";
    if (Failure f = context.check(context.cu.DeviceGet(&context.device, i),
                                  "cuDeviceGet"))
      return f;
    context.cu.DeviceGetName(name, sizeof name, context.device);
    if (std::strstr(name, wanted.c_str())) {
      found = name;
      return {};
    }
  }
  return unavailable("no CUDA device named like '" + wanted + "'");
}

Failure CudaWorker::choose(const std::string &wanted, DeviceText &text) {
  Functions &cu = context.cu;
  if (std::string reason = cu.load("libcuda.so.1"); !reason.empty())
    return unavailable(reason);
  Result started = cu.Init(0);
  if (started == kNoDevice || started == kStubLibrary)
    return unavailable("no CUDA device: " + cu.text(started));
  if (Failure f = context.check(started, "cuInit"))
    return f;
  int count = 0, version = 0;
  if (Failure f = context.check(cu.DeviceGetCount(&count), "cuDeviceGetCount"))
    return f;
  if (count == 0)
    return unavailable("no CUDA device");
  if (Failure f = find(wanted, count, text.device))
    return f;
  int major = 0, minor = 0;
  cu.DriverGetVersion(&version);
  cu.DeviceGetAttribute(&major, kAttributeMajor, context.device);
  cu.DeviceGetAttribute(&minor, kAttributeMinor, context.device);
  context.capability = {major, minor};
  text.driver = "CUDA " + std::to_string(version / 1000) + "." +
                std::to_string(version % 1000 / 10) + ", capability " +
                std::to_string(major) + "." + std::to_string(minor);
  if (Failure f = context.check(
          cu.PrimaryCtxRetain(&context.handle, context.device),
          "cuDevicePrimaryCtxRetain"))
    return f;
  return context.check(cu.CtxSetCurrent(context.handle), "cuCtxSetCurrent");
}

} // namespace

int main(int argc, char **argv) {
  CudaWorker worker;
  return workerMain(argc, argv, worker);
}
