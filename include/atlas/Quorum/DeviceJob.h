//===- DeviceJob.h - Kernel calls as a worker's job -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resolves a batch of calls of one device program: evaluates every length, pads
// and poisons the buffers, and writes one job file with its data beside it
// (tools/workers/common/Job.h). Afterwards reads back what was saved. Each call
// stands in the job twice, over both poison patterns.
//
// Failure: ATL03xx from length expressions, ATL0404 for files that cannot be
// written or read and saved files of the wrong size. A damaged guard zone is no
// failure of the job: it is the program's, and stands in the output.
// Thread rule: calls with distinct folders may run at the same time.
// Source: backends-and-contracts.md DX-08, DX-10, DX-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_DEVICEJOB_H
#define ATLAS_QUORUM_DEVICEJOB_H

#include "atlas/Quorum/Call.h"
#include "atlas/Support/DeviceProgram.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/MemoryBuffer.h"

namespace atlas::quorum {

/// What a worker will have saved of a job.
struct SavedBuffer {
  unsigned call = 0, round = 0;
  CallOutput output; ///< without its bytes
  std::string path;
  uint64_t size = 0;   ///< bytes of the contents
  uint64_t padded = 0; ///< with what was added behind
  uint64_t guard = 0;  ///< bytes on either side
  KernelResult result; ///< of a scalar result
};

/// A job on disk.
struct WorkerJob {
  std::string path; ///< of the job file
  size_t calls = 0, launches = 0;
  std::vector<SavedBuffer> saved;
};

/// Writes the job and its data into `folder`, which exists. `format` is the
/// worker's word for `module`.
llvm::Expected<WorkerJob> writeDeviceJob(const DeviceProgram &program,
                                         llvm::StringRef format,
                                         llvm::StringRef module,
                                         llvm::ArrayRef<CallData> calls,
                                         llvm::StringRef folder);

/// The contents of the file that was saved under a path.
using SavedReader =
    llvm::function_ref<llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>(
        llvm::StringRef path)>;

/// What the worker saved.
llvm::Expected<BatchOutputs> readOutputs(const WorkerJob &job, SavedReader read);
llvm::Expected<BatchOutputs> readOutputs(const WorkerJob &job);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_DEVICEJOB_H
