//===- HaltCallsTest.cpp - Random bytes as calls of halting ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltModel.h"

#include <gtest/gtest.h>

using namespace atlas::test;

TEST(HaltCalls, RandomBytes) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    std::vector<uint8_t> bytes(random.below(1500));
    for (uint8_t &byte : bytes)
      byte = uint8_t(random.next());
    ASSERT_EQ(runHaltCalls(bytes.data(), bytes.size()), "") << "seed " << seed;
  }
}
