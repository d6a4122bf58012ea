//===- DebugTest.cpp - perf and gdb support -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "llvm/Support/MemoryBuffer.h"

#include <unistd.h>

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

// GDB's JIT compilation interface: what the debugger reads.
extern "C" {
struct jit_code_entry {
  jit_code_entry *next_entry, *prev_entry;
  const char *symfile_addr;
  uint64_t symfile_size;
};
struct jit_descriptor {
  uint32_t version, action_flag;
  jit_code_entry *relevant_entry, *first_entry;
};
extern jit_descriptor __jit_debug_descriptor;
}

namespace {

unsigned registeredObjects() {
  unsigned count = 0;
  for (jit_code_entry *entry = __jit_debug_descriptor.first_entry; entry;
       entry = entry->next_entry)
    ++count;
  return count;
}

TEST(Debug, GdbSeesLoadedCode) {
  unsigned before = registeredObjects();
  EngineOptions options;
  options.gdbSupport = true;
  auto engine = unwrap(Engine::create(options));
  std::vector<uint8_t> data(10, 1);
  {
    KernelHandle kernel =
        unwrap(engine->load(llvmSource(sumKernel()), "", LoadOptions()));
    EXPECT_EQ(runOn(*kernel, data), 10u);
    ASSERT_EQ(registeredObjects(), before + 1);
    llvm::StringRef object(__jit_debug_descriptor.first_entry->symfile_addr,
                           __jit_debug_descriptor.first_entry->symfile_size);
    EXPECT_TRUE(object.starts_with("\177ELF"));
    EXPECT_NE(object.find("sum.packed"), llvm::StringRef::npos);
  }
  // Freed code is taken back.
  EXPECT_EQ(registeredObjects(), before);
}

TEST(Debug, PerfDumpIsWritten) {
  PrivateFolder folder;
  // The plugin writes below $JITDUMPDIR (perf's convention).
  ::setenv("JITDUMPDIR", folder.path("").c_str(), 1);
  {
    EngineOptions options;
    options.perfSupport = true;
    auto engine = unwrap(Engine::create(options));
    KernelHandle kernel =
        unwrap(engine->load(llvmSource(sumKernel()), "", LoadOptions()));
    std::vector<uint8_t> data(10, 1);
    EXPECT_EQ(runOn(*kernel, data), 10u);
  }
  ::unsetenv("JITDUMPDIR");
  bool found = false;
  std::error_code ec;
  for (llvm::sys::fs::recursive_directory_iterator it(folder.path(""), ec), end;
       it != end && !ec; it.increment(ec)) {
    auto buffer = llvm::MemoryBuffer::getFile(it->path());
    found |= buffer && (*buffer)->getBuffer().contains("sum.packed");
  }
  EXPECT_TRUE(found);
}

// Line tables only when asked for: they cost time and space.
TEST(Debug, LineTablesOnRequest) {
  EngineOptions options;
  options.gdbSupport = true;
  auto with = unwrap(Engine::create(options));
  auto without = makeEngine();
  Source source{"k.mlir", libraryKernels().front().mlir.str(),
                Source::Format::Mlir};
  auto hasLines = [&](Engine &engine) {
    return unwrap(engine.emit(source, "", "object", LoadOptions()))
               .find(".debug_line") != std::string::npos;
  };
  EXPECT_TRUE(hasLines(*with));
  EXPECT_FALSE(hasLines(*without));
}

} // namespace
