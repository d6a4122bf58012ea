//===- Testing.h - Helpers of the JIT tests ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small kernels, private folders, and unwrapping of results.
// Thread rule: each test has its own.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_JIT_TESTING_H
#define ATLAS_UNITTESTS_JIT_TESTING_H

#include "atlas/JIT/Engine.h"
#include "atlas/JIT/ObjectCache.h"
#include "atlas/Support/Error.h"

#include "llvm/Support/FileSystem.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <sys/stat.h>

namespace atlas::test {

/// The value, or a failed test and the end of it.
template <typename T>
T unwrap(llvm::Expected<T> value) {
  if (value)
    return std::move(*value);
  ADD_FAILURE() << llvm::toString(value.takeError());
  std::abort();
}

/// True for success; else the message becomes a failure.
inline bool succeeded(llvm::Error error) {
  if (!error)
    return true;
  ADD_FAILURE() << llvm::toString(std::move(error));
  return false;
}

/// The code of an AtlasError (0 for success) and its message.
inline int codeOf(llvm::Error error, std::string *message = nullptr) {
  int code = 0;
  llvm::handleAllErrors(std::move(error), [&](const AtlasError &atlas) {
    code = int(atlas.getCode());
    if (message)
      *message = atlas.message();
  });
  return code;
}
template <typename T>
int codeOf(llvm::Expected<T> value, std::string *message = nullptr) {
  return value ? 0 : codeOf(value.takeError(), message);
}

/// A folder of mode 0700 that is removed at the end.
class PrivateFolder {
public:
  PrivateFolder() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("atlas-test", folder));
    EXPECT_EQ(::chmod(folder.c_str(), 0700), 0);
  }
  ~PrivateFolder() { llvm::sys::fs::remove_directories(folder); }
  std::string path(llvm::StringRef name = "cache") const {
    return (folder + "/" + name).str();
  }

private:
  llvm::SmallString<128> folder;
};

/// A source held in memory.
inline jit::Source llvmSource(llvm::StringRef text) {
  return {"test.ll", text.str(), jit::Source::Format::LLVMText};
}

/// Adds a constant to a byte sum; "k" makes otherwise equal kernels differ.
inline std::string sumKernel(int k = 0) {
  return R"(
define i64 @sum(ptr %data, i64 %n) "atlas.signature"="in data:u8[n], n:i64 -> i64" {
entry:
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %next, %body ]
  %s = phi i64 [ )" +
         std::to_string(k) + R"(, %entry ], [ %s.next, %body ]
  %more = icmp ult i64 %i, %n
  br i1 %more, label %body, label %done
body:
  %p = getelementptr i8, ptr %data, i64 %i
  %b = load i8, ptr %p
  %w = zext i8 %b to i64
  %s.next = add i64 %s, %w
  %next = add i64 %i, 1
  br label %head
done:
  ret i64 %s
}
)";
}

/// @scale(x, factor) -> x * factor + 1, for specialisation on "factor".
inline const char *scaleKernel() {
  return R"(
define i64 @scale(i64 %x, i64 %factor)
    "atlas.signature"="x:i64, factor:i64 -> i64" {
  %m = mul i64 %x, %factor
  %r = add i64 %m, 1
  ret i64 %r
}
)";
}

/// Calls the packed entry of @scale.
inline uint64_t callScale(atlas_packed_fn entry, uint64_t x, uint64_t factor) {
  uint64_t scalars[2] = {x, factor}, result = 0;
  atlas_args_t args{};
  args.version = ATLAS_ARGS_VERSION;
  args.size = sizeof(args);
  args.phase = ATLAS_PHASE_ALL;
  args.scalars = scalars;
  args.results = &result;
  EXPECT_EQ(entry(&args), 0);
  return result;
}

/// Binds "data" and runs; the first result.
inline uint64_t runOn(jit::Kernel &kernel, std::vector<uint8_t> &data,
                      unsigned threads = 1) {
  jit::Call call(kernel.abi());
  EXPECT_TRUE(
      succeeded(call.setBuffer("data", data.data(), {int64_t(data.size())})));
  EXPECT_TRUE(succeeded(call.check()));
  EXPECT_TRUE(succeeded(jit::run(kernel, call, threads)));
  return call.result(0);
}

/// Built with AddressSanitizer, which keeps freed memory for a while and reports
/// leaks itself; or with ThreadSanitizer, whose own memory grows.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kAddressSanitizer = true;
#elif defined(__has_feature)
inline constexpr bool kAddressSanitizer = __has_feature(address_sanitizer);
#else
inline constexpr bool kAddressSanitizer = false;
#endif
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kThreadSanitizer = true;
#elif defined(__has_feature)
inline constexpr bool kThreadSanitizer = __has_feature(thread_sanitizer);
#else
inline constexpr bool kThreadSanitizer = false;
#endif

inline std::unique_ptr<jit::Engine> makeEngine(std::string cacheDir = {}) {
  jit::EngineOptions options;
  options.cacheDir = std::move(cacheDir);
  return unwrap(jit::Engine::create(std::move(options)));
}

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_JIT_TESTING_H
