//===- Values.cpp - Inputs and results of measured code -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Values.h"

std::vector<uint8_t> atlas::bench::noise(size_t size) {
  std::vector<uint8_t> bytes(size);
  uint64_t state = 0x9E3779B97F4A7C15u;
  for (uint8_t &byte : bytes) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = state >> 56;
  }
  return bytes;
}
