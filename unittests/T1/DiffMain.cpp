//===- DiffMain.cpp - AtlasT1Diff -----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AtlasT1Diff [--cases N] [--seed S|random] [--first I]
//
// Random small graphs over every parameter: the native path against the
// reference. --seed and --first repeat a case. The last line is `N passed, N
// failed, N skipped`.
//===----------------------------------------------------------------------===//
#include "DiffCase.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

using namespace atlas::test;

int main(int argc, char **argv) {
  uint64_t cases = 10000, seed = 1, first = 0;
  bool right = argc % 2 == 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    const char *value = argv[i + 1];
    uint64_t number = std::strcmp(value, "random")
                          ? std::strtoull(value, nullptr, 10)
                          : std::random_device()();
    if (!std::strcmp(argv[i], "--cases"))
      cases = number;
    else if (!std::strcmp(argv[i], "--seed"))
      seed = number;
    else if (!std::strcmp(argv[i], "--first"))
      first = number;
    else
      right = false;
  }
  if (!right) {
    std::fprintf(stderr, "usage: %s [--cases N] [--seed S|random] [--first I]\n",
                 argv[0]);
    return 2;
  }
  DiffRunner runner(seed);
  uint64_t failed = 0;
  for (uint64_t i = first; i < first + cases; ++i) {
    std::string what = runner.run(i);
    if (!what.empty() && ++failed <= 20)
      std::printf("FAIL --seed %llu --first %llu: %s\n",
                  static_cast<unsigned long long>(seed),
                  static_cast<unsigned long long>(i), what.c_str());
  }
  std::printf("%llu passed, %llu failed, 0 skipped\n",
              static_cast<unsigned long long>(cases - failed),
              static_cast<unsigned long long>(failed));
  return failed ? 1 : 0;
}
