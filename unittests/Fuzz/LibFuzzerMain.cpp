//===- LibFuzzerMain.cpp - The targets under libFuzzer --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program per target; ATLAS_FUZZ_TARGET is its name.
//===----------------------------------------------------------------------===//
#include "FuzzTargets.h"

#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const atlas::fuzz::FuzzTarget target = [] {
    for (const atlas::fuzz::FuzzTarget &one : atlas::fuzz::allTargets())
      if (one.name == ATLAS_FUZZ_TARGET)
        return one;
    std::abort();
  }();
  std::string wrong = target.run({reinterpret_cast<const char *>(data), size});
  if (!wrong.empty()) {
    llvm::errs() << ATLAS_FUZZ_TARGET << ": " << wrong << "\n";
    std::abort(); // how libFuzzer learns of a finding
  }
  return 0;
}
