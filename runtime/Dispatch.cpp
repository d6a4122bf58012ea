//===- Dispatch.cpp - The kernels of libatlas for this processor ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Dispatch.h"
#include "Levels.h"

using namespace atlas::runtime;

CpuFeatures atlas::runtime::cpuFeatures;

#if ATLAS_CONSTANT_SLOTS

// No row can be replaced, so there are none.
const atlas_slot_table *atlas_get_slot_table(void) {
  static constexpr atlas_slot_table table = {
      ATLAS_SLOTS_VERSION, sizeof(atlas_slot_table), nullptr, 0};
  return &table;
}

const char *atlas_get_isa_level(void) { return "wasm32"; }

#else

// The typed entry of each kernel at each level, as tools/atlas-aotc names it.
#define ATLAS_ENTRY_(level, symbol) atlas_aot_##level##_##symbol##_typed
#define ATLAS_ENTRY(level, symbol) ATLAS_ENTRY_(level, symbol)
#define ATLAS_DECLARE(level, levelName, symbol, result, parameters)            \
  __attribute__((visibility("hidden"))) result ATLAS_ENTRY(level, symbol)      \
      parameters;
extern "C" {
#define ATLAS_KERNEL(symbol, name, result, parameters)                         \
  ATLAS_LEVELS(ATLAS_DECLARE, symbol, result, parameters)
#include "Kernels.def"
}

#define ATLAS_KERNEL(symbol, name, result, parameters)                         \
  constinit slot::symbol##_fn *slot::symbol =                                  \
      ATLAS_ENTRY(ATLAS_BASELINE, symbol);
#include "Kernels.def"

namespace {

#define ATLAS_LEVEL_NAME(level, levelName, unused) levelName,
constexpr const char *kLevelNames[] = {ATLAS_LEVELS(ATLAS_LEVEL_NAME, )};

// `fallback` and `entry` are filled by resolve: a cast is no constant, and a
// dynamic initialiser might run after it.
constinit atlas_slot slots[] = {
#define ATLAS_KERNEL(symbol, name, result, parameters)                         \
  {name, kLevelNames[0], nullptr, nullptr},
#include "Kernels.def"
};

constexpr atlas_slot_table table = {ATLAS_SLOTS_VERSION,
                                    sizeof(atlas_slot_table), slots,
                                    sizeof(slots) / sizeof(slots[0])};

template <typename Function>
void fill(atlas_slot &row, Function *&slot, Function *function,
          unsigned level) {
  row.level = kLevelNames[level];
  row.fallback = reinterpret_cast<atlas_slot_fn>(function);
  row.entry = reinterpret_cast<atlas_slot_fn *>(&slot);
  __atomic_store_n(&slot, function, __ATOMIC_RELEASE);
}

void setLevel(unsigned level) {
  atlas_slot *row = slots;
#define ATLAS_LEVEL_ENTRY(level, levelName, symbol) ATLAS_ENTRY(level, symbol),
#define ATLAS_KERNEL(symbol, name, result, parameters)                         \
  {                                                                            \
    slot::symbol##_fn *const entries[] = {                                     \
        ATLAS_LEVELS(ATLAS_LEVEL_ENTRY, symbol)};                              \
    fill(*row++, slot::symbol, entries[level], level);                         \
  }
#include "Kernels.def"
#ifdef __x86_64__
  cpuFeatures.vectorBytes = level >= 3 ? 64 : level == 2 ? 32 : 16;
#endif
}

// Raises every slot to the processor's level. Runs when the library is loaded;
// calls from earlier constructors use the baseline.
__attribute__((constructor)) void resolve() {
  unsigned level = detectLevel(cpuFeatures);
  setLevel(level);
}

} // namespace

bool atlas::runtime::useLevel(unsigned level, bool extensions) {
  CpuFeatures found;
  if (level > detectLevel(found))
    return false;
  cpuFeatures = extensions ? found : CpuFeatures();
  setLevel(level);
  return true;
}

const atlas_slot_table *atlas_get_slot_table(void) { return &table; }

const char *atlas_get_isa_level(void) { return slots[0].level; }

#endif // ATLAS_CONSTANT_SLOTS
