//===- CallTest.cpp - Checks of arguments, launch plans -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "atlas/JIT/Compiler.h"

#include <numeric>

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

namespace {

KernelParam buffer(const char *name, ParamRole role, unsigned bits = 8) {
  KernelParam param;
  param.name = name;
  param.role = role;
  param.type = {DataType::Int, bits};
  return param;
}

KernelParam scalar(const char *name, unsigned bits) {
  KernelParam param = buffer(name, ParamRole::Scalar, bits);
  return param;
}

KernelABI abiOf(std::vector<KernelParam> params) {
  KernelABI abi;
  abi.name = "k";
  abi.params = std::move(params);
  return abi;
}

// Binds and checks; the code of the first error.
int check(const KernelABI &abi, llvm::function_ref<void(Call &)> bind,
          std::string *message = nullptr) {
  Call call(abi);
  bind(call);
  return codeOf(call.check(), message);
}

void set(Call &call, const char *name, void *data, std::vector<int64_t> dims,
         int64_t stride = 0) {
  EXPECT_TRUE(succeeded(call.setBuffer(name, data, dims, stride)));
}

TEST(Call, NamesAndKinds) {
  KernelABI abi = abiOf({buffer("a", ParamRole::In), scalar("s", 5)});
  Call call(abi);
  char bytes[4] = {};
  EXPECT_EQ(codeOf(call.setBuffer("b", bytes, {4})), 301);
  EXPECT_EQ(codeOf(call.setBuffer("s", bytes, {4})), 301);
  EXPECT_EQ(codeOf(call.setBuffer("a", bytes, {2, 2})), 303);
  EXPECT_EQ(codeOf(call.setScalar("a", 1)), 301);
  EXPECT_EQ(codeOf(call.setScalar("s", 32)), 305);
  EXPECT_EQ(codeOf(call.check()), 302);
  EXPECT_EQ(codeOf(call.setBuffer("a", bytes, {4})), 0);
  EXPECT_EQ(codeOf(call.check()), 302);
  EXPECT_EQ(codeOf(call.setScalar("s", 31)), 0);
  EXPECT_EQ(codeOf(call.check()), 0);
  EXPECT_EQ(call.args().scalars[0], 31u);
  EXPECT_EQ(call.args().buffers[0].dim[0], 4);
  EXPECT_EQ(call.args().phase, ATLAS_PHASE_ALL);
}

TEST(Call, ShapesAndLengths) {
  KernelABI abi = abiOf({buffer("in", ParamRole::In),
                         buffer("out", ParamRole::Out), scalar("n", 64)});
  abi.params[1].length = "dim(in) floordiv 2 + n";
  std::vector<char> in(10), out(20);
  Call call(abi);
  EXPECT_EQ(codeOf(call.extents("out")), 205);
  set(call, "in", in.data(), {10});
  ASSERT_TRUE(succeeded(call.setScalar("n", 3)));
  EXPECT_EQ(unwrap(call.extents("out")), std::vector<int64_t>{8});
  EXPECT_EQ(unwrap(call.extents("in")), std::vector<int64_t>{10});
  std::string message;
  set(call, "out", out.data(), {9});
  EXPECT_EQ(codeOf(call.check(), &message), 304);
  EXPECT_NE(message.find("dim(in) floordiv 2 + n = 8"), std::string::npos);
  set(call, "out", out.data(), {8});
  EXPECT_EQ(codeOf(call.check()), 0);
  set(call, "in", in.data(), {-1});
  EXPECT_EQ(codeOf(call.check()), 304);
  abi.params[1].length = "dim(in) exactdiv 3";
  Call inexact(abi);
  set(inexact, "in", in.data(), {10});
  set(inexact, "out", out.data(), {3});
  ASSERT_TRUE(succeeded(inexact.setScalar("n", 0)));
  EXPECT_EQ(codeOf(inexact.check()), 309);
}

TEST(Call, StaticDimsStridesNullAlignment) {
  KernelABI abi = abiOf({buffer("m", ParamRole::In, 16)});
  abi.params[0].rank = 2;
  abi.params[0].dims[1] = 96;
  abi.params[0].align = 2;
  alignas(64) static uint16_t data[96 * 10 + 1];
  auto code = [&](std::vector<int64_t> dims, int64_t stride, void *at) {
    return check(abi, [&](Call &call) { set(call, "m", at, dims, stride); });
  };
  EXPECT_EQ(code({10, 96}, 0, data), 0);
  EXPECT_EQ(code({10, 95}, 0, data), 304);
  EXPECT_EQ(code({10, 96}, 100, data), 304); // the kernel does not take strides
  abi.params[0].strided = true;
  EXPECT_EQ(code({9, 96}, 100, data), 0);
  EXPECT_EQ(code({9, 96}, 95, data), 304);
  EXPECT_EQ(code({1, 96}, 0, nullptr), 307);
  EXPECT_EQ(code({0, 96}, 0, nullptr), 0);
  EXPECT_EQ(code({1, 96}, 0, reinterpret_cast<char *>(data) + 1), 308);
  EXPECT_EQ(code({int64_t(1) << 62, 96}, int64_t(1) << 40, data), 304);
}

TEST(Call, Overlap) {
  KernelABI abi =
      abiOf({buffer("a", ParamRole::In), buffer("b", ParamRole::In),
             buffer("o", ParamRole::Out), buffer("p", ParamRole::InOut)});
  static char m[100];
  auto code = [&](int a, int b, int o, int p, int64_t n = 10) {
    return check(abi, [&](Call &call) {
      set(call, "a", m + a, {n});
      set(call, "b", m + b, {n});
      set(call, "o", m + o, {n});
      set(call, "p", m + p, {n});
    });
  };
  EXPECT_EQ(code(0, 0, 10, 20), 0); // inputs may alias
  EXPECT_EQ(code(0, 5, 15, 25), 0);
  EXPECT_EQ(code(0, 5, 14, 25), 306);
  EXPECT_EQ(code(0, 20, 40, 49), 306); // two outputs
  EXPECT_EQ(code(0, 20, 40, 29), 306); // inout is written
  EXPECT_EQ(code(0, 0, 0, 0, 0), 0);   // nothing overlaps nothing
  EXPECT_EQ(code(0, 20, 0, 40), 306);
  abi.params[2].inplace = {"a"};
  EXPECT_EQ(code(0, 20, 0, 40), 0);
  EXPECT_EQ(code(0, 0, 0, 40), 306); // b is not of the pair
  EXPECT_EQ(code(0, 20, 1, 40), 306);
  abi.params[2].inplace.clear();
  abi.params[2].mayOverlap = true;
  EXPECT_EQ(code(0, 20, 1, 40), 0);
}

TEST(Call, ExtentScalarsAreInferred) {
  KernelABI abi =
      unwrap(parseSignature("k", "in x:u8[n], out y:u8[n], n:i8, m:i64"));
  std::vector<char> x(100), y(100);
  Call call(abi);
  ASSERT_TRUE(succeeded(call.setScalar("m", 1)));
  set(call, "x", x.data(), {100});
  EXPECT_EQ(unwrap(call.extents("y")), std::vector<int64_t>{100});
  set(call, "y", y.data(), {100});
  ASSERT_TRUE(succeeded(call.check()));
  EXPECT_EQ(call.args().scalars[0], 100u);
  // Rebound with another length: inferred anew.
  set(call, "x", x.data(), {50});
  EXPECT_EQ(codeOf(call.check()), 304);
  set(call, "y", y.data(), {50});
  ASSERT_TRUE(succeeded(call.check()));
  EXPECT_EQ(call.args().scalars[0], 50u);
  // Set and contradicted.
  ASSERT_TRUE(succeeded(call.setScalar("n", 51)));
  EXPECT_EQ(codeOf(call.check()), 304);
  // Too long for its type.
  std::vector<char> large(300);
  Call second(abi);
  ASSERT_TRUE(succeeded(second.setScalar("m", 1)));
  set(second, "x", large.data(), {300});
  set(second, "y", large.data(), {300});
  EXPECT_EQ(codeOf(second.check()), 305);
}

} // namespace
