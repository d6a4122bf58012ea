//===- Graph.cpp - A graph in the order in which it is walked -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/Graph.h"

using namespace atlas::runtime::t1;

namespace {

constexpr unsigned kDigitBits = 11;
constexpr unsigned kDigits = 1u << kDigitBits;

/// As unsigned numbers these have the order of the signed ranks.
uint32_t orderedRank(int32_t rank) { return uint32_t(rank) ^ 0x80000000u; }

/// One stable pass of a radix sort of `from` by 11 bits of the rank.
void sortByDigit(const int32_t *ranks, unsigned shift, const int32_t *from,
                 int32_t *to, uint32_t count) {
  uint32_t places[kDigits] = {};
  for (uint32_t i = 0; i < count; ++i)
    ++places[orderedRank(ranks[i]) >> shift & (kDigits - 1)];
  uint32_t sum = 0;
  for (uint32_t &place : places) {
    uint32_t size = place;
    place = sum;
    sum += size;
  }
  for (uint32_t i = 0; i < count; ++i)
    to[places[orderedRank(ranks[from[i]]) >> shift & (kDigits - 1)]++] =
        from[i];
}

/// Bits in which ranks differ; 0 too if they ascend already.
uint32_t differingBits(const int32_t *ranks, uint32_t count) {
  uint32_t bits = 0;
  bool ascending = true;
  for (uint32_t i = 1; i < count; ++i) {
    bits |= uint32_t(ranks[i]) ^ uint32_t(ranks[0]);
    ascending &= ranks[i - 1] <= ranks[i];
  }
  return ascending ? 0 : bits;
}

} // namespace

/// ids and positions. Starting from ascending ids, stable passes leave nodes of
/// equal rank in the order of their ids.
bool atlas_t1_graph::order(const int32_t *ranks) {
  Array<int32_t> other;
  if (!other.reserve(nodes))
    return false;
  for (uint32_t i = 0; i < nodes; ++i)
    ids[i] = int32_t(i);
  uint32_t differing = differingBits(ranks, nodes);
  int32_t *from = ids.data(), *to = other.data();
  for (unsigned shift = 0; shift < 32; shift += kDigitBits)
    if (differing >> shift & (kDigits - 1)) {
      sortByDigit(ranks, shift, from, to, nodes);
      int32_t *sorted = to;
      to = from;
      from = sorted;
    }
  if (from != ids.data())
    memcpy(ids.data(), from, nodes * sizeof(int32_t));
  for (uint32_t i = 0; i < nodes; ++i)
    positions[uint32_t(ids[i])] = i;
  return true;
}

void atlas_t1_graph::copyRows(const atlas_t1_arrays &a) {
  uint32_t *out = words.data();
  uint32_t edge = 0;
  for (uint32_t i = 0; i < nodes; ++i) {
    starts[i] = edge;
    size_t begin = size_t(a.indptr[ids[i]]);
    size_t length = size_t(a.indptr[ids[i] + 1]) - begin;
    for (size_t e = 0; e < length; ++e)
      out[e] = positions[uint32_t(a.indices[begin + e])];
    if (length) {
      memcpy(out + length, a.weights + begin, length * sizeof(float));
      memcpy(out + 2 * length, a.rel_mult + begin, length * sizeof(float));
    }
    out += 3 * length;
    edge += uint32_t(length);
  }
  starts[nodes] = edge;
}

bool atlas_t1_graph::build(const atlas_t1_arrays &arrays) {
  nodes = uint32_t(arrays.indptr_length - 1);
  edges = uint32_t(arrays.indices_length);
  if (!starts.reserve(size_t(nodes) + 1))
    return false;
  if (edges && !words.reserve(size_t(edges) * 3))
    return false;
  if (nodes && (!ids.reserve(nodes) || !positions.reserve(nodes) ||
                !order(arrays.key_rank)))
    return false;
  copyRows(arrays);
  return true;
}
