//===- Commands.h - The subcommands of atlas-jit ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One options structure and one function per subcommand.
//
// CommandLine.cpp fills the options, each command has a file of its own. A
// command returns the exit code or an error that main turns into one.
// Exit codes: 0 ok; 1 run or engine failure; 2 usage or input; 3 a comparison
// that does not agree; 4 nothing was executed where that was required. Source: design.md section 4.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_COMMANDS_H
#define ATLAS_TOOLS_ATLAS_JIT_COMMANDS_H

#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace atlas::tool {

enum ExitCode : int {
  Ok = 0,
  RunFailed = 1,
  UsageError = 2,
  Mismatch = 3,
  NotRun = 4
};

/// Where compiled code is kept, and for whom it is made visible.
struct SessionOptions {
  std::string cacheDir; ///< "" = environment, then the XDG place
  bool noCache = false;
  bool perf = false, gdb = false;
};

struct RunOptions {
  SessionOptions session;
  std::string operand;
  std::vector<std::string> in, set, out; ///< NAME=FILE or NAME=VALUE
  std::vector<std::string> specialize;   ///< NAME or NAME=VALUE
  std::string tier = "auto";
  std::string level, strategies, compare; ///< "" = host, rule, none
  std::optional<unsigned> threads;
  bool json = false;
};

struct BenchOptions {
  SessionOptions session;
  std::string operand;
  std::vector<std::string> size, set, specialize;
  std::vector<std::string> tier, against; ///< names, also comma-separated
  std::string level, strategies, plot;
  unsigned threads = 1;
  unsigned runs = 31;
  bool json = false;
};

struct EmitOptions {
  SessionOptions session; ///< the cache alone
  std::string operand, target, hardware;
  std::string format, output; ///< "" = the target's way
  std::string strategies;
  std::string layout; ///< of device buffers; "" = the target's own
  std::string emitter; ///< of device code; "" = the general one
  bool scalar = false;
  // Through the back ends:
  std::string policy, artifact; ///< "" = the contract's, none
  std::optional<double> tolerance;
  std::vector<std::string> contracts;
  bool allowDrafts = false, keepDivergent = false, requireDiffExec = false;
  // What executes under diff_exec:
  std::string device, fixture; ///< "" = the first that is there, the library's
  std::string workerDir, webgpuLibrary; ///< "" = where they are installed
  unsigned timeLimit = 30;              ///< seconds for each worker
};

struct ShowOptions {
  SessionOptions session;
  std::string operand, level;
  bool strategies = false, json = false;
};

struct CacheOptions {
  SessionOptions session;
  std::string action; ///< stats, verify, clear
  bool json = false;
};

struct ContractOptions {
  std::string action;                 ///< lint, list, show
  std::vector<std::string> paths;     ///< lint: files and folders; show: an id
  std::vector<std::string> contracts; ///< list, show: added to the library's
  std::string gtestDir;               ///< folder of test programs, "" = none
  bool noFiles = false, json = false;
};

struct QuorumOptions {
  std::vector<std::string> operands;
  bool all = false; ///< every library kernel
  std::vector<std::string> targets, devices; ///< also comma-separated
  std::string layout, fixture, table;        ///< "" = all, derived, none
  double tolerance = 0;
  unsigned timeLimit = 30; ///< seconds for each worker
  unsigned jobs = 0;       ///< workers side by side; 0 = one for each core
  bool requireDiffExec = false, json = false;
  std::string workerDir, webgpuLibrary; ///< "" = where they are installed
  std::string artifacts;     ///< folder for what was run; "" = none
  std::string bundle, merge; ///< folders: write one, judge one's results; "" = no
};

/// list, host and targets.
struct PlainOptions {
  bool json = false;
};

llvm::Expected<int> runCommand(const RunOptions &options);
llvm::Expected<int> benchCommand(const BenchOptions &options);
llvm::Expected<int> emitCommand(const EmitOptions &options);
llvm::Expected<int> listCommand(const PlainOptions &options);
llvm::Expected<int> showCommand(const ShowOptions &options);
llvm::Expected<int> hostCommand(const PlainOptions &options);
llvm::Expected<int> targetsCommand(const PlainOptions &options);
llvm::Expected<int> cacheCommand(const CacheOptions &options);
llvm::Expected<int> contractCommand(const ContractOptions &options);
llvm::Expected<int> quorumCommand(const QuorumOptions &options);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_COMMANDS_H
