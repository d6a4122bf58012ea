//===- CallCases.cpp - The cost of a call through the slot ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Cases.h"
#include "Measure.h"

using namespace atlas::bench;

llvm::Error atlas::bench::measureCalls(Kernels &kernels, const Options &options,
                                       Table &table) {
  auto kernel = kernels.load("boundary-encode", jitOptions());
  if (!kernel)
    return kernel.takeError();
  auto typed = kernels.typed<uint32_t(uint16_t, uint8_t)>("boundary-encode");
  if (!typed)
    return typed.takeError();
  jit::Call call((*kernel)->abi());
  if (llvm::Error error = call.setScalar("page", 3))
    return error;
  if (llvm::Error error = call.setScalar("offset", 5))
    return error;
  if (llvm::Error error = call.check())
    return error;
  atlas_packed_fn packed = (*kernel)->packed();
  if (packed(&call.args()) != 0 || call.result(0) != 773 || (*typed)(3, 5) != 773)
    return wrong("boundary-encode");
  constexpr unsigned kCalls = 1000;
  Measurement m({{"slot",
                  [&] {
                    for (unsigned i = 0; i < kCalls; ++i)
                      keep(packed(&call.args()));
                  }},
                 {"typed",
                  [&] {
                    for (unsigned i = 0; i < kCalls; ++i)
                      keep((*typed)(i, 5));
                  }}},
                options.rounds, 20000);
  table.section("One call (boundary-encode: almost no work)");
  table.add({"packed entry through the slot", m.median("slot") / kCalls, 0, "", 0,
             10, /*below=*/true});
  table.add({"typed entry", m.median("typed") / kCalls, 0, "", 0, 0});
  return llvm::Error::success();
}
