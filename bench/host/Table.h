//===- Table.h - Rows of the host benchmark ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collects measured rows and prints them as text or as the generated part of
// docs/benchmarks/host.md. Thread-compatible value.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_TABLE_H
#define ATLAS_BENCH_TABLE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace atlas::bench {

/// One line: what was timed, against what, and the ratio that is wanted.
struct Row {
  std::string what;      ///< "window check, 12,288 bytes"
  double nanoseconds;    ///< one run of the kernel
  double bytes;          ///< processed in one run; 0: no rate
  std::string against;   ///< "AVX-512 intrinsics"
  double ratio;          ///< measured; 0: the row is a plain figure
  double target;         ///< wanted; 0: none
  bool below = false;    ///< the ratio (or time) must be at most the target
};

class Table {
public:
  void section(std::string title) { sections.push_back({title, {}}); }
  void add(Row row) { sections.back().rows.push_back(std::move(row)); }
  void note(std::string text) { notes.push_back(std::move(text)); }

  void print(llvm::raw_ostream &out) const;
  void markdown(llvm::raw_ostream &out) const;
  /// Replaces the part of `path` between the generator's two marker lines.
  llvm::Error writeInto(llvm::StringRef path) const;

private:
  struct Section {
    std::string title;
    std::vector<Row> rows;
  };
  std::vector<Section> sections;
  std::vector<std::string> notes;
};

} // namespace atlas::bench

#endif // ATLAS_BENCH_TABLE_H
