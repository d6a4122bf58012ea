//===- Windows.h - Shared parts of the searches over windows ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the strategies of a windowed atlas.find share: the facts about its
// windows, and the search by blocks of vectors.
//
// Private to this folder. Source: dialect.md section 5.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_WINDOWS_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_WINDOWS_H

#include "Lowering.h"
#include "atlas/Conversion/Common/WindowPredicate.h"

namespace atlas::cpu {

using lowering::emitFoldStep;
using lowering::emitWindowsScalar;
using lowering::windowElements;
using lowering::windowOf;

/// A number of positions: known now or when the kernel runs.
struct Distance {
  std::optional<uint64_t> constant;
  Value value;
};

/// The length or distance of an operation on a window.
Distance distanceOf(Operation *windowOp);

/// The same as an index value, also where the region computes it.
Value lengthValue(OpBuilder &b, Location loc, Operation *windowOp);

/// True if nothing but the value of `v` counts: a zero may have either sign.
bool onlyValueCounts(Value v);

/// Whether a search can run in vector lanes across positions, on lanes past the
/// end too.
bool canVectorizeWindows(FindOp find, std::string *why);

/// Whether the elements of all inputs lie one after the other.
bool hasUnitStrides(FindOp find, std::string *why);

/// Whether map, predicate and folds can run in vector lanes.
bool hasLaneForms(FindOp find, std::string *why);

/// Lanes of the widest value of map and predicate that fit one register.
unsigned windowLanes(FindOp find, const CPUTarget &target);

/// i, i + 1, ... as index values of `lanes` positions.
Value positionLanes(OpBuilder &b, Location loc, Value i, unsigned lanes);

//===----------------------------------------------------------------------===//
// Blocks of positions
//===----------------------------------------------------------------------===//

struct CalmWindows;

/// One kind of operation on windows, for all vectors of a step
/// (a fold may use other values of the predicate, which `maps` has by vector).
using WindowAnswer = llvm::function_ref<SmallVector<Value>(
    OpBuilder &b, Operation &op, llvm::MutableArrayRef<mlir::IRMapping> maps)>;

/// The positions that one step looks at: `vectors` vectors of `lanes` from `at`, of
/// which `mask`, if given, has those that exist (of one vector).
struct StepShape {
  Value at; ///< index
  unsigned lanes, vectors;
  Value mask;

  int64_t width() const { return int64_t(lanes) * vectors; }
};

/// Emits the predicate of a step, operation by operation, so that independent
/// vectors stand side by side. `answer` gives the results of window operations.
/// With `calm`, what only its tests need is left out where `isCalm` (i1) holds.
/// Returns the predicates as the bits of an i64, first position lowest.
Value emitStep(OpBuilder &b, Location loc, FindOp find, const StepShape &shape,
               const CalmWindows *calm, Value isCalm, WindowAnswer answer);

/// State of a search. Where the next step begins does not hang on what this one
/// found, so that steps overlap in time.
struct SearchState {
  Value at;   ///< index: first position not searched
  Value step; ///< index: where the last step began
  Value hits; ///< i64: its bits
  SmallVector<Value> carried;
};

/// The state before the first step, with nothing carried.
SearchState searchStart(OpBuilder &b, Location loc);

/// A step at `start`; the steps before it were at positions up to `at` >= start. The
/// new bits, and what it carries on.
using SearchStep = llvm::function_ref<std::pair<Value, SmallVector<Value>>(
    OpBuilder &b, Value start, Value at, ValueRange carried)>;

/// Runs steps of `width` positions while nothing was found and positions below
/// `until` are left. `last`, if given, is where the last step begins at the latest,
/// over positions that had no hit; else that step may go beyond n.
SearchState searchSteps(OpBuilder &b, Location loc, const SearchState &from,
                        Value until, int64_t width, Value last, SearchStep step);

/// The two forms of a search's steps.
struct SearchForms {
  int64_t lanes;      ///< positions of a general step
  unsigned vectors;   ///< as many times that are those of a steady step
  Value reach;        ///< index: from here on windows need no questions
  bool overlap;       ///< n >= lanes, and general steps may repeat positions
  SearchStep general; ///< at any position
  SearchStep steady;  ///< from `reach` on
};

/// Runs general steps while windows reach back before the first element, then
/// steady ones, the last of which repeats some positions: each form exists once. Where
/// a row is too short for a steady step, general ones go on.
SearchState searchForms(OpBuilder &b, Location loc, const SearchState &from, Value n,
                        const SearchForms &forms);

/// The result of the search, i64.
Value searchResult(OpBuilder &b, Location loc, const SearchState &state, Value n);

//===----------------------------------------------------------------------===//
// Calm windows
//===----------------------------------------------------------------------===//

/// What lets steps of a search leave out the sums of windows: where all elements
/// from `calmFrom` on are at least `floor`, no sum that reaches no farther back
/// is below its limit.
struct CalmWindows {
  unsigned window = 0;             ///< whose elements count
  Value floor;                     ///< scalar
  Value reach;                     ///< index: no sum takes more elements
  bool fromStart = false;          ///< windows that are not full do not count
  /// The operations of the predicate whose result is false while calm (the tests
  /// and what follows from them), those that are needed anyway, those that are needed
  /// while calm because of the tests, and those that are else, each in order.
  SmallVector<Operation *> isFalse, always, whenCalm, otherwise;

  /// None if no comparison of `find` is of this kind. Emits floor and reach.
  static std::optional<CalmWindows> find(OpBuilder &b, FindOp find);

  /// Whether the positions of a step, whose newest elements these are, need no sum
  /// (i1), and the new calmFrom (index; 0 before the first step).
  std::pair<Value, Value> step(OpBuilder &b, Location loc, const StepShape &shape,
                               Value calmFrom, mlir::ArrayRef<Value> newest) const;

private:
  void sortOut(FindOp find, mlir::ArrayRef<Operation *> tests);
};

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_WINDOWS_H
