//===- Page.cpp - The page of emission times ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Page.h"

#include "Machine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <thread>

using namespace atlas;
using namespace atlas::bench;

namespace {

/// What the build says of its tools (cmake/AtlasLayout.cmake).
const bool kLaidOut = llvm::StringRef(ATLAS_LAYOUT) == "bolt";

std::string milliseconds(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.1f", value);
  return text;
}

bool isSlow(const EmitRow &row) {
  return row.inProcess > kMostInProcess || row.process > kMostProcess;
}

void head(llvm::raw_ostream &os) {
  os << "<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception -->\n\n"
        "# Emission: a library kernel becomes code\n\n"
        "Written by `make bench-emit"
     << (kLaidOut ? " PRESET=optimized" : "")
     << "` (bench/emit), which says what is measured and\n"
        "how"
     << (kLaidOut ? "; tools laid out by a profile" : "")
     << ". Milliseconds, medians; one thread. In process: `Compiler::lower` on a\n"
        "parsed module, contracts read before. Process: a whole `atlas-jit emit`. Code\n"
        "generation: of the time in process, what LLVM's code generator (wasm, cpu; ptx\n"
        "at its lowest level) or MLIR's SPIR-V serializer takes alone for the same code.\n"
        "Promised are at most "
     << kMostInProcess << " ms in process and " << kMostProcess
     << " ms for a process that emits PTX.\nMachine: " << cpuName() << ", "
     << std::thread::hardware_concurrency() << " CPUs.\n\n";
}

void summary(llvm::raw_ostream &os, llvm::ArrayRef<EmitRow> rows) {
  os << "| form | kernels | refused | slowest in process | over "
     << kMostInProcess << " ms | slowest process | over " << kMostProcess
     << " ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
  for (const Form &form : forms()) {
    unsigned made = 0, refused = 0, slow = 0, slowProcess = 0;
    double worst = 0, worstProcess = 0;
    for (const EmitRow &row : rows) {
      if (row.form != &form)
        continue;
      ++(row.refused.empty() ? made : refused);
      worst = std::max(worst, row.inProcess);
      worstProcess = std::max(worstProcess, row.process);
      slow += row.inProcess > kMostInProcess;
      slowProcess += row.process > kMostProcess;
    }
    if (made + refused)
      os << "| " << form.name << " | " << made << " | " << refused << " | "
         << milliseconds(worst) << " | " << slow << " | "
         << (worstProcess ? milliseconds(worstProcess) : "") << " | "
         << (worstProcess ? std::to_string(slowProcess) : "") << " |\n";
  }
}

void slowOnes(llvm::raw_ostream &os, llvm::ArrayRef<EmitRow> rows) {
  llvm::SmallVector<EmitRow> slow;
  llvm::copy_if(rows, std::back_inserter(slow), isSlow);
  if (slow.empty())
    return;
  llvm::stable_sort(slow, [](const EmitRow &a, const EmitRow &b) {
    return a.inProcess > b.inProcess;
  });
  os << "\n## What takes longer\n\n| kernel | form | in process | code generation | "
        "process | bytes |\n| --- | --- | ---: | ---: | ---: | ---: |\n";
  for (const EmitRow &row : slow)
    os << "| " << row.kernel << " | " << row.form->name << " | "
       << milliseconds(row.inProcess) << " | "
       << (row.limit ? milliseconds(row.limit) : "") << " | "
       << (row.process ? milliseconds(row.process) : "") << " | " << row.bytes << " |\n";
}

void all(llvm::raw_ostream &os, llvm::ArrayRef<EmitRow> rows) {
  os << "\n## All, in process\n\nIn parentheses: code generation alone. R: the "
        "profile or the target refuses the kernel.\n\n| kernel |";
  for (const Form &form : forms())
    os << " " << form.name << " |";
  os << "\n| --- |";
  for (size_t i = 0; i != forms().size(); ++i)
    os << " ---: |";
  std::string kernel;
  for (const EmitRow &row : rows) {
    if (row.kernel != kernel)
      os << "\n| " << (kernel = row.kernel) << " |";
    if (!row.refused.empty())
      os << " R " << milliseconds(row.inProcess) << " |";
    else if (row.limit)
      os << " " << milliseconds(row.inProcess) << " (" << milliseconds(row.limit)
         << ") |";
    else
      os << " " << milliseconds(row.inProcess) << " |";
  }
  os << "\n";
}

} // namespace

llvm::Error bench::publish(llvm::ArrayRef<EmitRow> rows, llvm::StringRef path) {
  std::string text;
  llvm::raw_string_ostream os(text);
  head(os);
  summary(os, rows);
  slowOnes(os, rows);
  all(os, rows);
  llvm::outs() << text;
  if (path.empty())
    return llvm::Error::success();
  std::error_code code;
  llvm::raw_fd_ostream file(path, code);
  if (code)
    return llvm::createStringError(path + ": " + code.message());
  file << text;
  return llvm::Error::success();
}
