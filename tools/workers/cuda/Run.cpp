//===- Run.cpp - A job on a CUDA device -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Run.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <regex>

using namespace atlas::worker;
using namespace atlas::worker::cuda;

namespace {

/// The module and the buffers of one job; freed by the destructor.
class Runner {
public:
  Runner(const Context &context, Job &job)
      : context(context), cu(context.cu), job(job) {}
  ~Runner();
  Failure run();

private:
  Failure loadModule();
  Failure upload(const Buffer &buffer);
  Failure launch(const Launch &launch);

  const Context &context;
  const Functions &cu;
  Job &job;
  void *module = nullptr;
  std::vector<DevicePointer> pointers;
};

Runner::~Runner() {
  for (DevicePointer pointer : pointers)
    cu.MemFree(pointer);
  if (module)
    cu.ModuleUnload(module);
}

Failure Runner::loadModule() {
  std::vector<char> log(16384), errors(16384);
  int options[] = {kInfoLog, kInfoLogSize, kErrorLog, kErrorLogSize};
  void *values[] = {log.data(), reinterpret_cast<void *>(log.size()),
                    errors.data(), reinterpret_cast<void *>(errors.size())};
  std::string text(job.module.begin(), job.module.end()); // ends in a zero
  Result result = cu.ModuleLoadDataEx(&module, text.c_str(), 4, options, values);
  if (result == kSuccess)
    return {};
  errors.back() = 0;
  return broken("cuModuleLoadDataEx: " + cu.text(result) + "\n" +
                errors.data());
}

Failure Runner::upload(const Buffer &buffer) {
  DevicePointer pointer = 0;
  size_t size = std::max<size_t>(buffer.contents.size(), 1);
  if (Failure f = context.check(cu.MemAlloc(&pointer, size), "cuMemAlloc"))
    return f;
  pointers.push_back(pointer);
  return context.check(
      cu.MemcpyHtoD(pointer, buffer.contents.data(), buffer.contents.size()),
      "cuMemcpyHtoD");
}

Failure Runner::launch(const Launch &l) {
  void *function = nullptr;
  if (Failure f = context.check(
          cu.ModuleGetFunction(&function, module, l.entry.c_str()),
          "cuModuleGetFunction"))
    return f;
  std::vector<uint8_t> block;
  for (auto [binding, position] : l.bindings) {
    DevicePointer pointer = pointers[position] + job.guard;
    const auto *bytes = reinterpret_cast<const uint8_t *>(&pointer);
    block.insert(block.end(), bytes, bytes + sizeof pointer);
  }
  block.insert(block.end(), l.params.begin(), l.params.end());
  size_t size = block.size();
  void *extra[] = {reinterpret_cast<void *>(1), block.data(), // the block,
                   reinterpret_cast<void *>(2), &size,        // its size,
                   nullptr};                                  // and the end
  if (Failure f = context.check(
          cu.LaunchKernel(function, l.groups[0], l.groups[1], l.groups[2],
                          l.block[0], l.block[1], l.block[2], 0, nullptr,
                          nullptr, extra),
          "cuLaunchKernel"))
    return f;
  return context.check(cu.CtxSynchronize(), "cuCtxSynchronize");
}

Failure Runner::run() {
  if (Failure f = loadModule())
    return f;
  for (const Buffer &buffer : job.buffers)
    if (Failure f = upload(buffer))
      return f;
  for (const Launch &l : job.launches)
    if (Failure f = launch(l))
      return f;
  for (size_t i = 0; i < pointers.size(); ++i) {
    std::vector<uint8_t> &contents = job.buffers[i].contents;
    if (Failure f = context.check(
            cu.MemcpyDtoH(contents.data(), pointers[i], contents.size()),
            "cuMemcpyDtoH"))
      return f;
  }
  return {};
}

} // namespace

Failure Context::check(Result result, const char *what) const {
  if (result == kSuccess)
    return {};
  return broken(std::string(what) + ": " + cu.text(result));
}

Failure cuda::checkTarget(const std::vector<uint8_t> &ptx,
                          Capability capability) {
  std::string text(ptx.begin(), ptx.end());
  std::smatch match;
  static const std::regex kTarget(R"((?:^|\n)\s*\.target\s+(sm_(\d+)(\d)([af]?))\b)");
  if (!std::regex_search(text, match, kTarget))
    return broken("the PTX has no .target");
  int major = std::stoi(match[2]), minor = std::stoi(match[3]);
  std::string suffix = match[4];
  bool sameFamily = capability.major == major && capability.minor >= minor;
  bool exact = capability.major == major && capability.minor == minor;
  bool later = capability.major > major || sameFamily;
  if (suffix == "a" ? exact : suffix == "f" ? sameFamily : later)
    return {};
  return unavailable("the program is for " + match[1].str() +
                     ", the device has capability " +
                     std::to_string(capability.major) + "." +
                     std::to_string(capability.minor));
}

Failure cuda::run(const Context &context, Job &job) {
  return Runner(context, job).run();
}
