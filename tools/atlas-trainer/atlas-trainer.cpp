//===- atlas-trainer.cpp - Command lines of atlas-jit, in one process -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-trainer LIST FOLDER
//
// Runs the command lines of the file LIST, one a line, as atlas-jit would. It is
// what BOLT instruments (cmake/AtlasLayout.cmake): one process, because writing
// down a profile takes longer than most commands, and one that runs its
// destructors, because the last of them writes it.
//
//   # text       a comment; blank lines are nothing
//   emit * ...   a word * is each kernel of the library in turn
//   run %/a.mlir the character % is FOLDER
//   - emit ...   may be refused (WGSL has no 64-bit floats); others may not
//
// Exit code: 0; 1 when a command failed that may not; 2 usage.
//===----------------------------------------------------------------------===//
#include "CommandLine.h"

#include "atlas/JIT/Engine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace {

/// The words of a line, with FOLDER and kernel in their places.
std::vector<std::string> wordsOf(StringRef line, StringRef folder, StringRef kernel) {
  std::vector<std::string> words{"atlas-jit"};
  SmallVector<StringRef> parts;
  SplitString(line, parts);
  for (StringRef part : parts) {
    std::string &word = words.emplace_back(part == "*" ? kernel : part);
    for (size_t at = 0; (at = word.find('%', at)) != std::string::npos;
         at += folder.size())
      word.replace(at, 1, folder.data(), folder.size());
  }
  return words;
}

/// Runs one command; false if it failed.
bool runOne(std::vector<std::string> words) {
  std::vector<char *> arguments;
  for (std::string &word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return atlas::tool::runCommandLine(int(words.size()), arguments.data()) == 0;
}

/// Runs a line, for each kernel if it has a star. The number of failures.
unsigned runLine(StringRef line, StringRef folder) {
  bool mayFail = line.consume_front("- ");
  std::vector<StringRef> kernels{""};
  if (is_contained(split(line, ' '), "*")) {
    kernels.clear();
    for (const atlas::jit::LibraryKernel &kernel : atlas::jit::libraryKernels())
      kernels.push_back(kernel.name);
  }
  unsigned failures = 0;
  for (StringRef kernel : kernels) {
    std::vector<std::string> words = wordsOf(line, folder, kernel);
    if (runOne(words) || mayFail)
      continue;
    errs() << "atlas-trainer: failed: " << join(words, " ") << "\n";
    ++failures;
  }
  return failures;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    errs() << "usage: atlas-trainer LIST FOLDER\n";
    return 2;
  }
  auto list = MemoryBuffer::getFile(argv[1], /*IsText=*/true);
  if (!list) {
    errs() << "atlas-trainer: " << argv[1] << ": " << list.getError().message() << "\n";
    return 2;
  }
  unsigned failures = 0;
  for (line_iterator line(**list, /*SkipBlanks=*/true, '#'); !line.is_at_eof(); ++line)
    failures += runLine(*line, argv[2]);
  return failures ? 1 : 0;
}
