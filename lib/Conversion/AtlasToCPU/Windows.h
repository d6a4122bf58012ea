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

/// A copy of `find` in which each of `known` has this value, simplified.
mlir::OwningOpRef<FindOp> withKnown(FindOp find, mlir::ArrayRef<Value> known,
                                    bool value);

/// Emits `find` once for each value of the conditions that are the same for all
/// its positions and come from outside of `around`, asking them in front.
Value emitUnswitched(OpBuilder &b, Location loc, FindOp find, Operation *around,
                     llvm::function_ref<Value(OpBuilder &, FindOp)> emit);

/// Lanes of the widest value of map and predicate that fit one register.
unsigned windowLanes(FindOp find, const CPUTarget &target);

/// i, i + 1, ... as index values of `lanes` positions.
Value positionLanes(OpBuilder &b, Location loc, Value i, unsigned lanes);

//===----------------------------------------------------------------------===//
// Blocks of positions
//===----------------------------------------------------------------------===//

/// One kind of operation on windows, for all vectors of a step
/// (a fold may use other values of the predicate, which `maps` has by vector).
using WindowAnswer = llvm::function_ref<SmallVector<Value>(
    OpBuilder &b, Operation &op, llvm::MutableArrayRef<mlir::IRMapping> maps)>;

/// Emits the predicate for `vectors` vectors of `lanes` positions from i,
/// operation by operation, so that independent vectors stand side by side.
/// `answer` gives the results of window operations. Returns the predicates.
SmallVector<Value> emitPredicates(OpBuilder &b, Location loc, FindOp find,
                                  Value i, unsigned lanes, unsigned vectors,
                                  WindowAnswer answer);

/// The predicates of a step as the bits of an i64, first position lowest.
Value packBits(OpBuilder &b, Location loc, llvm::ArrayRef<Value> predicates);

/// State of a search: `hits` has the bits of the step at `at` once one held.
struct SearchState {
  Value at;   ///< index: first position not searched, or of the step with a hit
  Value hits; ///< i64
  SmallVector<Value> carried;
};

/// A step at `state.at`: the new bits, and what it carries on.
using SearchStep = llvm::function_ref<std::pair<Value, SmallVector<Value>>(
    OpBuilder &b, Value at, ValueRange carried)>;

/// Runs steps of `width` positions while nothing was found, they end by n, and
/// `more` (if given) holds for their position. With `overlap` the last step may
/// begin before its time, at n - width, over positions that had no hit.
SearchState searchSteps(OpBuilder &b, Location loc, const SearchState &from,
                        Value n, int64_t width, SearchStep step,
                        llvm::function_ref<Value(OpBuilder &, Value at)> more =
                            nullptr,
                        bool overlap = false);

/// Runs one step if nothing was found and positions are left; `rest` is n - at.
SearchState searchRest(OpBuilder &b, Location loc, const SearchState &from,
                       Value n,
                       llvm::function_ref<Value(OpBuilder &, Value at, Value rest)>
                           step);

/// The result of the search, i64.
Value searchResult(OpBuilder &b, Location loc, const SearchState &state, Value n);

//===----------------------------------------------------------------------===//
// Calm windows
//===----------------------------------------------------------------------===//

/// What lets steps of a search leave out the sums of windows: where all elements
/// from `calmFrom` on are at least `floor`, no sum that reaches no farther back
/// is below its limit.
struct CalmWindows {
  mlir::OwningOpRef<FindOp> quick; ///< the search without those comparisons
  unsigned window = 0;             ///< whose elements count
  Value floor;                     ///< scalar
  Value reach;                     ///< index: no sum takes more elements
  bool fromStart = false;          ///< windows that are not full do not count

  /// None if no comparison of `find` is of this kind. Emits floor and reach.
  static std::optional<CalmWindows> find(OpBuilder &b, FindOp find);

  /// Positions at..at + width - 1 with their newest elements, of which `mask`, if
  /// given, has those that exist.
  struct Step {
    Value at;
    int64_t width;
    Value calmFrom; ///< index; 0 before the first step
    SmallVector<Value> newest;
    Value mask;
  };

  /// The bits of a step, from `bitsOf` the one search or the other, and the new
  /// calmFrom.
  std::pair<Value, Value>
  step(OpBuilder &b, Location loc, FindOp find, const Step &step,
       llvm::function_ref<Value(OpBuilder &, FindOp)> bitsOf) const;
};

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_WINDOWS_H
