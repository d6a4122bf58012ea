//===- Run.h - A job on a Vulkan device -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words of the module go to the driver untouched; buffers are storage
// buffers of set 0 at the job's bindings, parameters are push constants.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_VULKAN_RUN_H
#define ATLAS_TOOLS_WORKERS_VULKAN_RUN_H

#include "Device.h"

namespace atlas::worker::vulkan {

/// Runs the launches and brings the buffers' contents back into the job.
Failure run(Device &device, Job &job);

} // namespace atlas::worker::vulkan

#endif // ATLAS_TOOLS_WORKERS_VULKAN_RUN_H
