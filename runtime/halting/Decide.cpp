//===- Decide.cpp - Decisions over scores in memory -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A filter and the exact rule behind it. Eight tokens at a time are tested with
// conditions that hold for every token that the exact rule lets pass except a
// few at the very edge; only a block in which one fails is judged token by
// token.
//
//   rule     exact                  filter, per lane
//   hard     s < L, s bad -> 0.0    not (L <= s <= DBL_MAX)
//   window   fl(S / W) < t          not (S >= edge), edge >= W * t
//   trend    fl(a - b) > d          the same
//
// The window's filter needs no division: fl(S / W) < t implies S / W < t,
// because rounding is monotone, hence S < W * t <= edge. Each lane adds its W
// scores in the order of the rule, so S is the rule's sum. A bad score with L =
// 0 is worth 0.0 and poisons the sums of the tokens that look back at it; those
// are judged exactly.
//
// Most streams are calm from end to end: no score is so low that a window could
// fire, and nothing falls. That alone is tested first, where it needs neither
// sums nor to know which windows are full.
//===----------------------------------------------------------------------===//
#include "Decide.h"
#include "Lanes.h"

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

/// Eight sums, means or falls.
template <typename V>
struct Block {
  V part[kBlock / kLanesOf<V>];

  template <typename T>
  ATLAS_LANES explicit Block(const T *scores) {
#pragma GCC unroll 4
    for (size_t k = 0; k < kBlock; k += kLanesOf<V>)
      part[k / kLanesOf<V>] = loadLanes<V>(scores + k);
  }
  template <typename T>
  ATLAS_LANES void add(const T *scores) {
#pragma GCC unroll 4
    for (size_t k = 0; k < kBlock; k += kLanesOf<V>)
      part[k / kLanesOf<V>] += loadLanes<V>(scores + k);
  }
};

inline size_t most(size_t a, size_t b) { return a > b ? a : b; }

/// A bound of W * t from above: the product is off by half an ulp at most, and
/// exact where 4 ulps underflow. Scores that reach the window are at least the
/// hard limit, which is not negative: with a threshold of 0 or less, -inf among
/// them, every mean holds.
double edgeOf(const Rule &rule) {
  if (rule.windowThreshold <= 0.0)
    return 0.0;
  double product = double(rule.window) * rule.windowThreshold;
  return product + product * 0x1p-50;
}

template <typename T, typename V>
class Filter {
  using Mask = MaskOf<V>;

public:
  Filter(const Rule &rule, const T *scores, size_t count)
      : rule(rule), scores(scores), count(count), edge(edgeOf(rule)),
        calm(calmOf(rule)) {}

  ATLAS_LANES Halt run() {
    size_t from = calmPrefix();
    if (from == count)
      return {count, {}};
    // Rules begin when their lengths are full, so there are up to three parts.
    size_t window = clamp(rule.window - 1), trend = clamp(rule.trend - 1);
    bool windowFirst = window < trend;
    size_t first = windowFirst ? window : trend;
    size_t second = windowFirst ? trend : window;
    const Part parts[] = {
        {from, first, false, false},
        {most(from, first), second, windowFirst, !windowFirst},
        {most(from, second), count, true, true}};
    for (const Part &part : parts)
      if (runPart(part))
        return halt;
    return {count, {}};
  }

private:
  /// Tokens with the same rules in force; `to` may lie before `from`.
  struct Part {
    size_t from, to;
    bool window, trend;
  };

  size_t clamp(uint64_t length) const {
    return length < count ? size_t(length) : count;
  }

  /// Tokens before the result are calm and do not fall, so they pass. (Lines
  /// are left to what comes after.)
  ATLAS_LANES size_t calmPrefix() const {
    size_t looksBack = clamp(rule.trend - 1), i = 0;
    if (rule.isRegression)
      return 0;
    if (count >= kBlock) {
      for (; i < looksBack; i += kBlock)
        if (hasAny(~within(lastBlock(i, count), calm)))
          return i;
      i = looksBack;
      // The last block has tokens that were seen to be calm already.
      if (count - looksBack >= kBlock) {
        for (; i < count; i += kBlock) {
          size_t block = lastBlock(i, count);
          if (hasAny(~(within(block, calm) & holdsEnds(block))))
            return i;
        }
        return count;
      }
    }
    while (i < count && isCalm(i, looksBack))
      ++i;
    return i;
  }
  bool isCalm(size_t i, size_t looksBack) const {
    bool holds =
        i < looksBack || double(scores[i - looksBack]) - double(scores[i]) <=
                             rule.trendThreshold;
    return holds && scores[i] >= calm && scores[i] <= DBL_MAX;
  }

  /// The block at i, or the last one that ends at `to`.
  static size_t lastBlock(size_t i, size_t to) {
    return i + kBlock <= to ? i : to - kBlock;
  }

  // What tests eight tokens stands in one place only: it is inlined for every
  // kind of vector.
  ATLAS_LANES bool runPart(const Part &part) {
    for (size_t i = part.from; i < part.to; i += kBlock) {
      size_t end = i + kBlock <= part.to ? i + kBlock : part.to;
      bool isShort = part.to - part.from < kBlock;
      // The last block has tokens that were seen to pass already.
      if ((isShort || i < poisonedTo ||
           suspects(part, lastBlock(i, part.to))) &&
          judge(i, end))
        return true;
    }
    return false;
  }

  ATLAS_LANES bool suspects(const Part &part, size_t i) {
    Mask trend = ~Mask{};
    if (part.trend)
      trend = rule.isRegression ? holdsLine(i) : holdsEnds(i);
    // Mostly all is calm: then one test is enough.
    if (hasAny(~(within(i, calm) & trend))) {
      stirredTo = i + kBlock;
      if (hasAny(~(within(i, rule.hardLimit) & trend)))
        return true;
    }
    // Both sides are below count + W.
    return part.window && stirredTo + (rule.window - 1) > i &&
           hasAny(~holdsMean(i));
  }

  /// All eight are good scores and at least `floor`.
  ATLAS_LANES Mask within(size_t i, double floor) const {
    Mask good = ~Mask{};
#pragma GCC unroll 4
    for (size_t k = 0; k < kBlock; k += kLanesOf<V>) {
      V now = loadLanes<V>(scores + i + k);
      good &= (now >= floor) & (now <= DBL_MAX);
    }
    return good;
  }

  ATLAS_LANES Mask holdsMean(size_t i) const {
    const T *oldest = scores + i - (rule.window - 1);
    Block<V> sums(oldest);
    for (uint64_t j = 1; j < rule.window; ++j)
      sums.add(oldest + j);
    Mask good = ~Mask{};
    for (V sum : sums.part)
      good &= sum >= edge;
    return good;
  }

  ATLAS_LANES Mask holdsEnds(size_t i) const {
    const T *oldest = scores + i - (rule.trend - 1);
    Mask good = ~Mask{};
#pragma GCC unroll 4
    for (size_t k = 0; k < kBlock; k += kLanesOf<V>)
      good &= loadLanes<V>(oldest + k) - loadLanes<V>(scores + i + k) <=
              rule.trendThreshold;
    return good;
  }

  /// Rule::lineDrop in every lane.
  ATLAS_LANES Mask holdsLine(size_t i) const {
    const T *oldest = scores + i - (rule.trend - 1);
    double n = double(rule.trend), middle = (n - 1.0) / 2.0;
    Block<V> means(oldest);
    for (uint64_t j = 1; j < rule.trend; ++j)
      means.add(oldest + j);
#pragma GCC unroll 4
    for (V &mean : means.part)
      mean /= n;
    V above[kBlock / kLanesOf<V>] = {};
    double below = 0.0;
    for (uint64_t j = 0; j < rule.trend; ++j) {
      double x = double(j) - middle;
#pragma GCC unroll 4
      for (size_t k = 0; k < kBlock; k += kLanesOf<V>)
        above[k / kLanesOf<V>] +=
            x * (loadLanes<V>(oldest + j + k) - means.part[k / kLanesOf<V>]);
      below += x * x;
    }
    Mask good = ~Mask{};
#pragma GCC unroll 4
    for (V sum : above)
      good &= -(sum / below) * (n - 1.0) <= rule.trendThreshold;
    return good;
  }

  /// The exact rule for tokens [from, to); keeps the first that halts.
  bool judge(size_t from, size_t to) {
    auto at = [this](uint64_t j) { return sanitize(double(scores[j])); };
    for (size_t i = from; i < to; ++i) {
      Verdict verdict = rule.judge(i, at);
      if (verdict.reason) {
        halt = {i, verdict};
        return true;
      }
      if (!(scores[i] >= calm && scores[i] <= DBL_MAX))
        stirredTo = i + 1;
      // A trend that looks back at one is suspect by itself.
      if (!(scores[i] >= -DBL_MAX && scores[i] <= DBL_MAX))
        poisonedTo = rule.window < count - i ? i + size_t(rule.window) : count;
    }
    return false;
  }

  const Rule &rule;
  const T *scores;
  size_t count;
  double edge, calm;
  size_t stirredTo = 0;  ///< scores from here on were calm so far
  size_t poisonedTo = 0; ///< tokens before it may look back at a bad score
  Halt halt{};
};

#if ATLAS_WIDE_LANES
template <typename T>
__attribute__((target("avx2"))) Halt filter4(const Rule &rule, const T *scores,
                                             size_t count) {
  return Filter<T, Lanes4>(rule, scores, count).run();
}
template <typename T>
__attribute__((target("avx512f,avx512dq,avx512vl"))) Halt
filter8(const Rule &rule, const T *scores, size_t count) {
  return Filter<T, Lanes8>(rule, scores, count).run();
}
#endif

} // namespace

template <typename T>
Halt atlas::runtime::halting::decideScores(const Rule &rule, const T *scores,
                                           size_t count) {
#if ATLAS_WIDE_LANES
  if (cpuFeatures.vectorBytes == 64)
    return filter8(rule, scores, count);
  if (cpuFeatures.vectorBytes == 32)
    return filter4(rule, scores, count);
#endif
  return Filter<T, Lanes2>(rule, scores, count).run();
}

template Halt atlas::runtime::halting::decideScores(const Rule &,
                                                    const double *, size_t);
template Halt atlas::runtime::halting::decideScores(const Rule &, const float *,
                                                    size_t);
