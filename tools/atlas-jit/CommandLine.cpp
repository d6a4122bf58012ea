//===- CommandLine.cpp - From arguments to a command ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values are taken as texts and checked by the commands, where the message can
// name parameter and kernel; CLI11 checks only the form of the line.
//===----------------------------------------------------------------------===//

#include "CommandLine.h"

#include "ArgumentSet.h"
#include "Commands.h"
#include "Console.h"
#include "CpuWorker.h"
#include "Version.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

#include <CLI/CLI.hpp>

#include <functional>

using namespace atlas::tool;

namespace {

/// What parsing leaves to be done.
using Action = std::function<llvm::Expected<int>()>;

/// Options that may be repeated, one value each time.
void addList(CLI::App *app, const char *name, std::vector<std::string> &values,
             const char *placeholder, const char *help) {
  app->add_option(name, values, help)
      ->type_name(placeholder)
      ->allow_extra_args(false);
}

void addText(CLI::App *app, const char *name, std::string &value,
             const char *placeholder, const char *help) {
  app->add_option(name, value, help)->type_name(placeholder);
}

void addOperand(CLI::App *app, std::string &operand) {
  app->add_option("operand", operand,
                  "library kernel, or file (.mlir .mlirbc .ll .bc) with the "
                  "kernel after a colon")
      ->type_name("KERNEL|FILE[:KERNEL]")
      ->required();
}

void addCacheDir(CLI::App *app, SessionOptions &options) {
  addText(app, "--cache-dir", options.cacheDir, "DIR",
          "object cache (else ATLAS_CACHE_DIR, else the XDG cache folder)");
}

void addCachePlace(CLI::App *app, SessionOptions &options) {
  addCacheDir(app, options);
  app->add_flag("--no-cache", options.noCache, "keep no compiled code on disk");
}

void addSession(CLI::App *app, SessionOptions &options) {
  addCachePlace(app, options);
  app->add_flag("--perf", options.perf, "describe compiled code to perf");
  app->add_flag("--gdb", options.gdb, "describe compiled code to gdb");
}

void addCompile(CLI::App *app, std::string &level, std::string &strategies) {
  addText(app, "--level", level, "LEVEL",
          "instruction set level instead of the host's");
  addText(app, "--strategy", strategies, "OP:NAME,...",
          "lowering strategies instead of the cost rule");
}

void addRun(CLI::App &app, RunOptions &o, Action &action) {
  CLI::App *run = app.add_subcommand("run", "run a kernel on data");
  addOperand(run, o.operand);
  addList(run, "--in", o.in, "NAME=FILE",
          "input buffer: .npy, else raw elements; - is standard input");
  addList(run, "--set", o.set, "NAME=VALUE",
          "scalar, or dim(NAME)=N for an output of free length");
  addList(run, "--out", o.out, "NAME=FILE",
          "output buffer or result: .npy, else raw; - prints");
  addText(run, "--tier", o.tier, "TIER", "aot, jit, special or auto");
  addList(run, "--specialize", o.specialize, "NAME[=VALUE]",
          "compile for this value of a scalar or of dim(NAME)");
  addCompile(run, o.level, o.strategies);
  run->add_option("--threads", o.threads,
                  "0: all cores (default: 1 below 1 MiB of input, else 0)")
      ->type_name("N");
  addText(run, "--compare", o.compare, "WITH",
          "compare with scalar, reference or ll; exit code 3 if they differ");
  run->add_flag("--json", o.json, "print one JSON object");
  addSession(run, o.session);
  run->callback([&] { action = [&] { return runCommand(o); }; });
}

void addBench(CLI::App &app, BenchOptions &o, Action &action) {
  CLI::App *bench = app.add_subcommand("bench", "measure a kernel");
  addOperand(bench, o.operand);
  addList(bench, "--size", o.size, "N,...",
          "elements of the first input; suffixes k M G "
          "(default 256,4096,12288,1M,256M)");
  addList(bench, "--set", o.set, "NAME=VALUE", "scalar (default 1)");
  addList(bench, "--tier", o.tier, "TIER,...", "aot, jit, special or auto");
  addList(bench, "--specialize", o.specialize, "NAME[=VALUE]",
          "what tier special compiles for");
  addList(bench, "--against", o.against, "WITH,...",
          "memcpy, scalar, reference, ll (default memcpy)");
  addCompile(bench, o.level, o.strategies);
  bench->add_option("--threads", o.threads, "0: all cores (default 1)")
      ->type_name("N");
  bench->add_option("--runs", o.runs, "samples per median, at least 30")
      ->type_name("N");
  bench->add_flag("--json", o.json, "print one JSON object");
  addText(bench, "--plot", o.plot, "OUT.svg", "write a diagram");
  addSession(bench, o.session);
  bench->callback([&] { action = [&] { return benchCommand(o); }; });
}

void addContracts(CLI::App *app, std::vector<std::string> &paths) {
  addList(app, "--contracts", paths, "FILE|DIR",
          "contracts on top of the library's; the same id takes its place");
}

void addEmit(CLI::App &app, EmitOptions &o, Action &action) {
  CLI::App *emit = app.add_subcommand("emit", "write the compiled form");
  addOperand(emit, o.operand);
  addText(emit, "--target", o.target, "TARGET",
          "cpu, wasm, ... ('atlas-jit targets' lists them)");
  emit->get_option("--target")->required();
  addText(emit, "--hw", o.hardware, "PROFILE",
          "hardware profile; for cpu also an instruction set level");
  addText(emit, "--format", o.format, "FORMAT",
          "text or binary; for cpu also mlir, llvm, asm or object, for "
          "devices mlir, llvm or sidecar");
  addText(emit, "--layout", o.layout, "LAYOUT",
          "of device buffers: bytes8 or words32");
  addText(emit, "--emitter", o.emitter, "NAME",
          "device code of this emitter, not of the general one");
  addText(emit, "-o,--output", o.output, "FILE", "- is standard output");
  addText(emit, "--artifact", o.artifact, "FILE.json",
          "write the artifact: code, citations, quorum status");
  addText(emit, "--policy", o.policy, "POLICY",
          "prefer_specialist, strict or diff_exec (default: the contract's)");
  emit->add_option("--tolerance", o.tolerance, "of diff_exec")
      ->type_name("X");
  addContracts(emit, o.contracts);
  emit->add_flag("--allow-draft", o.allowDrafts,
                 "draft contracts sanction too");
  emit->add_flag("--keep-divergent", o.keepDivergent,
                 "write what diverges, too");
  emit->add_flag("--require-diff-exec", o.requireDiffExec,
                 "exit with 4 if nothing was executed");
  addText(emit, "--device", o.device, "DEVICE",
          "what executes under diff_exec (default: the first that is there)");
  addText(emit, "--fixture", o.fixture, "FILE.yaml",
          "its cases (default: the library's, else from the signature)");
  emit->add_option("--time-limit", o.timeLimit,
                   "seconds for each worker process (default 30)")
      ->type_name("S");
  addText(emit, "--worker-dir", o.workerDir, "DIR",
          "where the worker programs are");
  addText(emit, "--webgpu", o.webgpuLibrary, "DIR",
          "folder that holds node_modules/webgpu");
  addText(emit, "--strategy", o.strategies, "OP:NAME,...",
          "lowering strategies instead of the cost rule");
  emit->add_flag("--scalar", o.scalar, "plain loops, unoptimised");
  addCachePlace(emit, o.session);
  emit->footer(
      "Without back end options, --target cpu lists what the host's compiler makes.\n"
      "Everything else goes through the back ends: the profile is checked, contracts\n"
      "sanction every construct, --artifact keeps it all in one file. On an error no\n"
      "file is written or changed.");
  emit->callback([&] { action = [&] { return emitCommand(o); }; });
}

void addShow(CLI::App &app, ShowOptions &o, Action &action) {
  CLI::App *show = app.add_subcommand("show", "describe a kernel");
  addOperand(show, o.operand);
  addText(show, "--level", o.level, "LEVEL",
          "instruction set level instead of the host's");
  show->add_flag("--strategies", o.strategies, "how its ops were lowered");
  show->add_flag("--json", o.json, "print one JSON object");
  addSession(show, o.session);
  show->callback([&] { action = [&] { return showCommand(o); }; });
}

void addCache(CLI::App &app, CacheOptions &o, Action &action) {
  CLI::App *cache = app.add_subcommand("cache", "look after the object cache");
  auto *name = cache->add_option("action", o.action, "stats, verify or clear");
  name->type_name("ACTION")->required();
  cache->add_flag("--json", o.json, "print one JSON object");
  addCacheDir(cache, o.session);
  cache->callback([&] { action = [&] { return cacheCommand(o); }; });
}

void addContract(CLI::App &app, ContractOptions &o, Action &action) {
  CLI::App *contract = app.add_subcommand("contract", "look at contracts");
  contract->add_option("action", o.action, "lint, list or show")
      ->type_name("ACTION")
      ->required();
  contract
      ->add_option("paths", o.paths,
                   "lint: contract files, or folders of them (default: the "
                   "library's); show: a contract id")
      ->type_name("FILE|DIR|ID");
  addContracts(contract, o.contracts);
  addText(contract, "--gtest-dir", o.gtestDir, "DIR",
          "lint: folder of test programs, asked whether filters select a test");
  contract->add_flag("--no-files", o.noFiles,
                     "lint: do not look for the files that tests name");
  contract->add_flag("--json", o.json, "print one JSON object");
  contract->callback([&] { action = [&] { return contractCommand(o); }; });
}

void addQuorum(CLI::App &app, QuorumOptions &o, Action &action) {
  CLI::App *quorum = app.add_subcommand(
      "quorum", "run kernels on every engine and compare");
  quorum->add_option("operands", o.operands,
                     "library kernels, or files with the kernel after a colon")
      ->type_name("KERNEL|FILE[:KERNEL]");
  quorum->add_flag("--all", o.all, "every kernel of the library");
  addList(quorum, "--target", o.targets, "TARGET,...",
          "cpu, ptx, spirv, wasm, wgsl (default: all)");
  addList(quorum, "--device", o.devices, "DEVICE,...",
          "jit aot scalar ll object (cpu), lavapipe swiftshader gpu (spirv), dawn "
          "(wgsl), cuda (ptx), node (wasm)");
  addText(quorum, "--layout", o.layout, "LAYOUT",
          "bytes8 or words32; for wasm mvp or simd128 (default: all)");
  addText(quorum, "--fixture", o.fixture, "FILE.yaml",
          "the cases (default: the library's, else from the signature)");
  quorum->add_option("--tolerance", o.tolerance,
                     "difference allowed where nothing else is said")
      ->type_name("X");
  quorum->add_option("--time-limit", o.timeLimit,
                     "seconds for each worker process (default 30)")
      ->type_name("S");
  quorum->add_option("--jobs", o.jobs,
                     "workers side by side (default: one for each core)")
      ->type_name("N");
  quorum->add_flag("--require-diff-exec", o.requireDiffExec,
                   "exit with 4 if an engine did not run");
  addText(quorum, "--table", o.table, "FILE.md", "write a table of the results");
  quorum->add_flag("--json", o.json, "print one JSON object");
  addText(quorum, "--artifacts", o.artifacts, "DIR",
          "write what was run, with a report in each artifact");
  addText(quorum, "--bundle", o.bundle, "DIR",
          "run nothing: write a folder that runs on another machine");
  addText(quorum, "--merge", o.merge, "DIR",
          "run nothing: judge the results of a bundle");
  addText(quorum, "--worker-dir", o.workerDir, "DIR",
          "where the worker programs are");
  addText(quorum, "--webgpu", o.webgpuLibrary, "DIR",
          "folder that holds node_modules/webgpu");
  quorum->footer(
      "Every kernel runs on each engine that is present, in a process of its\n"
      "own, and its outputs are compared with an oracle: the plain C++ of a\n"
      "library kernel, plain loops of a file's. Exit codes: 0 all that ran\n"
      "agrees, 1 an engine failed or a named target refused, 2 usage or input,\n"
      "3 a divergence, 4 not run under --require-diff-exec.\n"
      "A bundle has jobs for ptx and spirv and a program 'run', which needs the\n"
      "drivers of the machine it is copied to and nothing else; copy it back with\n"
      "its results and merge it.");
  quorum->callback([&] { action = [&] { return quorumCommand(o); }; });
}

/// Not for users: this program as one of its own engines.
void addCpuWorker(CLI::App &app, std::string &job, Action &action) {
  CLI::App *worker = app.add_subcommand("cpu-worker", "run a job of calls");
  worker->group("");
  worker->add_option("job", job, "a file of calls");
  worker->add_flag_callback("--probe", [&] { job = "--probe"; });
  worker->callback([&] { action = [&] { return cpuWorkerCommand(job); }; });
}

void addPlain(CLI::App &app, const char *name, const char *help,
              llvm::Expected<int> (*command)(const PlainOptions &),
              PlainOptions &o, Action &action) {
  CLI::App *plain = app.add_subcommand(name, help);
  plain->add_flag("--json", o.json, "print one JSON object");
  plain->callback([&, command] {
    action = [&, command] { return command(o); };
  });
}

/// All options of one command line.
struct AllOptions {
  RunOptions run;
  BenchOptions bench;
  EmitOptions emit;
  ShowOptions show;
  CacheOptions cache;
  ContractOptions contract;
  QuorumOptions quorum;
  std::string job;
  PlainOptions list, host, targets;
};

void declare(CLI::App &app, AllOptions &o, Action &action) {
  app.set_version_flag("--version", versionText());
  app.require_subcommand(1);
  addRun(app, o.run, action);
  addBench(app, o.bench, action);
  addEmit(app, o.emit, action);
  addPlain(app, "list", "list the library's kernels", listCommand, o.list,
           action);
  addShow(app, o.show, action);
  addPlain(app, "host", "describe this machine", hostCommand, o.host, action);
  addPlain(app, "targets", "list what code can be made for", targetsCommand,
           o.targets, action);
  addCache(app, o.cache, action);
  addContract(app, o.contract, action);
  addQuorum(app, o.quorum, action);
  addCpuWorker(app, o.job, action);
  app.footer("Exit codes: 0 ok, 1 run or engine failure, 2 usage or input, "
             "3 comparison mismatch or divergence, 4 not executed.");
}

/// A first word that is no command gets an answer with the nearest one.
bool checkCommandName(const CLI::App &app, int argc, char **argv) {
  if (argc < 2 || argv[1][0] == '-')
    return true;
  std::vector<std::string> names;
  for (const CLI::App *command : app.get_subcommands({})) {
    if (command->get_name() == argv[1])
      return true;
    names.push_back(command->get_name());
  }
  printNote("atlas-jit: error: no command '" + llvm::Twine(argv[1]) + "'; " +
            suggestNames(argv[1], names));
  return false;
}

} // namespace

const char *atlas::tool::versionText() {
  return "atlas-jit " ATLAS_VERSION_TEXT " (LLVM " LLVM_VERSION_STRING ")";
}

int atlas::tool::runCommandLine(int argc, char **argv) {
  CLI::App app("Compile, run and measure Atlas kernels on this machine.",
               "atlas-jit");
  AllOptions options;
  Action action;
  declare(app, options, action);
  if (!checkCommandName(app, argc, argv))
    return UsageError;
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    out() << app.help();
  } catch (const CLI::CallForAllHelp &) {
    out() << app.help("", CLI::AppFormatMode::All);
  } catch (const CLI::CallForVersion &) {
    out() << versionText() << "\n";
  } catch (const CLI::ParseError &error) {
    printNote("atlas-jit: error: " + llvm::Twine(error.what()) +
              "\nRun with --help for the options.");
    return UsageError;
  }
  int code = Ok;
  // Outside the try block: no exception crosses the libraries.
  if (action) {
    llvm::Expected<int> result = action();
    code = result ? *result : reportError(result.takeError());
  }
  if (llvm::Error error = finishOutput())
    code = std::max(code, reportError(std::move(error)));
  return code;
}
