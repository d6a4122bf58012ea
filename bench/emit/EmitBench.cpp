//===- EmitBench.cpp - atlas-emit-bench -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-emit-bench [--rounds N] [--only TEXT] [--tool ATLAS_JIT] [--write FILE]
//
// How long a library kernel takes to become code: every kernel for every target
// and layout, in process and as a whole run of `atlas-jit emit`, against the
// limits of the project. --only takes the kernels and forms ("r96-sum spirv bytes8")
// that contain the text; --write replaces FILE. Exit code: 0 measured (also when
// a limit is missed), 1 something failed, 2 usage.
//===----------------------------------------------------------------------===//
#include "Limits.h"
#include "Machine.h"
#include "Page.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>

using namespace atlas;
using namespace atlas::bench;

namespace {

constexpr unsigned kFewestRounds = 31;
/// Longer ones run less often, but so often at least.
constexpr double kMostMilliseconds = 1500;
constexpr unsigned kLeastRounds = 5;

struct Options {
  unsigned rounds = kFewestRounds;
  std::string only, tool, write;
};

/// The median of `run`, which says how many milliseconds it took.
double medianOf(unsigned rounds, llvm::function_ref<double()> run) {
  double first = run(); // warms up, and says what one costs
  unsigned most = std::max<unsigned>(kLeastRounds, kMostMilliseconds / first);
  std::vector<double> times;
  for (unsigned i = 0; i != std::min(rounds, most); ++i)
    times.push_back(run());
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

double millisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() -
                                                   start)
      .count();
}

/// One emission in process; an error is a refusal with its code.
llvm::Error measureEmission(const backend::Compiler &compiler,
                            const jit::LibraryKernel &kernel, const Form &form,
                            unsigned rounds, EmitRow &row) {
  auto source = readKernel(kernel);
  if (!source)
    return source.takeError();
  backend::BackendConfig config = configOf(form);
  llvm::Error error = llvm::Error::success();
  row.inProcess = medianOf(rounds, [&] {
    llvm::consumeError(std::move(error));
    auto start = std::chrono::steady_clock::now();
    auto artifact = compiler.lower(*source->module, config);
    double taken = millisecondsSince(start);
    error = artifact ? llvm::Error::success() : artifact.takeError();
    row.bytes = artifact ? artifact->primary().bytes.size() : 0;
    return taken;
  });
  if (error)
    row.refused = llvm::toString(std::move(error));
  return llvm::Error::success();
}

/// One run of the tool, which is the same question.
llvm::Error measureProcess(const std::string &tool, unsigned rounds, EmitRow &row) {
  std::vector<llvm::StringRef> arguments{tool, "emit", row.kernel, "--target",
                                         row.form->target, "--no-cache",
                                         "-o", "/dev/null"};
  if (!row.form->hardware.empty())
    arguments.insert(arguments.end(), {"--hw", row.form->hardware});
  if (row.form->layout)
    arguments.insert(arguments.end(),
                     {"--layout", *row.form->layout == DeviceLayout::Words32
                                      ? "words32"
                                      : "bytes8"});
  std::optional<llvm::StringRef> nowhere[] = {"", "", ""};
  std::string message;
  row.process = medianOf(rounds, [&] {
    auto start = std::chrono::steady_clock::now();
    int code = llvm::sys::ExecuteAndWait(tool, arguments, std::nullopt, nowhere, 60, 0,
                                         &message);
    if (code < 0)
      message = tool + ": " + message;
    return millisecondsSince(start);
  });
  return message.empty() ? llvm::Error::success() : llvm::createStringError(message);
}

llvm::Error measure(const Options &options, std::vector<EmitRow> &rows) {
  auto compiler = makeCompiler();
  if (!compiler)
    return compiler.takeError();
  for (const jit::LibraryKernel &kernel : jit::libraryKernels())
    for (const Form &form : forms()) {
      EmitRow row;
      row.kernel = kernel.name.str();
      row.form = &form;
      if ((row.kernel + " " + form.name.str()).find(options.only) == std::string::npos)
        continue;
      if (llvm::Error error =
              measureEmission(*compiler, kernel, form, options.rounds, row))
        return error;
      if (row.refused.empty()) {
        auto limit = limitOf(kernel, form);
        if (!limit)
          return limit.takeError();
        if (*limit)
          row.limit = medianOf(options.rounds, *limit);
        if (!options.tool.empty() && form.target != "cpu")
          if (llvm::Error error = measureProcess(options.tool, options.rounds, row))
            return error;
      }
      llvm::errs() << row.kernel << " " << form.name << "\n";
      rows.push_back(std::move(row));
    }
  return llvm::Error::success();
}

bool parse(int argc, char **argv, Options &options) {
  for (int i = 1; i < argc; i += 2) {
    llvm::StringRef name = argv[i];
    if (i + 1 == argc)
      return false;
    llvm::StringRef value = argv[i + 1];
    if (name == "--only")
      options.only = value;
    else if (name == "--tool")
      options.tool = value;
    else if (name == "--write")
      options.write = value;
    else if (name != "--rounds" || value.getAsInteger(10, options.rounds))
      return false;
  }
  return options.rounds > 0;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    llvm::errs() << "usage: atlas-emit-bench [--rounds N] [--only TEXT] "
                    "[--tool ATLAS_JIT] [--write FILE]\n";
    return 2;
  }
  std::vector<EmitRow> rows;
  llvm::Error error = measure(options, rows);
  if (!error)
    error = publish(rows, options.write);
  if (!error)
    return 0;
  llvm::errs() << "atlas-emit-bench: " << llvm::toString(std::move(error)) << "\n";
  return 1;
}
