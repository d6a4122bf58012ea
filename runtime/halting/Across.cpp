//===- Across.cpp - Decisions over interleaved streams --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Eight streams at a time are tested for what calm streams are: scores that no
// window could notice (Lanes.h), and no fall. A stream that is not calm at a
// token is judged exactly from there until a whole window of it is calm again;
// then it joins the others.
//===----------------------------------------------------------------------===//
#include "Across.h"
#include "Lanes.h"

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {
/// Tokens that are asked for before they are needed.
constexpr size_t kAhead = 2;
} // namespace

template <typename T>
Across<T>::Across(const atlas_halt_batch &batch, size_t first)
    : batch(batch), first(first),
      streams(batch.rows - first < kWidth ? batch.rows - first : kWidth),
      open(streams) {
  for (size_t s = 0; s < streams; ++s) {
    Rule rule = ruleOf(batch, first + s);
    calms[s] = calmOf(rule);
    falls[s] = rule.trendThreshold;
    counts[s] = rowOf<T>(batch, first + s).count;
    resumes[s] = 0;
    halts[s] = {counts[s], {}};
    longest = counts[s] > longest ? counts[s] : longest;
  }
}

template <typename T>
void Across<T>::run() {
  if (!longest)
    return;
  if (batch.trend == ATLAS_HALT_REGRESSION || streams < kBlock) {
    for (size_t s = 0; s < streams; ++s)
      halts[s] = decideInOrder(ruleOf(batch, first + s), counts[s],
                               rowOf<T>(batch, first + s));
    return;
  }
#if ATLAS_WIDE_LANES
  if (cpuFeatures.vectorBytes == 64)
    return runWith8();
  if (cpuFeatures.vectorBytes == 32)
    return runWith4();
#endif
  runWith<Lanes2>();
}

template <typename T>
template <typename V>
ATLAS_LANES void Across<T>::runWith() {
  uint64_t trend = batch.config->trend_window - 1;
  size_t alone = trend < longest ? size_t(trend) : longest;
  runTokens<V, false>(0, alone);
  runTokens<V, true>(alone, longest);
}

#if ATLAS_WIDE_LANES
template <typename T>
__attribute__((target("avx2"))) void Across<T>::runWith4() {
  runWith<Lanes4>();
}
template <typename T>
__attribute__((target("avx512f,avx512dq,avx512vl"))) void
Across<T>::runWith8() {
  runWith<Lanes8>();
}
#endif

template <typename T>
template <typename V, bool kLooksBack>
ATLAS_LANES void Across<T>::runTokens(size_t from, size_t to) {
  const T *scores = static_cast<const T *>(batch.scores) + first;
  for (size_t token = from; token < to && open; ++token) {
    const T *now = scores + token * batch.rows;
    size_t ahead = token + kAhead < to ? kAhead * batch.rows : 0;
    for (size_t s = 0; s < streams; s += kBlock) {
      // The last block overlaps the one before it.
      size_t block = s + kBlock <= streams ? s : streams - kBlock;
      __builtin_prefetch(now + ahead + block);
      if (!areCalm<V, kLooksBack>(now + block, block))
        for (size_t k = 0; k < kBlock; ++k)
          examine(token, block + k);
    }
  }
}

template <typename T>
template <typename V, bool kLooksBack>
ATLAS_LANES bool Across<T>::areCalm(const T *scores, size_t stream) const {
  MaskOf<V> good = ~MaskOf<V>{};
  const T *oldest = scores;
  if (kLooksBack)
    oldest -= (batch.config->trend_window - 1) * batch.rows;
#pragma GCC unroll 4
  for (size_t k = 0; k < kBlock; k += kLanesOf<V>) {
    V now = loadLanes<V>(scores + k);
    good &= (now >= loadLanes<V>(calms + stream + k)) & (now <= DBL_MAX);
    if (kLooksBack)
      good &=
          loadLanes<V>(oldest + k) - now <= loadLanes<V>(falls + stream + k);
  }
  return !hasAny(~good);
}

template <typename T>
void Across<T>::examine(size_t token, size_t stream) {
  if (token < resumes[stream])
    return;
  if (token >= counts[stream])
    return retire(stream);
  Rule rule = ruleOf(batch, first + stream);
  Row<T> row = rowOf<T>(batch, first + stream);
  size_t until = token + 1; // what is known to need the exact rule
  size_t i = token;
  for (; i < until; ++i) {
    if (Verdict verdict = rule.judge(i, row); verdict.reason) {
      halts[stream] = {i, verdict};
      --open;
      return retire(stream);
    }
    bool isCalm = row.raw(i) >= calms[stream] && row.raw(i) <= DBL_MAX;
    if (!isCalm)
      until = rule.window < row.count - i ? i + size_t(rule.window) : row.count;
  }
  resumes[stream] = i;
}

template <typename T>
void Across<T>::retire(size_t stream) {
  resumes[stream] = SIZE_MAX;
  calms[stream] = -DBL_MAX;
  falls[stream] = __builtin_inf();
}

template class atlas::runtime::halting::Across<double>;
template class atlas::runtime::halting::Across<float>;
