//===- Loops.cpp - Batches of libatlas calls inside WebAssembly -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One exported loop per figure of wasm-bench.mjs: a call from JavaScript costs
// as much as a page of classification, so a batch is timed, not a call. The
// functions are those of the C interface, compiled apart; every result goes
// into what the loop returns.
//===----------------------------------------------------------------------===//
#include "atlas.h"

#include <string.h>
#include <wasm_simd128.h>

#define LOOP(name)                                                             \
  extern "C" __attribute__((export_name(#name))) uint64_t name(uint32_t count)

namespace {

alignas(64) uint8_t source[ATLAS_STRUCTURE_SIZE];
alignas(64) uint8_t other[ATLAS_STRUCTURE_SIZE];
alignas(64) uint8_t target[ATLAS_STRUCTURE_SIZE];
uint16_t bins[ATLAS_CLASSES];

// Keeps a copy from being merged with the next one.
inline void clobber() { __asm__ volatile("" ::: "memory"); }

template <typename Body>
uint64_t repeat(uint32_t count, Body body) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < count; ++i) {
    sum += body(i);
    clobber();
  }
  return sum;
}

} // namespace

extern "C" __attribute__((export_name("setup"))) void setup() {
  uint32_t state = 96;
  uint8_t *const buffers[] = {source, other};
  for (uint8_t *data : buffers) {
    for (size_t i = 0; i < sizeof(source); ++i) {
      state = state * 1664525 + 1013904223; // Numerical Recipes, section 7.1
      data[i] = uint8_t(state >> 24);
    }
    atlas_conserved_fixup(data, sizeof(source));
  }
}

LOOP(copy) {
  return repeat(count, [](uint32_t) {
    memcpy(target, source, sizeof(source));
    return target[0];
  });
}
LOOP(conservedCopy) {
  return repeat(count, [](uint32_t) {
    return atlas_memcpy_conserved(target, source, sizeof(source));
  });
}
LOOP(check) {
  return repeat(count, [](uint32_t) {
    return atlas_conserved_window_check(source, sizeof(source));
  });
}
LOOP(delta) {
  return repeat(count, [](uint32_t) {
    return atlas_conserved_delta(source, other, sizeof(source));
  });
}
LOOP(fill) {
  return repeat(count, [](uint32_t i) {
    return atlas_memset_conserved(target, uint8_t(i), sizeof(target));
  });
}
LOOP(fillFixed) {
  return repeat(count, [](uint32_t i) {
    return atlas_memset_conserved(target, uint8_t(i), sizeof(target) - 1);
  });
}
LOOP(classify) {
  return repeat(count, [](uint32_t) {
    for (size_t at = 0; at < sizeof(source); at += ATLAS_PAGE_SIZE)
      atlas_r96_classify_page(source + at, target + at);
    return target[0];
  });
}
// The yardstick: the same operations without any call.
LOOP(classifyInline) {
  const v128_t wrap = wasm_i8x16_splat(-96);
  return repeat(count, [&](uint32_t) {
    for (size_t at = 0; at < sizeof(source); at += 16) {
      v128_t x = wasm_v128_load(source + at);
      x = wasm_u8x16_min(x, wasm_i8x16_add(x, wrap));
      x = wasm_u8x16_min(x, wasm_i8x16_add(x, wrap));
      wasm_v128_store(target + at, x);
    }
    return target[0];
  });
}
LOOP(calls) {
  return repeat(count, [](uint32_t) {
    uint64_t sum = 0;
    for (size_t at = 0; at < sizeof(source); at += ATLAS_PAGE_SIZE)
      sum += unsigned(atlas_get_api_version());
    return sum;
  });
}
LOOP(histogram) {
  return repeat(count, [](uint32_t) {
    uint64_t sum = 0;
    for (size_t at = 0; at < sizeof(source); at += ATLAS_PAGE_SIZE) {
      atlas_r96_histogram_page(source + at, bins);
      sum += bins[0];
    }
    return sum;
  });
}
LOOP(cluster) {
  return repeat(count, [](uint32_t) {
    atlas_cluster_view view =
        atlas_cluster_by_resonance(source, ATLAS_STRUCTURE_PAGES);
    uint32_t n = view.n;
    atlas_cluster_destroy(&view);
    return n;
  });
}
LOOP(witness) {
  return repeat(count, [](uint32_t) {
    atlas_witness_t *w = atlas_witness_generate(source, sizeof(source));
    uint8_t residue = atlas_witness_residue(w);
    atlas_witness_destroy(w);
    return residue;
  });
}
LOOP(scheduleChain) {
  uint64_t now = 0;
  for (uint32_t i = 0; i < count; ++i)
    now = atlas_next_harmonic_window_from(now + 1, uint8_t(now));
  return now;
}
LOOP(schedule) {
  return repeat(count, [](uint32_t i) {
    return atlas_next_harmonic_window_from(i * 1000ull, uint8_t(i));
  });
}
