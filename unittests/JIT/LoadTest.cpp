//===- LoadTest.cpp - Kernels given as LLVM IR ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "atlas/JIT/Host.h"

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

namespace {

TEST(Host, FeaturesAndBuildId) {
  EXPECT_EQ(hostTarget().level, "host");
  EXPECT_EQ(&hostTarget(), &hostTarget());
  EXPECT_TRUE(canExecute(hostTarget()));
  EXPECT_EQ(linkedBuildId().size(), 40u); // SHA-1
  ASSERT_FALSE(executableLevels().empty());
  for (const std::string &level : executableLevels())
    EXPECT_TRUE(canExecute(unwrap(CPUTarget::named(level))));
  CPUTarget other = unwrap(CPUTarget::named("wasm32"));
  EXPECT_FALSE(canExecute(other));
}

TEST(Load, RunsAndReports) {
  auto engine = makeEngine();
  KernelHandle kernel =
      unwrap(engine->load(llvmSource(sumKernel()), "", LoadOptions()));
  std::vector<uint8_t> data(1000, 3);
  EXPECT_EQ(runOn(*kernel, data), 3000u);
  EXPECT_EQ(runOn(*kernel, data, 0), 3000u);
  LoadReport report = kernel->report();
  EXPECT_EQ(report.tier, Tier::Jit);
  EXPECT_EQ(report.cache, CacheState::Off);
  std::vector<std::string> phases;
  for (const auto &[name, ms] : report.milliseconds)
    phases.push_back(name);
  EXPECT_EQ(phases, (std::vector<std::string>{"parse", "lower", "optimize",
                                              "codegen", "link"}));
  auto typed =
      reinterpret_cast<int64_t (*)(const uint8_t *, int64_t)>(kernel->typed());
  EXPECT_EQ(typed(data.data(), 10), 30);
}

TEST(Load, HandleOutlivesEngine) {
  auto engine = makeEngine();
  KernelHandle kernel =
      unwrap(engine->load(llvmSource(sumKernel(5)), "sum", LoadOptions()));
  engine.reset();
  std::vector<uint8_t> data(7, 1);
  EXPECT_EQ(runOn(*kernel, data), 12u);
  EXPECT_EQ(codeOf(kernel->specialize({{"n", 7}}, /*wait=*/false)), 508);
}

// Narrow results are zero-extended, structures taken apart, scalars of odd
// widths passed through.
TEST(Load, ResultsOfEveryKind) {
  auto engine = makeEngine();
  const char *text = R"(
define {i16, i8, i1} @many(i32 %c, i7 %s, float %f)
    "atlas.signature"="c:i32, s:i7, f:f32 -> i16, i8, i1" {
  %a = trunc i32 %c to i16
  %b = zext i7 %s to i8
  %t = fcmp ogt float %f, 1.0
  %r0 = insertvalue {i16, i8, i1} poison, i16 %a, 0
  %r1 = insertvalue {i16, i8, i1} %r0, i8 %b, 1
  %r2 = insertvalue {i16, i8, i1} %r1, i1 %t, 2
  ret {i16, i8, i1} %r2
}
define i7 @narrow(i8 %b) "atlas.signature"="b:i8 -> i7" {
  %r = trunc i8 %b to i7
  ret i7 %r
}
)";
  KernelHandle many =
      unwrap(engine->load(llvmSource(text), "many", LoadOptions()));
  Call call(many->abi());
  float f = 1.5f;
  uint32_t bits;
  std::memcpy(&bits, &f, 4);
  ASSERT_TRUE(succeeded(call.setScalar("c", 0x8001ffffu)));
  ASSERT_TRUE(succeeded(call.setScalar("s", 127)));
  ASSERT_TRUE(succeeded(call.setScalar("f", bits)));
  ASSERT_TRUE(succeeded(call.check()));
  ASSERT_TRUE(succeeded(run(*many, call, 1)));
  EXPECT_EQ(call.result(0), 0xffffu);
  EXPECT_EQ(call.result(1), 127u);
  EXPECT_EQ(call.result(2), 1u);
  uint16_t r0 = 0;
  uint8_t r1 = 0, r2 = 0;
  reinterpret_cast<void (*)(uint32_t, uint8_t, float, uint16_t *, uint8_t *,
                            uint8_t *)>(many->typed())(7, 3, 0.5f, &r0, &r1,
                                                       &r2);
  EXPECT_EQ(r0, 7);
  EXPECT_EQ(r1, 3);
  EXPECT_EQ(r2, 0);

  KernelHandle narrow =
      unwrap(engine->load(llvmSource(text), "narrow", LoadOptions()));
  Call second(narrow->abi());
  ASSERT_TRUE(succeeded(second.setScalar("b", 200)));
  ASSERT_TRUE(succeeded(second.check()));
  ASSERT_TRUE(succeeded(run(*narrow, second, 1)));
  EXPECT_EQ(second.result(0), 200u % 128);
  EXPECT_EQ(reinterpret_cast<uint8_t (*)(uint8_t)>(narrow->typed())(200), 72);
}

TEST(Load, EveryExecutableLevelAndScalar) {
  auto engine = makeEngine();
  std::vector<uint8_t> data(4097, 255);
  for (const std::string &level : executableLevels()) {
    LoadOptions options;
    options.level = level;
    KernelHandle kernel =
        unwrap(engine->load(llvmSource(sumKernel()), "", options));
    EXPECT_EQ(runOn(*kernel, data), 4097u * 255);
  }
  LoadOptions plain;
  plain.scalar = true;
  KernelHandle kernel =
      unwrap(engine->load(llvmSource(sumKernel()), "", plain));
  EXPECT_EQ(runOn(*kernel, data), 4097u * 255);
}

TEST(Load, Emit) {
  auto engine = makeEngine();
  Source source = llvmSource(sumKernel());
  LoadOptions options;
  EXPECT_NE(
      unwrap(engine->emit(source, "", "llvm", options)).find("@sum.packed"),
      std::string::npos);
  EXPECT_NE(unwrap(engine->emit(source, "", "asm", options)).find("sum.packed"),
            std::string::npos);
  EXPECT_EQ(unwrap(engine->emit(source, "", "object", options)).substr(1, 3),
            "ELF");
  for (const char *level : {"aarch64-sve2", "wasm32"}) {
    options.level = level;
    EXPECT_NE(unwrap(engine->emit(source, "", "asm", options)).find("sum"),
              std::string::npos);
    EXPECT_EQ(codeOf(engine->load(source, "", options)), 506);
  }
  options.level = "";
  EXPECT_EQ(codeOf(engine->emit(source, "", "jpeg", options)), 505);
  EXPECT_EQ(codeOf(engine->emit(source, "", "mlir", options)), 505);
  options.level = "pentium";
  EXPECT_EQ(codeOf(engine->emit(source, "", "asm", options)), 505);
}

struct BadSource {
  const char *what;
  std::string text;
  const char *kernel;
  int code;
  const char *message;
};

TEST(Load, BadSources) {
  auto engine = makeEngine();
  const BadSource cases[] = {
      {"parse", "define i64 @f( {\n", "", 105, "test.ll:2:1"},
      {"verify",
       "define i64 @f() \"atlas.signature\"=\" -> i64\" {\n"
       "  %a = add i64 %b, 1\n  %b = add i64 %a, 1\n  ret i64 %a\n}\n",
       "", 106, "dominate"},
      {"no signature", "define i64 @f(ptr %p, i64 %n) { ret i64 0 }", "", 203,
       "\"atlas.signature\"=\"in p0:u8[n], n1:i64 -> i64\""},
      {"no signature, named", sumKernel() + "define void @g() { ret void }",
       "g", 203, "'g'"},
      {"unknown", sumKernel(), "summ", 201, "nearest: sum"},
      {"several",
       sumKernel() + "define i32 @g() \"atlas.signature\"=\" -> i32\" {"
                     " ret i32 0 }",
       "", 202, "sum, g"},
      {"arity",
       "define i64 @f(i64 %n) \"atlas.signature\"=\"a:i64, b:i64 -> i64\" {"
       " ret i64 0 }",
       "", 204, "lists 2 parameters, the function has 1"},
      {"type",
       "define i64 @f(i32 %n) \"atlas.signature\"=\"n:i64 -> i64\" {"
       " ret i64 0 }",
       "", 204, "'n' the type i64, the function has i32"},
      {"result",
       "define i32 @f() \"atlas.signature\"=\" -> i64\" { ret i32 0 }", "", 204,
       "a result the type i64"},
      {"asm",
       "define void @f() \"atlas.signature\"=\"\" {"
       " call void asm \"nop\", \"\"()\n ret void }",
       "", 601, "inline assembly"},
      {"wide",
       "define void @f(ptr %p) \"atlas.signature\"=\"inout p:u8[4096]\" {"
       " %v = load <4096 x i8>, ptr %p\n store <4096 x i8> %v, ptr %p\n"
       " ret void }",
       "", 601, "1024"},
      {"foreign",
       "declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()\n"
       "define i32 @f() \"atlas.signature\"=\" -> i32\" {"
       " %r = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()\n ret i32 %r }",
       "", 601, "another target"},
      {"missing symbol",
       "declare i32 @system(ptr)\n"
       "define i32 @f(ptr %p) \"atlas.signature\"=\"in p:u8[4] -> i32\" {"
       " %r = call i32 @system(ptr %p)\n ret i32 %r }",
       "", 503, "system"},
      {"nesting", "; x\n@a = global " + std::string(300, '{'), "", 104, ":2"},
  };
  for (const BadSource &bad : cases) {
    SCOPED_TRACE(bad.what);
    std::string message;
    EXPECT_EQ(
        codeOf(engine->load(llvmSource(bad.text), bad.kernel, LoadOptions()),
               &message),
        bad.code);
    EXPECT_NE(message.find(bad.message), std::string::npos) << message;
  }
  LoadOptions aot;
  aot.tier = Tier::Aot;
  EXPECT_EQ(codeOf(engine->load(llvmSource(sumKernel()), "", aot)), 501);
}

// LLVM answers such a module with a fatal error; the process goes on.
TEST(Load, UnselectableCodeIsAnError) {
  if (kAddressSanitizer)
    GTEST_SKIP() << "leaks what LLVM left half made, by design";
  auto engine = makeEngine();
  Source source = llvmSource(R"(
declare <8 x i64> @llvm.x86.avx512.psad.bw.512(<64 x i8>, <64 x i8>)
define i64 @f(ptr %p) "atlas.signature"="in p:u8[64] -> i64" {
  %v = load <64 x i8>, ptr %p, align 1
  %s = call <8 x i64> @llvm.x86.avx512.psad.bw.512(<64 x i8> %v, <64 x i8> zeroinitializer)
  %r = extractelement <8 x i64> %s, i64 0
  ret i64 %r
})");
  LoadOptions old;
  old.level = "x86-64-v2";
  for (int i = 0; i < 3; ++i) {
    std::string message;
    EXPECT_EQ(codeOf(engine->emit(source, "", "object", old), &message), 502);
    EXPECT_NE(message.find("code generation failed"), std::string::npos)
        << message;
    KernelHandle good =
        unwrap(engine->load(llvmSource(sumKernel(i)), "", LoadOptions()));
    std::vector<uint8_t> data(5, 1);
    EXPECT_EQ(runOn(*good, data), 5u + i);
  }
  LoadOptions wide;
  wide.level = "x86-64-v4";
  EXPECT_FALSE(unwrap(engine->emit(source, "", "object", wide)).empty());
}

TEST(Load, RuntimeFunctionsAreReachable) {
  auto engine = makeEngine();
  KernelHandle kernel = unwrap(engine->load(llvmSource(R"(
declare double @llvm.sin.f64(double)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define double @f(ptr %p, i64 %n, double %x)
    "atlas.signature"="out data:u8[n], n:i64, x:f64 -> f64" {
  call void @llvm.memset.p0.i64(ptr %p, i8 7, i64 %n, i1 false)
  %r = call double @llvm.sin.f64(double %x)
  ret double %r
})"),
                                            "", LoadOptions()));
  std::vector<uint8_t> data(100);
  Call call(kernel->abi());
  ASSERT_TRUE(succeeded(call.setBuffer("data", data.data(), {100})));
  ASSERT_TRUE(succeeded(call.setScalar("x", 0)));
  ASSERT_TRUE(succeeded(call.check()));
  ASSERT_TRUE(succeeded(run(*kernel, call, 1)));
  EXPECT_EQ(call.result(0), 0u);
  EXPECT_EQ(data, std::vector<uint8_t>(100, 7));
}

} // namespace
