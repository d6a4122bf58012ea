//===- HaltFuzz.cpp - Every way to a halting decision agrees --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AtlasHaltFuzz [--cases N] [--seed N|random]
//
// Runs N random streams as single decisions, pushes, kernel runs and batches of
// all layouts and compares each with the model, bit for bit; the levels of this
// processor take turns. The last line is
// `N passed, N failed, N skipped`; a failure names the seed that repeats it.
//===----------------------------------------------------------------------===//
#include "HaltModel.h"

#include <cstdio>
#include <cstdlib>
#include <random>

using namespace atlas::test;

int main(int argc, char **argv) {
  uint64_t cases = 10000, seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string name = argv[i], value = argv[i + 1];
    uint64_t number = value == "random"
                          ? std::random_device()()
                          : std::strtoull(value.c_str(), nullptr, 10);
    if (name == "--cases")
      cases = number;
    else if (name == "--seed")
      seed = number;
    else
      argc = 0;
  }
  if (argc % 2 == 0) {
    std::fprintf(stderr, "usage: %s [--cases N] [--seed N|random]\n", argv[0]);
    return 2;
  }
  uint64_t streams = 0, failures = 0;
  for (uint64_t number = seed; streams < cases && failures < 10; ++number) {
    Random random(number * 0x9E3779B97F4A7C15u);
    useVariant(unsigned(number % hostVariants()));
    // Long windows cost a thousand times as much.
    BatchCase batch = randomBatch(random, /*large=*/number % 100 == 0);
    std::string problem = compareAll(batch);
    streams += batch.rows.size();
    if (problem.empty())
      continue;
    ++failures;
    std::printf("FAIL --cases 1 --seed %llu: %s\n",
                static_cast<unsigned long long>(number), problem.c_str());
  }
  std::printf("%llu passed, %llu failed, 0 skipped\n",
              static_cast<unsigned long long>(streams),
              static_cast<unsigned long long>(failures));
  return failures || !streams ? 1 : 0;
}
