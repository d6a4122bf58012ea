//===- QueueTest.cpp - Queues against a sorted multiset -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random scripts of push, push_evict, pop and size, with duplicates, through
// every strategy and tier of `!atlas.queue`; each result is compared with a
// sorted multiset. The scratch is exactly as long as it must be and ends at an
// inaccessible page.
//===----------------------------------------------------------------------===//
#include "DiffCase.h"
#include "GuardPages.h"

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/JIT/Engine.h"

#include <gtest/gtest.h>

#include <set>

using namespace atlas;
using namespace atlas::test;

namespace {

constexpr const char *kSource = R"mlir(
atlas.kernel @script(%ops: memref<?xi8> {atlas.in},
    %keys: memref<?xi64> {atlas.in, atlas.length = "dim(ops)"},
    %capacity: i64, %pops: i64, %scratch: memref<?xi64> {atlas.inout},
    %log: memref<?x3xi64> {atlas.out, atlas.length = "dim(ops)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0 : i64
  %n = memref.dim %ops, %c0 : memref<?xi8>
  %queue = atlas.queue.init %scratch capacity %capacity pops %pops : memref<?xi64>
  scf.for %i = %c0 to %n step %c1 {
    %op8 = memref.load %ops[%i] : memref<?xi8>
    %op = arith.index_castui %op8 : i8 to index
    %key = memref.load %keys[%i] : memref<?xi64>
    %r:3 = scf.index_switch %op -> i64, i64, i64
    case 0 {
      %ok = atlas.queue.push %queue, %key
      %w = arith.extui %ok : i1 to i64
      scf.yield %w, %zero, %zero : i64, i64, i64
    }
    case 1 {
      %k, %valid = atlas.queue.pop %queue
      %w = arith.extui %valid : i1 to i64
      scf.yield %w, %k, %zero : i64, i64, i64
    }
    case 2 {
      %any, %k, %survived = atlas.queue.push_evict %queue, %key
      %w = arith.extui %any : i1 to i64
      %x = arith.extui %survived : i1 to i64
      scf.yield %w, %k, %x : i64, i64, i64
    }
    case 3 {
      %index = arith.index_cast %i : index to i64
      %odd = arith.trunci %index : i64 to i1
      %any, %k, %survived = atlas.queue.push_evict %queue, %key if %odd
      %w = arith.extui %any : i1 to i64
      %x = arith.extui %survived : i1 to i64
      scf.yield %w, %k, %x : i64, i64, i64
    }
    default {
      %size = atlas.queue.size %queue
      scf.yield %size, %zero, %zero : i64, i64, i64
    }
    memref.store %r#0, %log[%i, %c0] : memref<?x3xi64>
    memref.store %r#1, %log[%i, %c1] : memref<?x3xi64>
    memref.store %r#2, %log[%i, %c2] : memref<?x3xi64>
  }
  atlas.return
}
)mlir";

enum Step : uint8_t { Push, Pop, PushEvict, PushEvictIfOdd, GetSize };
constexpr uint64_t kAny = ~uint64_t(0);

struct Script {
  std::vector<uint8_t> ops;
  std::vector<uint64_t> keys;
  uint64_t capacity = 0; ///< what the program asks for
  uint64_t pops = kAny;
  uint64_t words = 0; ///< of scratch
};

using Row = std::array<uint64_t, 3>;

/// What the documentation of the operations says.
class Model {
public:
  Model(uint64_t capacity, uint64_t pops) : capacity(capacity), pops(pops) {}

  Row step(size_t index, uint8_t op, uint64_t key) {
    switch (op) {
    case Push:
      return {uint64_t(push(key)), 0, 0};
    case Pop:
      return pop();
    case PushEvict:
      return pushEvict(key);
    case PushEvictIfOdd:
      return index % 2 ? pushEvict(key) : Row{0, 0, uint64_t(push(key))};
    default:
      return {keys.size(), 0, 0};
    }
  }

private:
  bool push(uint64_t key) {
    if (keys.size() == capacity && pops > capacity)
      return false;
    keys.insert(key);
    if (keys.size() > pops)
      keys.erase(std::prev(keys.end()));
    return true;
  }
  Row pop() {
    if (keys.empty())
      return {0, 0, 0};
    uint64_t key = *keys.begin();
    keys.erase(keys.begin());
    --pops;
    return {1, key, 0};
  }
  Row pushEvict(uint64_t key) {
    if (keys.size() != capacity) {
      push(key);
      return {0, 0, 1};
    }
    keys.insert(key);
    auto last = std::prev(keys.end());
    uint64_t evicted = *last;
    keys.erase(last);
    return {1, evicted, uint64_t(keys.count(key) != 0)};
  }

  std::multiset<uint64_t> keys;
  uint64_t capacity, pops;
};

/// Keys of many shapes: spread over all buckets, in a few, in one, equal.
class KeySource {
public:
  explicit KeySource(Random &random)
      : random(random), shape(unsigned(random.below(7))) {}

  uint64_t next() {
    switch (shape) {
    case 0:
      return random.next();
    case 1: // many equal ones
      return random.below(8);
    case 2: // a few buckets
      return random.next() & 0x003fffffffffffff;
    case 3: // floats, as a best-first search makes them
      return (0x7fffffffull - (0x32000000 + random.below(0x0e000000))) << 33 |
             random.below(1000) << 1;
    case 4: // mostly ascending: late pushes are far from the hot bucket
      return (at += random.below(uint64_t(1) << 50));
    case 5: // the ends of the range, and their neighbours
      return random.chance(50) ? random.below(3) : ~random.below(3);
    default: // one bucket, equal in high bits
      return 0xabcd000000000000 | random.below(1 << 12);
    }
  }

private:
  Random &random;
  unsigned shape;
  uint64_t at = 0;
};

/// How long scripts are and what capacities they have.
struct Size {
  uint64_t leastCapacity, capacities, steps;
};

Script makeScript(Random &random, const Size &size) {
  Script script;
  script.capacity = size.leastCapacity + random.below(size.capacities);
  script.words = queueScratchWords(script.capacity);
  if (random.chance(10)) // the scratch decides
    script.capacity = random.chance(50) ? kAny : script.capacity + 100;
  if (random.chance(40))
    script.pops = random.below(2 * size.capacities + size.leastCapacity);
  KeySource keys(random);
  unsigned pushes = 20 + unsigned(random.below(70)); // of 100
  unsigned evicting = random.chance(50) ? unsigned(random.below(100)) : 0;
  uint64_t steps = random.below(size.steps);
  for (uint64_t i = 0; i < steps; ++i) {
    bool isPush = random.chance(pushes);
    if (i == steps / 2 && random.chance(30))
      pushes = 10; // drain
    uint8_t op = isPush ? (!random.chance(evicting) ? Push
                           : random.chance(50)      ? PushEvict
                                                    : PushEvictIfOdd)
                        : (random.chance(10) ? GetSize : Pop);
    script.ops.push_back(op);
    script.keys.push_back(keys.next());
  }
  return script;
}

class QueueTest : public testing::Test {
protected:
  struct Form {
    std::string name;
    jit::KernelHandle kernel;
  };

  void SetUp() override {
    jit::EngineOptions options;
    options.threads = 1;
    auto created = jit::Engine::create(options);
    ASSERT_TRUE(bool(created)) << llvm::toString(created.takeError());
    engine = std::move(*created);
    for (const char *strategy : {"buckets", "heap4", "interval"}) {
      jit::LoadOptions load;
      load.strategies = std::string("queue:") + strategy;
      load.tier = jit::Tier::Jit;
      add(strategy + std::string(":jit"), load);
      load.scalar = true; // the same, unoptimised
      add(strategy + std::string(":plain"), load);
      load.scalar = false;
      load.tier = jit::Tier::Special;
      load.specialize = {{"pops", kAny}};
      add(strategy + std::string(":special"), load);
    }
  }

  void add(std::string name, const jit::LoadOptions &options) {
    jit::Source source;
    source.path = "script.mlir";
    source.text = kSource;
    auto kernel = engine->load(source, "script", options);
    ASSERT_TRUE(bool(kernel)) << name << ": " << llvm::toString(kernel.takeError());
    forms.push_back({std::move(name), *kernel});
  }

  void run(const Form &form, Script &script) {
    uint64_t *scratch =
        reinterpret_cast<uint64_t *>(pages->place(script.words * 8, {}));
    // What lies there does not matter.
    std::fill(scratch, scratch + std::min<uint64_t>(script.words, 8192),
              0x5555555555555555);
    log.assign(script.ops.size(), Row{});
    jit::Call call(form.kernel->abi());
    auto set = [&](llvm::Error error) {
      ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
    };
    int64_t n = int64_t(script.ops.size());
    set(call.setBuffer("ops", script.ops.data(), {n}));
    set(call.setBuffer("keys", script.keys.data(), {n}));
    set(call.setScalar("capacity", script.capacity));
    set(call.setScalar("pops", script.pops));
    set(call.setBuffer("scratch", scratch, {int64_t(script.words)}));
    set(call.setBuffer("log", log.data(), {n, 3}));
    set(call.check());
    set(jit::run(*form.kernel, call, 1));
  }

  void compare(Script &script, uint64_t number) {
    // The most that the scratch holds, by the formula.
    uint64_t fits = std::min<uint64_t>(script.capacity, script.words);
    while (fits && queueScratchWords(fits) > script.words)
      --fits;
    Model model(fits, script.pops);
    std::vector<Row> wanted;
    for (size_t i = 0; i < script.ops.size(); ++i)
      wanted.push_back(model.step(i, script.ops[i], script.keys[i]));
    for (const Form &form : forms) {
      if (form.name.ends_with("special") && script.pops != kAny)
        continue; // it is compiled for that value
      run(form, script);
      for (size_t i = 0; i < wanted.size(); ++i)
        ASSERT_EQ(wanted[i], log[i])
            << form.name << ", script " << number << ", step " << i << ", op "
            << int(script.ops[i]) << ", key " << script.keys[i] << ", capacity "
            << fits << ", pops " << script.pops;
    }
  }

  void compareMany(uint64_t scripts, const Size &size) {
    pages = GuardPages::create(
        (queueScratchWords(size.leastCapacity + size.capacities) + 1) * 8);
    ASSERT_TRUE(pages);
    for (uint64_t i = 0; i < scripts && !HasFatalFailure(); ++i) {
      Random random(i * 1000 + size.leastCapacity);
      Script script = makeScript(random, size);
      compare(script, i);
    }
  }

  std::unique_ptr<jit::Engine> engine;
  std::vector<Form> forms;
  std::unique_ptr<GuardPages> pages;
  std::vector<Row> log;
};

TEST_F(QueueTest, TinyQueues) { compareMany(61000, {0, 6, 40}); }
TEST_F(QueueTest, SmallQueues) { compareMany(30000, {0, 70, 300}); }
TEST_F(QueueTest, AroundTheFirstBuckets) {
  compareMany(9000, {1000, 60, 2500});
}
TEST_F(QueueTest, LargeQueues) { compareMany(200, {1024, 8000, 30000}); }

TEST_F(QueueTest, NoScratchAtAll) {
  pages = GuardPages::create(4096);
  for (uint64_t words : {0, 1, 15, 16, 17}) {
    Random random(words);
    Script script = makeScript(random, {0, 4, 60});
    script.words = words;
    script.capacity = 5;
    script.pops = kAny;
    compare(script, words);
  }
}

} // namespace
