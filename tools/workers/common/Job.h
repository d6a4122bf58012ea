//===- Job.h - What a worker is asked to run --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A job is a program, its buffers and its launches with every number resolved:
// a worker evaluates no expression and knows no kernel. One line each, words
// separated by one blank, paths last (they may hold blanks) and relative to the
// job file's folder unless absolute:
//
//   atlas-job 1
//   module FORMAT PATH            spirv | wgsl | ptx | wasm
//   guard BYTES HH                zone on either side of each buffer, its pattern
//   buffer NAME BYTES fill HH     contents: one byte repeated,
//   buffer NAME BYTES file PATH   or a file of exactly that size
//   launch ENTRY GX GY GZ BX BY BZ   groups, and invocations of a group
//   bind INDEX NAME               of the last launch: buffer at that binding
//   params HH..                   of the last launch: the parameter block
//   save NAME PATH                afterwards: guards, contents, guards
//
// '#' starts a comment line. Launches run in order, each after the writes of
// the one before.
//
// A worker answers on standard output with lines "device TEXT", "driver TEXT",
// "software 0|1", "digest HEX" (SHA-256 of the program as loaded) and, last,
// "done". Exit codes: 0 done, 1 error (the reason on standard error), 2 bad
// job or usage, 3 unavailable (no library, no device, or the device lacks a
// capability; the reason on standard output as "unavailable TEXT").
//
// Failure: readJob returns the reason with its line. No exceptions.
// Thread rule: plain values.
// Source: backends-and-contracts.md DX-01, DX-02, DX-08, DX-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_JOB_H
#define ATLAS_TOOLS_WORKERS_JOB_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atlas::worker {

enum ExitCode { kDone = 0, kError = 1, kBadJob = 2, kUnavailable = 3 };

struct Buffer {
  std::string name;
  uint64_t size = 0;
  std::vector<uint8_t> contents; ///< guards included
  std::string saveTo;            ///< path; empty: not saved
};

struct Launch {
  std::string entry;
  uint32_t groups[3] = {1, 1, 1}, block[3] = {1, 1, 1};
  std::map<uint32_t, size_t> bindings; ///< binding -> position in Job::buffers
  std::vector<uint8_t> params;
};

struct Job {
  std::string format;
  std::vector<uint8_t> module;
  uint64_t guard = 0;
  uint8_t guardPattern = 0;
  std::vector<Buffer> buffers;
  std::vector<Launch> launches;
};

/// Reads a job and every file it names. What it saves goes into the folder
/// `saveTo`; "": where the job says. Returns the empty text, or why not.
std::string readJob(const std::string &path, const std::string &saveTo, Job &job);

/// Writes the buffers that are to be saved. Same result rule.
std::string saveBuffers(const Job &job);

/// The whole of a file. Same result rule.
std::string readFile(const std::string &path, std::vector<uint8_t> &bytes);

} // namespace atlas::worker

#endif // ATLAS_TOOLS_WORKERS_JOB_H
