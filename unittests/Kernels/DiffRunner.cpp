//===- DiffRunner.cpp - Random cases through every column -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "DiffRunner.h"

#include "llvm/ADT/StringExtras.h"

#include <cstdio>

using namespace atlas::test;

char DiffRunner::running[1024];

bool DiffRunner::setUp() {
  for (auto &p : pages)
    if (!(p = GuardPages::create(kMaxRegion)))
      return false;
  return true;
}

void DiffRunner::run(uint64_t first, uint64_t count) {
  for (uint64_t index = first; index < first + count; ++index) {
    DiffCase c = makeDiffCase(seed, index);
    if (!runReference(index, c))
      continue;
    for (const auto &column : columns)
      if (c.fits(*column))
        runColumn(index, c, *column);
  }
}

void DiffRunner::fail(uint64_t index, const Column &column, const DiffCase &c,
                      const llvm::Twine &what) {
  if (++failed <= 10)
    out << "FAIL --seed " << seed << " --first " << index << ", column "
        << column.name() << ": " << what << "\n  " << c.describe() << "\n";
}

bool DiffRunner::runReference(uint64_t index, const DiffCase &c) {
  after.clear();
  llvm::SmallVector<uint8_t *, 3> data;
  for (const DiffCase::Region &r : c.regions)
    after.push_back(r.bytes);
  for (auto &bytes : after)
    data.push_back(bytes.data());
  expected = c.invocation(data);
  if (llvm::Error error = reference->call(c.kernel, expected)) {
    fail(index, *reference, c, llvm::toString(std::move(error)));
    return false;
  }
  return true;
}

std::string DiffRunner::difference(const DiffCase &c, const Invocation &call,
                                   llvm::ArrayRef<uint8_t *> data) const {
  std::string text;
  llvm::raw_string_ostream what(text);
  for (unsigned i = 0; i < std::size(call.results); ++i)
    if (call.results[i] != expected.results[i]) {
      what << "result " << i << ": expected " << expected.results[i]
           << ", got " << call.results[i];
      return text;
    }
  for (size_t r = 0; r < c.regions.size(); ++r) {
    for (size_t i = 0; i < after[r].size(); ++i)
      if (data[r][i] != after[r][i]) {
        what << "region " << r << " byte " << i << ": expected 0x"
             << llvm::utohexstr(after[r][i]) << ", got 0x"
             << llvm::utohexstr(data[r][i]);
        return text;
      }
    if (!pages[r]->intact()) {
      what << "region " << r << ": written outside";
      return text;
    }
  }
  return text;
}

void DiffRunner::runColumn(uint64_t index, const DiffCase &c, Column &column) {
  llvm::SmallVector<uint8_t *, 3> data;
  for (size_t r = 0; r < c.regions.size(); ++r) {
    const DiffCase::Region &region = c.regions[r];
    data.push_back(pages[r]->place(region.bytes.size(), region.placement));
    if (!region.bytes.empty())
      std::memcpy(data[r], region.bytes.data(), region.bytes.size());
  }
  std::snprintf(running, sizeof(running), "--seed %llu --first %llu, %s, %s",
                (unsigned long long)seed, (unsigned long long)index,
                column.name().c_str(), c.kernel.str().c_str());
  Invocation call = c.invocation(data);
  if (llvm::Error error = column.call(c.kernel, call, c.threads))
    return fail(index, column, c, llvm::toString(std::move(error)));
  if (std::string what = difference(c, call, data); !what.empty())
    return fail(index, column, c, what);
  ++passed;
}
