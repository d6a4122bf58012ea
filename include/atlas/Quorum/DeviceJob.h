//===- DeviceJob.h - A kernel call as a worker's job ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resolves one call of a device program: evaluates every length, pads and
// poisons the buffers, and writes the job file with its data beside it
// (tools/workers/common/Job.h). Afterwards reads back what was saved.
//
// Failure: ATL03xx from length expressions, ATL0404 for files that cannot be
// written or read, damaged guard zones and saved files of the wrong size.
// Thread rule: calls with distinct folders may run at the same time.
// Source: backends-and-contracts.md DX-08, DX-10, DX-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_DEVICEJOB_H
#define ATLAS_QUORUM_DEVICEJOB_H

#include "atlas/Support/DeviceProgram.h"

#include <map>
#include <string>
#include <vector>

namespace atlas::quorum {

/// The arguments of one call, by parameter name.
struct DeviceCall {
  std::map<std::string, std::vector<int64_t>> dims; ///< every buffer's extents
  std::map<std::string, uint64_t> scalars;          ///< words
  /// Contents of in, inout and table buffers.
  std::map<std::string, llvm::ArrayRef<uint8_t>> inputs;
};

/// One buffer or scalar result after the run.
struct DeviceOutput {
  std::string name;
  DataType type;
  bool isSigned = false;
  bool isWritten = false; ///< by its role; others must come back unchanged
  bool isResult = false;  ///< a scalar result: one element
  std::vector<uint8_t> bytes;
};

/// A job on disk.
struct DeviceJob {
  std::string path; ///< of the job file
  struct Saved {
    DeviceOutput output;
    std::string path;
    uint64_t size = 0, padded = 0; ///< bytes
  };
  std::vector<Saved> saved;
  unsigned round = 0;
};

/// Writes the job and its data into `folder`, which exists. `format` is the
/// worker's word for `module`. `round` (0 or 1) chooses the poison.
llvm::Expected<DeviceJob> writeDeviceJob(const DeviceProgram &program,
                                         llvm::StringRef format,
                                         llvm::ArrayRef<char> module,
                                         const DeviceCall &call, unsigned round,
                                         llvm::StringRef folder);

/// What the worker saved; checks the guard zones.
llvm::Expected<std::vector<DeviceOutput>>
readDeviceOutputs(const DeviceJob &job);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_DEVICEJOB_H
