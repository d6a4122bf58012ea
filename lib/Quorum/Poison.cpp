//===- Poison.cpp - Buffers that show what was not written ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Poison.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Alignment.h"

#include <fmt/format.h>

#include <cassert>

using namespace atlas::quorum;

namespace {
constexpr llvm::Align kAlign = llvm::Align::Constant<64>();

bool holds(llvm::ArrayRef<uint8_t> bytes, uint8_t pattern) {
  return llvm::all_of(bytes, [&](uint8_t byte) { return byte == pattern; });
}
} // namespace

GuardedBuffer::GuardedBuffer(size_t size, unsigned round)
    : storage(size + 2 * kGuardBytes + kAlign.value(), kPoison[round]),
      size(size), pattern(kPoison[round]) {}

GuardedBuffer::GuardedBuffer(llvm::ArrayRef<uint8_t> contents, unsigned round)
    : GuardedBuffer(contents.size(), round) {
  llvm::copy(contents, data().begin());
}

size_t GuardedBuffer::begin() const {
  return kGuardBytes + llvm::offsetToAlignedAddr(storage.data(), kAlign);
}

llvm::MutableArrayRef<uint8_t> GuardedBuffer::data() {
  return {storage.data() + begin(), size};
}

llvm::ArrayRef<uint8_t> GuardedBuffer::data() const {
  return {storage.data() + begin(), size};
}

std::optional<std::string> GuardedBuffer::damage() const {
  const uint8_t *first = storage.data() + begin();
  for (size_t i = 1; i <= kGuardBytes; ++i)
    if (*(first - i) != pattern)
      return fmt::format("byte {} before the buffer", i);
  for (size_t i = 0; i < kGuardBytes; ++i)
    if (first[size + i] != pattern)
      return fmt::format("byte {} after the buffer", i);
  return std::nullopt;
}

std::optional<uint64_t>
atlas::quorum::firstUnwritten(llvm::ArrayRef<uint8_t> firstRound,
                              llvm::ArrayRef<uint8_t> secondRound,
                              size_t width) {
  assert(firstRound.size() == secondRound.size() && width > 0);
  for (size_t at = 0; at + width <= firstRound.size(); at += width)
    if (holds(firstRound.slice(at, width), kPoison[0]) &&
        holds(secondRound.slice(at, width), kPoison[1]))
      return at / width;
  return std::nullopt;
}
