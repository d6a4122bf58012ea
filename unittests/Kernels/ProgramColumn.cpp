//===- ProgramColumn.cpp - Kernels in a program of another machine --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program that holds compiled kernels (test/CrossTarget/Inputs/
// kernel-server.c), behind qemu or Node, is sent the arguments of each call and
// sends back everything it may have changed. Calls are checked here, as those of
// any other column, before they are sent.
//
// Both directions are 64-bit words, least byte first; bytes are filled up to a
// multiple of eight:
//
//   request  length of the name, name; bytes of scratch; number of buffers, for
//            each: two extents, stride, bytes, contents; number of scalars,
//            scalars; number of results
//   reply    1 (0: no such kernel, and nothing more), code of the packed entry;
//            results; contents of the buffers
//===----------------------------------------------------------------------===//
#include "Column.h"

#include "atlas/JIT/Engine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

using namespace atlas;
using namespace atlas::test;
using llvm::Error;

namespace {

/// A child process and its standard input and output.
class Program {
public:
  static llvm::Expected<std::unique_ptr<Program>> start(std::string command) {
    int to[2], from[2];
    if (pipe(to))
      return llvm::createStringError("no pipe");
    if (pipe(from)) {
      close(to[0]);
      close(to[1]);
      return llvm::createStringError("no pipe");
    }
    // A program that ends early is an error of the next call, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    pid_t child = fork();
    if (child == 0) {
      dup2(to[0], 0);
      dup2(from[1], 1);
      for (int end : {to[0], to[1], from[0], from[1]})
        close(end);
      execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
      _exit(127);
    }
    close(to[0]);
    close(from[1]);
    auto made = std::make_unique<Program>(child, fdopen(to[1], "wb"),
                                          fdopen(from[0], "rb"));
    if (child < 0)
      return llvm::createStringError("no process");
    return made;
  }
  Program(pid_t child, std::FILE *input, std::FILE *output)
      : child(child), input(input), output(output) {}
  ~Program() {
    std::fclose(input);
    std::fclose(output);
    if (child > 0)
      waitpid(child, nullptr, 0);
  }

  void word(uint64_t value) { std::fwrite(&value, 8, 1, input); }
  void bytes(const void *data, size_t size) {
    const uint64_t zero = 0;
    if (size)
      std::fwrite(data, 1, size, input);
    std::fwrite(&zero, 1, llvm::alignTo(size, 8) - size, input);
  }
  bool send() { return !std::fflush(input) && !std::ferror(input); }

  uint64_t readWord() {
    uint64_t value = 0;
    isGood &= std::fread(&value, 8, 1, output) == 1;
    return value;
  }
  void readBytes(void *data, size_t size) {
    uint64_t rest;
    if (size)
      isGood &= std::fread(data, 1, size, output) == size;
    size_t filler = llvm::alignTo(size, 8) - size;
    isGood &= std::fread(&rest, 1, filler, output) == filler;
  }
  /// True if everything asked for was there.
  bool good() const { return isGood; }

private:
  pid_t child;
  std::FILE *input, *output;
  bool isGood = true;
};

class ProgramColumn : public Column {
public:
  ProgramColumn(std::unique_ptr<Program> program,
                std::unique_ptr<jit::Engine> engine)
      : Column("program"), program(std::move(program)),
        engine(std::move(engine)) {}

  bool has(llvm::StringRef kernel) const override {
    return llvm::any_of(jit::libraryKernels(),
                        [&](auto &k) { return k.name == kernel; });
  }

  Error call(llvm::StringRef kernel, Invocation &invocation,
             unsigned) override {
    jit::KernelHandle &handle = loaded[kernel];
    if (!handle) {
      auto result = engine->loadLibrary(kernel, {});
      if (!result)
        return result.takeError();
      handle = std::move(*result);
    }
    const KernelABI &abi = handle->abi();
    if (Error error = check(abi, invocation))
      return error;
    auto scratch = scratchBytes(abi, invocation);
    if (!scratch)
      return scratch.takeError();
    send(kernel, abi, invocation, *scratch);
    if (!program->send())
      return llvm::createStringError("the program takes no more calls");
    return receive(abi, invocation);
  }

private:
  static Error check(const KernelABI &abi, const Invocation &invocation) {
    jit::Call call(abi);
    for (const Invocation::Buffer &b : invocation.buffers)
      if (Error error = call.setBuffer(b.name, b.data, b.dims))
        return error;
    for (const Invocation::Scalar &s : invocation.scalars)
      if (Error error = call.setScalar(s.name, s.bits))
        return error;
    return call.check();
  }

  /// What the whole kernel has in scratch: one temporary behind the other.
  static llvm::Expected<uint64_t> scratchBytes(const KernelABI &abi,
                                               const Invocation &invocation) {
    auto lookup = [&](llvm::StringRef name, unsigned k,
                      bool isDim) -> std::optional<int64_t> {
      if (const Invocation::Buffer *b = invocation.findBuffer(name); b && isDim)
        return k < b->dims.size() ? b->dims[k] : 1;
      if (const Invocation::Scalar *s = invocation.findScalar(name); s && !isDim)
        return int64_t(s->bits);
      return std::nullopt;
    };
    uint64_t total = 0;
    for (const LaunchTemp &temp : abi.temps) {
      if (!temp.serial)
        continue;
      auto expr = LengthExpr::parse(temp.size);
      if (!expr)
        return expr.takeError();
      auto size = expr->evaluate(lookup);
      if (!size)
        return size.takeError();
      total += llvm::alignTo(uint64_t(*size), 64);
    }
    return total;
  }

  static size_t byteSize(const KernelParam &p, const Invocation::Buffer &b) {
    size_t size = p.type.byteSize();
    for (int64_t extent : b.dims)
      size *= size_t(extent);
    return size;
  }

  void send(llvm::StringRef kernel, const KernelABI &abi,
            const Invocation &invocation, uint64_t scratch) {
    program->word(kernel.size());
    program->bytes(kernel.data(), kernel.size());
    program->word(scratch);
    program->word(abi.numBuffers());
    for (const KernelParam &p : abi.params) {
      if (!p.isBuffer())
        continue;
      const Invocation::Buffer &b = *invocation.findBuffer(p.name);
      int64_t inner = b.dims.size() > 1 ? b.dims[1] : 1;
      for (int64_t word : {b.dims[0], inner, inner})
        program->word(uint64_t(word));
      program->word(byteSize(p, b));
      program->bytes(b.data, byteSize(p, b));
    }
    program->word(abi.numScalars());
    for (const KernelParam &p : abi.params)
      if (!p.isBuffer())
        program->word(invocation.findScalar(p.name)->bits);
    program->word(abi.results.size());
  }

  Error receive(const KernelABI &abi, Invocation &invocation) {
    if (!program->readWord())
      return llvm::createStringError("the program has no kernel " + abi.name);
    uint64_t code = program->readWord();
    if (abi.results.size() > std::size(invocation.results))
      return llvm::createStringError("more results than an Invocation has");
    for (size_t i = 0; i < abi.results.size(); ++i)
      invocation.results[i] = program->readWord();
    for (const KernelParam &p : abi.params)
      if (p.isBuffer()) {
        const Invocation::Buffer &b = *invocation.findBuffer(p.name);
        program->readBytes(b.data, byteSize(p, b));
      }
    if (!program->good())
      return llvm::createStringError("the program has ended");
    if (code)
      return llvm::createStringError("the kernel returned %u", unsigned(code));
    return Error::success();
  }

  std::unique_ptr<Program> program;
  std::unique_ptr<jit::Engine> engine;
  llvm::StringMap<jit::KernelHandle> loaded;
};

} // namespace

llvm::Expected<std::unique_ptr<Column>>
atlas::test::makeProgramColumn(const std::string &command) {
  auto engine = jit::Engine::create({});
  if (!engine)
    return engine.takeError();
  auto program = Program::start(command);
  if (!program)
    return program.takeError();
  return std::make_unique<ProgramColumn>(std::move(*program),
                                         std::move(*engine));
}
