//===- Linker.h - Objects to callable code ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One ORC session (JITLink) that loads cached or fresh objects.
//
// No LLJIT: a hit must not create a target machine. Each object lives in a
// JITDylib of its own, so equal names never meet and removal frees everything.
// Objects see a fixed list of C library functions and the symbols given to
// `link`, never the process at large.
//
// Failure: ATL0503 naming the missing symbol. Thread rule: thread-safe.
// Fork: a child may call linked code; destroying Code or Linker in a child
// leaves the memory to the end of the process, since a lock may have been held
// by a thread that does not exist there.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_LINKER_H
#define ATLAS_LIB_JIT_LINKER_H

#include "GdbEntries.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <vector>

namespace atlas::jit {

class Linker;

/// Linked code; its destruction frees it. Keeps the session alive.
class Code {
public:
  Code(std::shared_ptr<Linker> linker, llvm::orc::JITDylib &dylib,
       std::vector<void *> addresses, GdbEntries gdb)
      : linker(std::move(linker)), dylib(&dylib),
        addresses(std::move(addresses)), gdb(std::move(gdb)) {}
  ~Code();
  /// The address of the symbol wanted at this position.
  void *address(unsigned index) const { return addresses[index]; }

private:
  std::shared_ptr<Linker> linker;
  llvm::orc::JITDylib *dylib;
  std::vector<void *> addresses;
  GdbEntries gdb;
};

class Linker : public std::enable_shared_from_this<Linker> {
public:
  struct Options {
    bool perf = false;
    bool gdb = false;
  };
  /// A symbol that the object may refer to.
  using Import = std::pair<llvm::StringRef, void *>;

  static llvm::Expected<std::shared_ptr<Linker>> create(Options options);
  ~Linker();

  /// Links an object and looks up `wanted` in order ("" gives null).
  llvm::Expected<std::unique_ptr<Code>>
  link(std::unique_ptr<llvm::MemoryBuffer> object,
       llvm::ArrayRef<llvm::StringRef> wanted,
       llvm::ArrayRef<Import> imports = {});

private:
  friend class Code;
  Linker() = default;
  llvm::Error addPlugins(Options options);
  void remove(llvm::orc::JITDylib &dylib, const GdbEntries &gdb);
  bool isOtherProcess() const;

  std::unique_ptr<llvm::orc::ExecutionSession> session;
  std::unique_ptr<llvm::orc::ObjectLinkingLayer> layer;
  llvm::orc::JITDylib *runtime = nullptr;
  std::mutex mutex; // one link at a time, so that `reported` is this link's
  std::string reported;
  uint64_t counter = 0;
  bool forGdb = false;
  pid_t owner = 0;
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_LINKER_H
