//===- JitTargets.cpp - Source parsers and the object cache ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "FuzzTargets.h"

#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/ObjectCache.h"
#include "atlas/Support/Error.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <sys/stat.h>

namespace atlas::fuzz {
namespace {

/// Parses; a module that is accepted has kernels, a stable canonical form, and
/// lowers for a CPU without an uncoded error.
std::string runSource(llvm::StringRef bytes, llvm::StringRef path,
                      jit::Source::Format format) {
  jit::Source source{path.str(), bytes.str(), format};
  auto frontend = jit::Frontend::create(source, /*debugInfo=*/false);
  std::string wrong;
  auto coded = [&](llvm::Error error) {
    llvm::handleAllErrors(
        std::move(error), [](const AtlasError &) {},
        [&](const llvm::ErrorInfoBase &other) {
          wrong = "an error without a code: " + other.message();
        });
    return wrong;
  };
  if (!frontend)
    return coded(frontend.takeError());
  std::vector<std::string> kernels = (*frontend)->kernels();
  if (kernels.empty())
    return "";
  if ((*frontend)->canonical() != (*frontend)->canonical())
    return "two canonical forms";
  auto target = CPUTarget::named("x86-64-v3");
  if (!target)
    return coded(target.takeError());
  jit::CompileOptions options;
  options.target = *target;
  auto lowered = (*frontend)->lower(kernels.front(), options);
  if (!lowered)
    return coded(lowered.takeError());
  ++acceptedInputs;
  return "";
}

std::string runMlir(llvm::StringRef bytes) {
  return runSource(bytes, "fuzz.mlir", jit::Source::Format::Mlir);
}
std::string runLLVM(llvm::StringRef bytes) {
  return runSource(bytes, "fuzz.ll", jit::Source::Format::LLVMText);
}

std::vector<std::string> mlirSeeds(llvm::StringRef folder) {
  std::vector<std::string> seeds =
      readSeeds((folder + "/ir/kernels").str(), {"kernel.mlir"});
  for (std::string &one : readSeeds((folder + "/examples").str(), {".mlir"}))
    seeds.push_back(std::move(one));
  return seeds;
}
std::vector<std::string> llvmSeeds(llvm::StringRef folder) {
  std::vector<std::string> seeds =
      readSeeds((folder + "/ir/kernels").str(), {".ll"});
  for (std::string &one : readSeeds((folder + "/examples").str(), {".ll"}))
    seeds.push_back(std::move(one));
  return seeds;
}

constexpr llvm::StringRef mlirWords[] = {"atlas.map",
                                         "atlas.reduce",
                                         "atlas.histogram",
                                         "atlas.yield",
                                         "atlas.kernel",
                                         "atlas.return",
                                         "atlas.call",
                                         "atlas.pipeline",
                                         "{atlas.in}",
                                         "{atlas.out}",
                                         "{atlas.inout}",
                                         "atlas.length = \"",
                                         "memref<?xi8>",
                                         "memref<?x96xi16>",
                                         "memref<0xi8>",
                                         "memref<-1xi8>",
                                         "i1",
                                         "i65536",
                                         "index",
                                         "f16",
                                         "vector<4xi8>",
                                         "tensor<?xi8>",
                                         "ins(",
                                         "outs(",
                                         "widen i64",
                                         "mod 96",
                                         "mod 0",
                                         "combine addi",
                                         "^bb0(%b: i8):",
                                         "%0",
                                         "arith.constant 0 : i8",
                                         "->",
                                         "loc(",
                                         "#atlas.contract<",
                                         "strided<[1], offset: ?>",
                                         "{-#",
                                         "affine_map<(d0) -> (d0 + 1)>",
                                         "dense<0>"};

constexpr llvm::StringRef llvmWords[] = {"\"atlas.signature\"=\"",
                                         "define ",
                                         "declare ",
                                         "ptr",
                                         "i7",
                                         "i8388608",
                                         "<vscale x 4 x i32>",
                                         "[4 x i8]",
                                         "{ i32, i8 }",
                                         "undef",
                                         "poison",
                                         "zeroinitializer",
                                         "getelementptr",
                                         "call ",
                                         "invoke ",
                                         "unreachable",
                                         "metadata !0",
                                         "!0 = !{!0}",
                                         "@llvm.memcpy.p0.p0.i64",
                                         "asm \"ud2\", \"\"()",
                                         "section \"x\"",
                                         "alias ",
                                         "thread_local ",
                                         "comdat ",
                                         "blockaddress(",
                                         "target triple = \"",
                                         "source_filename"};

//===----------------------------------------------------------------------===//
// Object cache
//===----------------------------------------------------------------------===//

/// A private cache with one entry, and the names and bytes of its two files.
struct CacheFixture {
  llvm::SmallString<128> folder;
  std::unique_ptr<jit::ObjectCache> cache;
  jit::CacheKey source, canonical;
  jit::CacheEntry entry;
  std::vector<std::pair<std::string, std::string>> files;

  CacheFixture() {
    if (llvm::sys::fs::createUniqueDirectory("atlas-fuzz", folder))
      return;
    ::chmod(folder.c_str(), 0700);
    auto opened = jit::ObjectCache::open(folder, 1 << 20);
    if (!opened) {
      llvm::consumeError(opened.takeError());
      return;
    }
    cache = std::move(*opened);
    source = jit::CacheKeyBuilder().add("source").finish();
    canonical = jit::CacheKeyBuilder().add("canonical").finish();
    entry.abi = R"({"name":"k"})";
    entry.report = "{}";
    entry.object = llvm::MemoryBuffer::getMemBufferCopy(std::string(700, 'o'));
    if (llvm::Error error = cache->store(source, canonical, entry)) {
      llvm::consumeError(std::move(error));
      return;
    }
    std::error_code error;
    for (llvm::sys::fs::directory_iterator it(folder, error), end;
         it != end && !error; it.increment(error))
      if (auto buffer = llvm::MemoryBuffer::getFile(it->path()))
        files.push_back({it->path(), (*buffer)->getBuffer().str()});
  }
  ~CacheFixture() { llvm::sys::fs::remove_directories(folder); }

  static CacheFixture &get() {
    // Made by the parent before it forks, so that no child leaves a folder.
    static CacheFixture fixture;
    return fixture;
  }
};

std::vector<std::string> cacheSeeds(llvm::StringRef) {
  std::vector<std::string> seeds;
  for (const auto &[path, bytes] : CacheFixture::get().files)
    seeds.push_back(bytes);
  return seeds;
}

/// One of the files is replaced: the cache says so and never hands it out.
std::string runCache(llvm::StringRef bytes) {
  CacheFixture &fixture = CacheFixture::get();
  if (fixture.files.size() < 2)
    return "the cache did not store an entry";
  for (const auto &[damaged, original] : fixture.files) {
    // Both files, one of them damaged.
    for (const auto &[path, good] : fixture.files) {
      std::error_code error;
      llvm::raw_fd_ostream out(path, error);
      if (error)
        return "cannot write " + path;
      out << (path == damaged ? bytes : llvm::StringRef(good));
      out.close();
      ::chmod(path.c_str(), 0600);
    }
    jit::CacheEntry found;
    std::string note;
    bool hit = fixture.cache->find(fixture.source, found, note) ==
               jit::ObjectCache::Answer::Hit;
    if (hit != (bytes == original))
      return hit ? "a damaged entry is a hit"
                 : "a good entry is refused: " + note;
    acceptedInputs += hit;
    if (hit && (found.abi != fixture.entry.abi ||
                found.object->getBuffer() != fixture.entry.object->getBuffer()))
      return "a hit with other contents";
  }
  return "";
}

} // namespace

llvm::ArrayRef<FuzzTarget> jitTargets() {
  static const FuzzTarget targets[] = {
      {"mlir", runMlir, mlirSeeds, mlirWords},
      {"llvm-ir", runLLVM, llvmSeeds, llvmWords},
      {"cache-entry", runCache, cacheSeeds, {}}};
  return targets;
}

} // namespace atlas::fuzz
