//===- ObjectTest.cpp - Objects that back ends make -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/Host.h"
#include "atlas/JIT/NativeCompiler.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include <map>
#include <random>

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

namespace {

struct Module {
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;

  explicit Module(llvm::StringRef text)
      : context(registry(), mlir::MLIRContext::Threading::DISABLED),
        module(mlir::parseSourceString<mlir::ModuleOp>(text, &context)) {
    EXPECT_TRUE(bool(module));
  }
  static mlir::DialectRegistry registry() {
    mlir::DialectRegistry registry;
    registerHostDialects(registry);
    return registry;
  }
};

void ignore(const llvm::Module &) {}

/// What a kernel wrote and returned for inputs drawn from a seed; seed 0 is zeros.
struct Outcome {
  std::map<std::string, std::vector<uint8_t>> buffers;
  std::vector<uint64_t> results;
  bool operator==(const Outcome &) const = default;
};

Outcome outcomeOf(Kernel &kernel, unsigned seed, unsigned threads) {
  const KernelABI &abi = kernel.abi();
  std::mt19937 draw(seed);
  Call call(abi);
  Outcome outcome;
  for (const KernelParam &param : abi.params) {
    if (!param.isBuffer()) {
      EXPECT_EQ(codeOf(call.setScalar(param.name, seed ? draw() % 48 : 0)), 0);
      continue;
    }
    int64_t extent = param.dims[0] == kDynamic ? 100'003 : param.dims[0];
    std::vector<uint8_t> &bytes = outcome.buffers[param.name];
    bytes.resize(extent * param.type.byteSize());
    if (seed && param.isRead())
      for (uint8_t &byte : bytes)
        byte = uint8_t(draw());
    EXPECT_EQ(codeOf(call.setBuffer(param.name, bytes.data(), {extent})), 0);
  }
  EXPECT_EQ(codeOf(call.check()), 0) << abi.name;
  EXPECT_EQ(codeOf(run(kernel, call, threads)), 0) << abi.name;
  for (unsigned i = 0; i < abi.results.size(); ++i)
    outcome.results.push_back(call.result(i));
  return outcome;
}

} // namespace

// DX-07, DX-19: the objects that artifacts hold load as they are, and the twin's has
// the interface of its kernel.
TEST(Object, TwinsStandInForTheirKernels) {
  auto engine = makeEngine();
  auto native = makeNativeCompiler();
  unsigned twins = 0;
  for (const LibraryKernel &kernel : libraryKernels()) {
    Module parsed(kernel.mlir);
    auto twin = unwrap(native->compileTwin(*parsed.module, hostTarget(), ignore));
    EXPECT_EQ(twin.has_value(), !kernel.twin.empty()) << kernel.name.str();
    if (!twin)
      continue;
    ++twins;
    auto code = unwrap(native->compile(*parsed.module, hostTarget(), ignore));
    EXPECT_EQ(twin->packed, code.packed);
    EXPECT_EQ(twin->kernel.contract, code.kernel.contract);
    auto general = unwrap(engine->loadObject({code.object.data(), code.object.size()},
                                             code.kernel, code.packed));
    auto special = unwrap(engine->loadObject({twin->object.data(), twin->object.size()},
                                             twin->kernel, twin->packed));
    for (unsigned seed : {0u, 1u, 2u}) {
      Outcome expected = outcomeOf(*general, seed, 0);
      EXPECT_EQ(expected, outcomeOf(*general, seed, 1)) << kernel.name.str();
      EXPECT_EQ(expected, outcomeOf(*special, seed, 0)) << kernel.name.str();
    }
  }
  EXPECT_GE(twins, 13u);
}

// A twin is that of one kernel, not of every kernel of its name.
TEST(Object, TwinsOfOtherKernelsAreNone) {
  auto native = makeNativeCompiler();
  std::string text;
  for (const LibraryKernel &kernel : libraryKernels())
    if (kernel.name == "conserved-fill")
      text = kernel.mlir.str();
  auto hasTwin = [&](llvm::StringRef source) {
    Module parsed(source);
    return unwrap(native->compileTwin(*parsed.module, hostTarget(), ignore)).has_value();
  };
  EXPECT_TRUE(hasTwin(text));
  auto edited = [&](llvm::StringRef from, llvm::StringRef to) {
    std::string copy = text;
    size_t at = copy.find(from.str());
    EXPECT_NE(at, std::string::npos) << from.str();
    return at == std::string::npos ? copy : copy.replace(at, from.size(), to.str());
  };
  EXPECT_TRUE(hasTwin("// Spelling does not matter.\n" + text));
  EXPECT_FALSE(hasTwin(edited("atlas.return %code", "%other = arith.constant 1 : i32\n"
                                                    "  atlas.return %other")));
  EXPECT_FALSE(hasTwin(edited("bit_exact", "ordered_float")));
}

// An object that lacks its entry, or is none, is an error.
TEST(Object, BadObjects) {
  auto engine = makeEngine();
  KernelABI abi;
  abi.name = "none";
  EXPECT_EQ(codeOf(engine->loadObject("not an object", abi, "none.packed")), 503);
  auto native = makeNativeCompiler();
  Module parsed(libraryKernels().front().mlir);
  auto code = unwrap(native->compile(*parsed.module, hostTarget(), ignore));
  llvm::StringRef object(code.object.data(), code.object.size());
  EXPECT_EQ(codeOf(engine->loadObject(object, code.kernel, "nothing.packed")), 503);
  EXPECT_EQ(codeOf(engine->loadObject(object.take_front(40), code.kernel, code.packed)),
            503);
  auto loaded = unwrap(engine->loadObject(object, code.kernel, code.packed));
  EXPECT_NE(codeOf(loaded->specialize({{"n", 1}}, /*wait=*/true)), 0);
}
