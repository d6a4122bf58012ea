//===- Case.h - One golden case in one column -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a file's runner gets: the case, the column, a poison pattern, and checks
// that keep the first difference. A runner is a function of one Case; the
// table of runners is in Runner.cpp.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_GOLDEN_CASE_H
#define ATLAS_UNITTESTS_GOLDEN_CASE_H

#include "Column.h"
#include "Guarded.h"
#include "GoldenFile.h"

#include <optional>

namespace atlas::test {

class Case {
public:
  enum class State { Passed, Failed, NotRun, Malformed };

  Case(const GoldenFile &file, const llvm::json::Object &row, Column &column,
       uint8_t poison, unsigned misalign)
      : file(file), row(row), column(column), poison(poison),
        misalign(misalign) {}

  const GoldenFile &file;
  const llvm::json::Object &row;
  Column &column;
  const uint8_t poison;    ///< for everything a kernel is to write
  const unsigned misalign; ///< start alignment of copied buffers

  // --- Reading the case. A failing reader makes the case Malformed. ---
  std::optional<int64_t> integer(llvm::StringRef key);
  std::optional<uint64_t> word(llvm::StringRef key); ///< number or decimal text
  std::optional<bool> boolean(llvm::StringRef key);
  std::optional<Bytes> hex(llvm::StringRef key);
  std::optional<GoldenFile::Slice> slice(llvm::StringRef key);
  std::optional<std::string> text(llvm::StringRef key);
  std::optional<std::vector<uint64_t>> words(llvm::StringRef key);
  void malformed(const llvm::Twine &why);

  // --- Running and checking. ---
  /// Runs a kernel; false (and Failed) if the call itself fails.
  bool call(llvm::StringRef kernel, Invocation &invocation);
  /// Compares numbers; keeps the first difference.
  bool expect(const llvm::Twine &what, uint64_t expected, uint64_t got);
  /// Compares bytes; reports the first index that differs.
  bool expectBytes(const llvm::Twine &what, llvm::ArrayRef<uint8_t> expected,
                   llvm::ArrayRef<uint8_t> got);
  /// Compares texts.
  bool expectText(const llvm::Twine &what, llvm::StringRef expected,
                  llvm::StringRef got);
  /// Compares lists of numbers; reports the first index that differs.
  bool expectWords(const llvm::Twine &what, llvm::ArrayRef<uint64_t> expected,
                   llvm::ArrayRef<uint64_t> got);
  /// The guards of a buffer.
  bool expectIntact(const llvm::Twine &what, const Guarded &buffer);
  /// This column cannot run the case.
  void notRun(const llvm::Twine &why);

  State state() const { return current; }
  const std::string &message() const { return finding; }

private:
  void set(State state, const llvm::Twine &why);
  const llvm::json::Value *get(llvm::StringRef key);

  State current = State::Passed;
  std::string finding;
};

// The runners of files that every column can run, each for one element of
// `cases`.
void runDelta(Case &c);
void runWindow(Case &c);
void runUpdate(Case &c);
void runMemset(Case &c);
void runFixup(Case &c);
void runMemcpy(Case &c);
void runClassify(Case &c);
void runHistogram(Case &c);
void runHarmonizes(Case &c);
void runPhi(Case &c);
void runCluster(Case &c);

void runWitness(Case &c);

// Runners of what only the C interface has.
void runRegion(Case &c);
void runSchedule(Case &c);
void runProjection(Case &c);
void runBudget(Case &c);
void runDomain(Case &c);

// Runners of T1 and of graph evolution: the reference column runs the plain
// reference, library columns the C interface.
void runPropagation(Case &c);
void runDecay(Case &c);
void runRefusal(Case &c);
void runTick32(Case &c);
void runTick64(Case &c);
void runObserve(Case &c);
void runMerge(Case &c);
void runSplit(Case &c);

// Runners of halting, each of one list of a file; HaltValues.h has what they share.
void runHaltBatch(Case &c);
void runHaltCoherence(Case &c);
void runHaltConfig(Case &c);
void runHaltConfigJson(Case &c);
void runHaltPush(Case &c);
void runHaltSafety(Case &c);
void runHaltSessions(Case &c);
void runHaltSoft(Case &c);
void runHaltStreaming(Case &c);
void runHaltWords(Case &c);

/// Compares the indices of a view, as little-endian bytes, with the case's list,
/// base64 text and digest, whichever it has.
bool expectIndices(Case &c, llvm::ArrayRef<uint8_t> got);

/// The file-wide table of classify.json: the class of every byte value.
void runClassifyTable(Case &c);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_GOLDEN_CASE_H
