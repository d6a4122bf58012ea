//===- FloatOrderTest.cpp - Float reductions have one order ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums and products of f32 and f64 in every tier, ISA level and thread count
// against a plain program that follows the canonical order literally
// (docs/Rationale/float-order.md). Bits are compared; any NaN equals any NaN.
//===----------------------------------------------------------------------===//
#include "DiffCase.h"

#include "atlas/JIT/Engine.h"
#include "atlas/JIT/Host.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

using namespace atlas;
using namespace atlas::test;

namespace {

constexpr const char *kSource = R"(
atlas.kernel @sum32(%data: memref<?xf32> {atlas.in, atlas.constant}, %start: f32) -> f32
    attributes {exactness = #atlas<exactness bit_exact>} {
  %r = atlas.reduce ins(%data : memref<?xf32>) init(%start : f32) {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine addf
  atlas.return %r : f32
}
atlas.kernel @product32(%data: memref<?xf32> {atlas.in, atlas.constant}, %start: f32) -> f32
    attributes {exactness = #atlas<exactness bit_exact>} {
  %r = atlas.reduce ins(%data : memref<?xf32>) init(%start : f32) {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine mulf
  atlas.return %r : f32
}
atlas.kernel @sum64(%data: memref<?xf64> {atlas.in, atlas.constant}, %start: f64) -> f64
    attributes {exactness = #atlas<exactness bit_exact>} {
  %r = atlas.reduce ins(%data : memref<?xf64>) init(%start : f64) {
  ^bb0(%x: f64):
    atlas.yield %x : f64
  } combine addf
  atlas.return %r : f64
}
atlas.kernel @product64(%data: memref<?xf64> {atlas.in, atlas.constant}, %start: f64) -> f64
    attributes {exactness = #atlas<exactness bit_exact>} {
  %r = atlas.reduce ins(%data : memref<?xf64>) init(%start : f64) {
  ^bb0(%x: f64):
    atlas.yield %x : f64
  } combine mulf
  atlas.return %r : f64
}
)";

template <typename T>
struct Sum {
  static constexpr T identity = -T(0);
  static T combine(T a, T b) { return a + b; }
};
template <typename T>
struct Product {
  static constexpr T identity = T(1);
  static T combine(T a, T b) { return a * b; }
};

/// One block of at most 4,096 elements: L lanes, then halving.
template <typename T, typename Kind>
T reduceBlock(const T *x, size_t n) {
  constexpr size_t lanes = sizeof(T) == 4 ? 64 : 32;
  T lane[lanes];
  std::fill(lane, lane + lanes, Kind::identity);
  for (size_t i = 0; i < n; ++i)
    lane[i % lanes] = Kind::combine(lane[i % lanes], x[i]);
  for (size_t half = lanes / 2; half > 0; half /= 2)
    for (size_t j = 0; j < half; ++j)
      lane[j] = Kind::combine(lane[j], lane[j + half]);
  return lane[0];
}

/// Blocks, then their results by the same rule.
template <typename T, typename Kind>
T reduceAll(const T *x, size_t n) {
  if (n <= 4096)
    return reduceBlock<T, Kind>(x, n);
  std::vector<T> results;
  for (size_t i = 0; i < n; i += 4096)
    results.push_back(reduceBlock<T, Kind>(x + i, std::min<size_t>(4096, n - i)));
  return reduceAll<T, Kind>(results.data(), results.size());
}

/// Values whose sum (or product) shows every change of order.
template <typename T>
std::vector<T> values(size_t n, bool forProduct, unsigned flavour) {
  Random random(n * 8 + flavour);
  std::vector<T> out(n);
  for (T &x : out) {
    double unit = double(random.next() >> 11) / double(uint64_t(1) << 53);
    if (forProduct)
      x = T(0.99 + 0.02 * unit);
    else
      x = T((unit - 0.5) * std::exp2(double(random.below(41)) - 20));
    if (flavour == 1 && random.below(500) == 0)
      x = random.chance(50) ? T(0) : -T(0);
    if (flavour == 2 && random.below(2000) == 0)
      x = random.chance(50) ? std::numeric_limits<T>::infinity()
                            : std::numeric_limits<T>::quiet_NaN();
  }
  if (flavour == 3) // only negative zeros: the identity must not be +0
    std::fill(out.begin(), out.end(), -T(0));
  return out;
}

template <typename T>
using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

class FloatOrderTest : public testing::Test {
protected:
  static void SetUpTestSuite() {
    jit::EngineOptions options;
    options.threads = 4;
    auto created = jit::Engine::create(options);
    ASSERT_TRUE(bool(created)) << llvm::toString(created.takeError());
    engine = std::move(*created).release();
  }
  static void TearDownTestSuite() {
    delete engine;
    engine = nullptr;
  }

  struct Loaded {
    std::string name;
    jit::KernelHandle kernel;
  };

  /// The kernel in every form of this host.
  std::vector<Loaded> loadAll(llvm::StringRef symbol) {
    jit::Source source;
    source.path = "float-order.mlir";
    source.text = kSource;
    std::vector<Loaded> all;
    auto add = [&](std::string name, const jit::LoadOptions &options) {
      auto kernel = engine->load(source, symbol, options);
      if (!kernel) {
        ADD_FAILURE() << name << ": " << llvm::toString(kernel.takeError());
        return;
      }
      if (llvm::Error error = (*kernel)->wait())
        ADD_FAILURE() << name << ": " << llvm::toString(std::move(error));
      all.push_back({name, *kernel});
    };
    jit::LoadOptions options;
    options.tier = jit::Tier::Jit;
    add("jit", options);
    for (const std::string &level : jit::executableLevels()) {
      options.level = level;
      add("jit:" + level, options);
    }
    options.level.clear();
    options.scalar = true;
    add("scalar", options);
    options.scalar = false;
    options.tier = jit::Tier::Special;
    options.specialize = {{"dim(data)", 5000}};
    add("special", options);
    return all;
  }

  template <typename T, typename Kind>
  void compare(llvm::StringRef symbol, bool product) {
    std::vector<size_t> lengths = {0,    1,    2,    3,    31,    32,   33,
                                   63,   64,   65,   127,  1000,  4095, 4096,
                                   4097, 4160, 5000, 8191, 8192,  8193, 12288,
                                   40000, 65536, 99999, 100000};
    Random random(42);
    for (unsigned i = 0; i < 20; ++i)
      lengths.push_back(random.below(100001));
    std::vector<Loaded> all = loadAll(symbol);
    ASSERT_FALSE(all.empty());
    for (size_t n : lengths)
      for (unsigned flavour = 0; flavour < 4; ++flavour) {
        std::vector<T> data = values<T>(n, product, flavour);
        T start = flavour == 3 ? Kind::identity : T(0.375);
        T want = Kind::combine(start, reduceAll<T, Kind>(data.data(), n));
        for (const Loaded &loaded : all)
          for (unsigned threads = 1; threads <= 4; ++threads)
            check(loaded, data, start, want, threads);
        if (HasFailure())
          return; // one length is enough to read
      }
  }

  template <typename T>
  void check(const Loaded &loaded, std::vector<T> &data, T start, T want,
             unsigned threads) {
    jit::Call call(loaded.kernel->abi());
    llvm::Error error =
        call.setBuffer("data", data.data(), {int64_t(data.size())});
    if (!error)
      error = call.setScalar("start", std::bit_cast<Bits<T>>(start));
    if (!error)
      error = call.check();
    if (!error)
      error = jit::run(*loaded.kernel, call, threads);
    ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
    T got = std::bit_cast<T>(Bits<T>(call.result(0)));
    if (std::isnan(want) && std::isnan(got))
      return;
    EXPECT_EQ(std::bit_cast<Bits<T>>(want), std::bit_cast<Bits<T>>(got))
        << loaded.name << ", " << data.size() << " elements, " << threads
        << " threads: expected " << want << ", got " << got;
  }

  static jit::Engine *engine;
};
jit::Engine *FloatOrderTest::engine = nullptr;

} // namespace

TEST_F(FloatOrderTest, SumF32) { compare<float, Sum<float>>("sum32", false); }
TEST_F(FloatOrderTest, SumF64) { compare<double, Sum<double>>("sum64", false); }
TEST_F(FloatOrderTest, ProductF32) {
  compare<float, Product<float>>("product32", true);
}
TEST_F(FloatOrderTest, ProductF64) {
  compare<double, Product<double>>("product64", true);
}

// More than 4,096 blocks: the block results need blocks themselves.
TEST_F(FloatOrderTest, ThreeLevels) {
  std::vector<float> data = values<float>(4096 * 4096 + 70000, false, 0);
  float want = 0.375f + reduceAll<float, Sum<float>>(data.data(), data.size());
  for (const Loaded &loaded : loadAll("sum32"))
    for (unsigned threads : {1u, 3u})
      check(loaded, data, 0.375f, want, threads);
}

// The plain program itself: the order is not the sequential one.
TEST(FloatOrderProgram, DiffersFromSequential) {
  std::vector<float> data = values<float>(5000, false, 0);
  float sequential = 0;
  for (float x : data)
    sequential += x;
  EXPECT_NE(sequential, (reduceAll<float, Sum<float>>(data.data(), 5000)));
  std::vector<float> small = {1, 2, 3};
  EXPECT_EQ((reduceAll<float, Sum<float>>(small.data(), 3)), 6.0f);
  EXPECT_TRUE(std::signbit(reduceAll<float, Sum<float>>(nullptr, 0)));
}
