//===- WindowVerifiers.cpp - Rules of windows ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A window lives in the predicate of one search and is asked by operations of
// that region only, over lengths that are the same for every position. So a
// lowering may keep it in registers, in memory, or nowhere. Source: dialect.md 5.
//===----------------------------------------------------------------------===//

#include "ParallelRules.h"

using namespace mlir;
using namespace atlas;

namespace {

/// Most elements that a window looks back over.
constexpr int64_t kLongest = 4096;

bool isElement(Type type) {
  return type.isInteger(8) || type.isInteger(16) || type.isInteger(32) ||
         type.isInteger(64) || type.isF16() || type.isF32() || type.isF64();
}

//===----------------------------------------------------------------------===//
// Operations on windows
//===----------------------------------------------------------------------===//

/// The window of `op` is an argument of the region that `op` stands in.
LogicalResult verifyOwner(Operation *op, Value window) {
  auto arg = dyn_cast<BlockArgument>(window);
  if (arg && arg.getOwner() == op->getBlock() &&
      isa_and_nonnull<FindOp>(op->getParentOp()))
    return success();
  return op->emitOpError("looks at something else than a window of the "
                         "'atlas.find' around it; expected an argument of the "
                         "region that the operation stands in");
}

/// `length` does not depend on the position and, if known, lies in [least, most].
LogicalResult verifyLength(Operation *op, Value length, StringRef what,
                           int64_t least, int64_t most) {
  if (ConstantIntRanges range = getIntRange(length);
      range.umin() == range.umax()) {
    const APInt &value = range.umin();
    if (!isChecked(op) && (value.ult(least) || value.ugt(most)))
      return op->emitOpError()
             << what << ' ' << toString(value, 10, /*Signed=*/true)
             << " elements; expected " << least << " to " << most;
    return success();
  }
  if (length.getParentRegion() != op->getParentRegion() ||
      (length.getDefiningOp() &&
       length.getDefiningOp()->hasTrait<OpTrait::ConstantLike>()))
    return success();
  InFlightDiagnostic diag =
      op->emitOpError() << what << " a number of elements that is computed in "
                           "the region; expected a constant or a value from "
                           "outside, equal for all positions";
  diag.attachNote(length.getLoc()) << "computed here";
  return diag;
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// What the windows are of: the inputs' elements, or what the map yields.
LogicalResult windowElements(FindOp find, SmallVectorImpl<Type> &types) {
  if (find.getMap().empty()) {
    for (Value input : find.getInputs())
      types.push_back(elementType(input));
    return success();
  }
  YieldOp yield = verifyBody(find, find.getMap(), find.getInputs(), 1);
  if (!yield)
    return failure();
  llvm::append_range(types, yield.getOperandTypes());
  if (types.empty())
    return withNote(find.emitOpError()
                        << "yields no values for windows; expected at least one",
                    yield);
  for (auto [i, type] : llvm::enumerate(types))
    if (!isElement(type))
      return withNote(find.emitOpError()
                          << "yields " << type << " for window " << i
                          << "; expected i8, i16, i32, i64, f16, f32 or f64",
                      yield);
  return success();
}

/// One window per element type, then perhaps the position.
LogicalResult verifyWindowArgs(FindOp find, ArrayRef<Type> elements) {
  Block &body = find.getBody().front();
  unsigned found = body.getNumArguments(), n = elements.size();
  StringRef each = find.getMap().empty() ? "input" : "value of the map";
  if (found != n && found != n + 1)
    return find.emitOpError()
           << "region takes " << found << " arguments; expected " << n
           << " (one window per " << each << ") or " << n + 1
           << " (with the position)";
  for (auto [i, arg] : llvm::enumerate(body.getArguments())) {
    Type expected = i < n ? Type(WindowType::get(find.getContext(), elements[i]))
                          : IndexType::get(find.getContext());
    if (arg.getType() != expected)
      return find.emitOpError()
             << "region argument " << i << " is " << arg.getType()
             << "; expected " << expected << ", "
             << (i < n ? ("the window of " + each + " " + Twine(i)).str()
                       : std::string("the position"));
  }
  return success();
}

/// A window is an operand of atlas.window operations of its region only.
LogicalResult verifyNoEscape(FindOp find) {
  for (BlockArgument arg : find.getBody().getArguments()) {
    if (!isa<WindowType>(arg.getType()))
      continue;
    for (Operation *user : arg.getUsers()) {
      if (isa<WindowNewestOp, WindowAtOp, WindowOldestOp, WindowFullOp,
              WindowSumOp, WindowFoldOp>(user))
        continue;
      InFlightDiagnostic diag =
          find.emitOpError() << "lets window " << arg.getArgNumber()
                             << " escape to '" << user->getName()
                             << "'; expected atlas.window operations only";
      diag.attachNote(user->getLoc()) << "used here";
      return diag;
    }
  }
  return success();
}

} // namespace

LogicalResult WindowType::verify(function_ref<InFlightDiagnostic()> emitError,
                                 Type elementType) {
  if (isElement(elementType))
    return success();
  return emitError() << "a window of " << elementType
                     << "; expected i8, i16, i32, i64, f16, f32 or f64";
}

LogicalResult WindowNewestOp::verify() {
  return verifyOwner(*this, getWindow());
}
LogicalResult WindowAtOp::verify() {
  if (failed(verifyOwner(*this, getWindow())))
    return failure();
  return verifyLength(*this, getDistance(), "looks back", 0, kLongest - 1);
}
LogicalResult WindowOldestOp::verify() {
  if (failed(verifyOwner(*this, getWindow())))
    return failure();
  return verifyLength(*this, getLength(), "looks at the last", 1, kLongest);
}
LogicalResult WindowFullOp::verify() {
  if (failed(verifyOwner(*this, getWindow())))
    return failure();
  return verifyLength(*this, getLength(), "asks for the last", 1, kLongest);
}
LogicalResult WindowSumOp::verify() {
  if (failed(verifyOwner(*this, getWindow())))
    return failure();
  return verifyLength(*this, getLength(), "adds the last", 1, kLongest);
}
LogicalResult WindowFoldOp::verify() {
  if (failed(verifyOwner(*this, getWindow())))
    return failure();
  return verifyLength(*this, getLength(), "folds the last", 1, kLongest);
}

LogicalResult WindowFoldOp::verifyRegions() {
  Block &body = getBody().front();
  SmallVector<Type> expected{
      IndexType::get(getContext()),
      cast<WindowType>(getWindow().getType()).getElementType(), getType()};
  if (!llvm::equal(body.getArgumentTypes(), expected))
    return emitOpError() << "region takes (" << body.getArgumentTypes()
                         << "); expected (" << ArrayRef<Type>(expected)
                         << "), the number of an element, the element and what "
                            "was yielded before";
  YieldOp yield = verifyYield(*this, getBody());
  if (!yield || failed(verifyPureRegion(*this, getBody())) ||
      failed(verifyYieldCount(*this, yield, 1, "fold")))
    return failure();
  return verifyYieldType(*this, yield, 0, getType(), "the result");
}

YieldOp atlas::verifyWindowRegions(FindOp find) {
  if (!find.isWindowed()) {
    find.emitOpError() << "maps its elements for a predicate that takes no "
                          "windows; expected the computation in the predicate";
    return nullptr;
  }
  SmallVector<Type> elements;
  if (failed(windowElements(find, elements)) ||
      failed(verifyWindowArgs(find, elements)) || failed(verifyNoEscape(find)))
    return nullptr;
  YieldOp yield = verifyYield(find, find.getBody());
  if (!yield || failed(verifyPureRegion(find, find.getBody())))
    return nullptr;
  return yield;
}
