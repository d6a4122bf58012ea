//===- DiffCase.cpp - A random call of a library kernel -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "DiffGenerator.h"
#include "LibraryHaltBatch.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace atlas::test;

/// Lengths at which blocks, pages and structures begin or end.
static constexpr unsigned specialLengths[] = {
    2047,  2048,  2049,  3071,  3072,  4095,  4096,   4097,   8191,  8192,
    12287, 12288, 12289, 16384, 24576, 24577, 65535,  65536,  65537, 98304};

size_t DiffGenerator::length() {
  unsigned kind = random.below(10);
  if (kind < 2)
    return random.below(130);
  if (kind < 9)
    return random.below(2001);
  return specialLengths[random.below(std::size(specialLengths))];
}

void DiffGenerator::delta() {
  size_t n = length();
  unsigned before = input("before", n + 64);
  result.buffers[0].dims[0] = n;
  result.buffers[0].offset = random.below(65);
  if (random.chance(25)) // the same range, or another one that overlaps it
    result.buffers.push_back(
        {"after", before, random.below(65), {int64_t(n)}});
  else
    input("after", n);
}

void DiffGenerator::copy() {
  size_t n = length();
  if (random.chance(50)) { // any overlap in one region
    unsigned arena = region(contents(n + 200));
    size_t src = random.below(201), dst = random.below(201);
    if (random.chance(75))
      conserve(arena, src, n);
    result.buffers.push_back({"dst", arena, dst, {int64_t(n)}});
    result.buffers.push_back({"src", arena, src, {int64_t(n)}});
    return;
  }
  output("dst", {int64_t(n)}, n);
  unsigned src = input("src", n);
  if (random.chance(75))
    conserve(src, 0, n);
}

void DiffGenerator::histogramPages() {
  int64_t n = pages();
  input("data", n * 256);
  output("bins", {n, 96}, n * 96 * 2);
}

void DiffGenerator::clusterBuild() {
  int64_t n = pages() * 256;
  input("data", n);
  output("offsets", {97}, 97 * 4);
  output("indices", {n}, n * 4);
}

void DiffGenerator::tick32() {
  int64_t n = length();
  reals<float>("weights", n);
  output("out", {n}, n * sizeof(float));
  // A factor of 1 changes nothing; zeros of two signs show which one is taken.
  float rate = random.chance(10) ? 1.0f : real<float>();
  float floor = random.chance(20) ? -rate : real<float>();
  scalar("rate", std::bit_cast<uint32_t>(rate));
  scalar("floor", std::bit_cast<uint32_t>(floor));
}

void DiffGenerator::tick64() {
  int64_t n = std::min(length(), kMaxRegion / sizeof(double));
  reals<double>("weight", n);
  output("out", {n}, n * sizeof(double));
  output("keep", {n}, n);
  double factor = random.chance(20) ? 1.0 : real<double>();
  double floor = random.chance(20) ? 0.0 : real<double>();
  // Often exactly what an element decays to.
  if (n > 0 && random.chance(30)) {
    std::memcpy(&floor, result.regions[0].bytes.data(), sizeof(floor));
    floor = std::fabs(floor * factor);
  }
  scalar("factor", std::bit_cast<uint64_t>(factor));
  scalar("floor", std::bit_cast<uint64_t>(floor));
}

DiffCase DiffGenerator::run() {
    static constexpr llvm::StringLiteral names[] = {
      "conserved-sum",       "conserved-delta",    "conserved-check",
      "conserved-update",    "conserved-fixup",    "conserved-fill",
      "conserved-copy",      "r96-classify-byte",  "r96-classify",
      "r96-classify-page",   "r96-classify-pages", "r96-histogram",
      "r96-histogram-page",  "r96-histogram-pages", "r96-harmonizes",
      "boundary-encode",     "boundary-decode",    "cluster-build",
      "witness-sha256",      "gel-tick32",         "gel-tick64",
      "gel-observe",         "gel-merge-candidates", "gel-split-candidates",
      "t1-decay",            "t1-prepare",         "halt-batch",
      "t1-propagate",        "halt-batch-f32",     "halt-batch-rows",
      "halt-batch-rows-f32", "halt-batch-tokens",  "halt-batch-tokens-f32"};
  unsigned kind = random.below(std::size(names));
  result.kernel = names[kind];
  // A quarter of the calls runs the launch plan on the pool.
  result.threads = random.chance(75) ? 1 : 2 + random.below(3);
  switch (kind) {
  case 0: input("data", length()); break;
  case 1: delta(); break;
  case 2: {
    size_t n = length();
    unsigned data = input("data", n);
    if (random.chance(50))
      conserve(data, 0, n);
    break;
  }
  case 3:
    output("state", {1}, 8);
    for (uint8_t &byte : result.regions[0].bytes)
      byte = random.chance(30) ? 0xFF : random.next();
    input("chunk", length());
    break;
  case 4: input("data", length()); break;
  case 5: {
    int64_t n = length();
    output("dst", {n}, n);
    scalar("val", random.below(256));
    break;
  }
  case 6: copy(); break;
  case 7: scalar("b", random.below(256)); break;
  case 8: classify(length()); break;
  case 9: classify(256); break;
  case 10: classify(pages() * 256); break;
  case 11:
    input("data", length());
    output("bins", {96}, 96 * 8);
    break;
  case 12:
    input("data", 256);
    output("bins", {96}, 96 * 2);
    break;
  case 13: histogramPages(); break;
  case 14:
    scalar("r1", random.below(256));
    scalar("r2", random.chance(30) ? (192 - result.scalars[0].bits) % 96
                                   : random.below(256));
    break;
  case 15:
    scalar("page", random.chance(70) ? random.below(64) : random.below(65536));
    scalar("offset", random.below(256));
    break;
  case 16:
    scalar("coord", random.chance(70) ? random.below(13000)
                                      : random.next() & 0xFFFFFFFF);
    break;
  case 17: clusterBuild(); break;
  case 18:
    input("data", length());
    output("digest", {32}, 32);
    break;
  case 19: tick32(); break;
  case 20: tick64(); break;
  case 21: observe(); break;
  case 22: merge(); break;
  case 23: split(); break;
  case 24: decay(); break;
  case 25: prepare(); break;
  case 27: propagate(); break;
  default: haltBatch(names[kind]); break;
  }
  return std::move(result);
}

DiffCase atlas::test::makeDiffCase(uint64_t seed, uint64_t index) {
  return DiffGenerator(seed, index).run();
}

bool DiffCase::fits(const Column &column) const {
  if (!column.has(kernel))
    return false;
  if (column.isLibrary() && kernel == "cluster-build")
    return buffers[0].dims[0] % 256 == 0;
  if (column.isLibrary() && isHaltBatch(kernel)) {
    llvm::SmallVector<uint8_t *> data; // only read
    for (const Region &region : regions)
      data.push_back(const_cast<uint8_t *>(region.bytes.data()));
    return isLegalHaltBatch(kernel, invocation(data));
  }
  if (!column.isTwin() || kernel != "r96-harmonizes")
    return true;
  return scalars[0].bits < 128 && scalars[1].bits < 128;
}

Invocation DiffCase::invocation(llvm::ArrayRef<uint8_t *> data) const {
  Invocation call;
  for (const Buffer &b : buffers)
    call.buffers.push_back({b.name, data[b.region] + b.offset, b.dims});
  for (const Invocation::Scalar &s : scalars)
    call.scalars.push_back(s);
  return call;
}

std::string DiffCase::describe() const {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << kernel;
  static constexpr llvm::StringLiteral edges[] = {"front", "back", "middle+"};
  for (const Buffer &b : buffers) {
    const Region &r = regions[b.region];
    out << ", " << b.name << " [";
    for (size_t i = 0; i < b.dims.size(); ++i)
      out << (i ? "x" : "") << b.dims[i];
    out << "] at " << b.offset << " of region " << b.region << " ("
        << r.bytes.size() << " bytes, " << edges[r.placement.edge];
    if (r.placement.edge == Placement::Middle)
      out << r.placement.misalign;
    out << ")";
  }
  for (const Invocation::Scalar &s : scalars)
    out << ", " << s.name << " = " << s.bits;
  out << ", threads " << threads;
  return text;
}
