//===- Bundle.h - A quorum that runs on another machine ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A bundle is a folder with the programs, jobs, workers and ballots of a quorum run
// and a program `run` that executes the jobs where the devices are, without LLVM and
// without this library. Merging it afterwards judges what the workers left as if they
// had run here: same rows, same digests, same words.
//
//   run, bin/WORKER     the programs that travel (tools/workers)
//   plan                what `run` runs (tools/workers/bundle/Plan.h)
//   manifest.json       what merging needs, with the SHA-256 of every file above
//                       and below but `run` and bin/
//   jobs/NAME/          job, program, inputs, artifact.json
//   ballots/N.json .bin kernel, cases and what the oracle made of them
//   results/            written by `run` (tools/workers/bundle/Result.h)
//
// Whatever is missing is "not run", whatever is damaged, edited or of another bundle
// or device is an error: no result of that kind ever agrees.
//
// Failure: ATL0102, ATL0404. Thread rule: a writer is one thread's; merging is a pure
// function of the folder.
// Source: backends-and-contracts.md section 6; docs/Reference/quorum.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_BUNDLE_H
#define ATLAS_QUORUM_BUNDLE_H

#include "atlas/Quorum/Judge.h"

#include "llvm/Support/JSON.h"

namespace atlas::quorum {

/// An engine of the other machine, as the plan names it.
struct BundleEngine {
  std::string target, device;
  std::string worker; ///< file name in bin/
  std::string driver; ///< Vulkan manifest, "" = what the loader finds
  bool hardware = false;
  /// "", "driver-chosen" or "driver-open": whether VK_ICD_FILENAMES is to be set.
  std::string when;
};

/// What is asked of a bundle as a whole.
struct BundleOptions {
  std::vector<BundleEngine> engines;
  std::string runner;               ///< path of the program that becomes `run`
  std::vector<std::string> workers; ///< paths of what goes into bin/
  unsigned timeLimit = 30;          ///< seconds
  std::string version;              ///< of the program that writes it
  bool named = false; ///< the targets were asked for by name: refusals count
};

class BundleWriter {
public:
  /// `folder` does not exist yet, or is empty. It appears when `finish` succeeds.
  static llvm::Expected<BundleWriter> create(llvm::StringRef folder);
  BundleWriter(BundleWriter &&) = default;
  ~BundleWriter();

  /// A kernel, whose programs follow.
  llvm::Error addKernel(llvm::StringRef name, const Ballot &ballot);
  /// A program of the last kernel, its calls as a job. `artifact`: its JSON, or "".
  llvm::Error addProgram(llvm::StringRef target, llvm::StringRef layout,
                         const Program &program,
                         llvm::ArrayRef<CallData> calls,
                         llvm::StringRef artifact);
  /// The target does not take the last kernel.
  void addRefusal(llvm::StringRef target, llvm::StringRef layout,
                  llvm::StringRef reason);
  llvm::Error finish(const BundleOptions &options);

private:
  explicit BundleWriter(std::string folder) : folder(std::move(folder)) {}
  llvm::Error write(llvm::StringRef name, llvm::StringRef contents);
  llvm::Error carry(llvm::StringRef program, llvm::StringRef name);

  std::string folder, work; ///< where it will be, where it is made
  llvm::json::Array kernels, jobs;
  std::vector<std::pair<std::string, std::string>> planned; ///< target, job
};

struct MergedBundle {
  std::vector<Row> rows; ///< in the order of a direct run
  bool named = false;          ///< as BundleOptions
};

/// Judges what is below `folder`/results.
llvm::Expected<MergedBundle> mergeBundle(llvm::StringRef folder);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_BUNDLE_H
