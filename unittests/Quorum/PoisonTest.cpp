//===- PoisonTest.cpp -------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DX-10: poison, guard zones, and kernels that do nothing.

#include "atlas/Quorum/Poison.h"

#include <gtest/gtest.h>

using namespace atlas::quorum;

TEST(Poison, DX10_NothingWrittenIsSeen) {
  GuardedBuffer first(64, 0), second(64, 1);
  EXPECT_EQ(firstUnwritten(first.data(), second.data(), 4), 0u);
}

TEST(Poison, DX10_OneElementLeftOutIsNamed) {
  GuardedBuffer first(40, 0), second(40, 1);
  for (GuardedBuffer *buffer : {&first, &second})
    for (size_t i = 0; i < 40; ++i)
      if (i / 4 != 7)
        buffer->data()[i] = uint8_t(i);
  EXPECT_EQ(firstUnwritten(first.data(), second.data(), 4), 7u);
}

TEST(Poison, DX10_AValueThatLooksLikeOnePatternCounts) {
  GuardedBuffer first(8, 0), second(8, 1);
  for (GuardedBuffer *buffer : {&first, &second})
    for (uint8_t &byte : buffer->data())
      byte = kPoison[0];
  EXPECT_EQ(firstUnwritten(first.data(), second.data(), 8), std::nullopt);
}

TEST(Poison, DX10_PartOfAnElementIsWritten) {
  GuardedBuffer first(4, 0), second(4, 1);
  first.data()[3] = second.data()[3] = 0;
  EXPECT_EQ(firstUnwritten(first.data(), second.data(), 4), std::nullopt);
}

TEST(Poison, DX10_GuardsShowDamage) {
  for (unsigned round : {0u, 1u}) {
    GuardedBuffer buffer(10, round);
    EXPECT_EQ(buffer.damage(), std::nullopt);
    uint8_t *data = buffer.data().data();
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 64, 0u);
    data[10] ^= 1;
    EXPECT_EQ(buffer.damage(), "byte 0 after the buffer");
    data[10] ^= 1;
    data[10 + kGuardBytes - 1] ^= 1;
    EXPECT_EQ(buffer.damage(), "byte 255 after the buffer");
    data[10 + kGuardBytes - 1] ^= 1;
    data[-1] ^= 1;
    EXPECT_EQ(buffer.damage(), "byte 1 before the buffer");
    data[-1] ^= 1;
    data[-int(kGuardBytes)] ^= 1;
    EXPECT_EQ(buffer.damage(), "byte 256 before the buffer");
  }
}

TEST(Poison, DX10_InputsLieBetweenGuardsToo) {
  uint8_t input[] = {1, 2, 3};
  GuardedBuffer buffer(llvm::ArrayRef<uint8_t>(input), 1);
  EXPECT_EQ(buffer.data(), llvm::ArrayRef<uint8_t>(input));
  EXPECT_EQ(buffer.damage(), std::nullopt);
}
