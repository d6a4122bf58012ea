//===- Views.cpp - Whether two views overlap ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A view is a box in the coordinates of its root: an offset and a size in each
// dimension. Views whose boxes are not visible compare as Unknown.
//===----------------------------------------------------------------------===//

#include "Verification.h"

#include "Lengths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace atlas;

namespace {

/// Elements offset .. offset + size of the root; `kept`: dimensions of the
/// view.
struct Box {
  SmallVector<Length> offset, size;
  SmallVector<unsigned> kept;
};

Value withoutCasts(Value buffer) {
  while (auto cast = buffer.getDefiningOp<memref::CastOp>())
    buffer = cast.getSource();
  return buffer;
}

/// The box of `buffer` in `root`; none for other forms than casts and subviews
/// of step 1.
std::optional<Box> boxOf(Value buffer, Value root, LengthAlgebra &algebra) {
  buffer = withoutCasts(buffer);
  if (buffer == root) {
    auto type = dyn_cast<MemRefType>(root.getType());
    if (!type)
      return std::nullopt;
    Box box;
    for (unsigned k = 0, e = type.getRank(); k != e; ++k) {
      box.offset.emplace_back();
      box.size.push_back(algebra.ofDim(root, k));
      box.kept.push_back(k);
    }
    return box;
  }
  auto view = buffer.getDefiningOp<memref::SubViewOp>();
  if (!view || !llvm::all_of(view.getMixedStrides(), [](OpFoldResult stride) {
        return isConstantIntValue(stride, 1);
      }))
    return std::nullopt;
  std::optional<Box> box = boxOf(view.getSource(), root, algebra);
  if (!box)
    return std::nullopt;
  llvm::SmallBitVector dropped = view.getDroppedDims();
  SmallVector<unsigned> kept;
  for (auto [k, at] : llvm::enumerate(box->kept)) {
    Length step = algebra.ofFold(view.getMixedOffsets()[k]);
    box->offset[at] = algebra.add(box->offset[at], step);
    box->size[at] = algebra.ofFold(view.getMixedSizes()[k]);
    if (!dropped.test(k))
      kept.push_back(at);
  }
  box->kept = std::move(kept);
  return box;
}

/// True if `a` ends where `b` begins or earlier, in dimension k.
bool endsBefore(const Box &a, const Box &b, unsigned k,
                LengthAlgebra &algebra) {
  Length gap = algebra.add(b.offset[k], a.offset[k], -1);
  return algebra.isNonNegative(algebra.add(gap, a.size[k], -1));
}

/// How views of two roots lie that are one buffer.
ViewOverlap compareBoxes(Value a, Value rootA, Value b, Value rootB,
                         LengthAlgebra &algebra) {
  std::optional<Box> x = boxOf(a, rootA, algebra), y = boxOf(b, rootB, algebra);
  if (!x || !y || x->offset.size() != y->offset.size())
    return ViewOverlap::Unknown;
  for (unsigned k = 0; k != x->offset.size(); ++k)
    if (endsBefore(*x, *y, k, algebra) || endsBefore(*y, *x, k, algebra))
      return ViewOverlap::Apart;
  if (x->offset == y->offset && x->kept == y->kept)
    return x->size == y->size ? ViewOverlap::Same : ViewOverlap::SameStart;
  bool isFixed = llvm::all_of(
      llvm::concat<const Length>(x->offset, y->offset, x->size, y->size),
      [](const Length &length) { return constantLength(length).has_value(); });
  return isFixed ? ViewOverlap::Partial : ViewOverlap::Unknown;
}

/// Adds the buffers that `value` may be a view of; false if they are not known.
bool collectRoots(Value value, llvm::SetVector<Value> &roots,
                  llvm::SmallPtrSetImpl<Value> &visited) {
  value = getBufferRoot(value);
  if (!visited.insert(value).second)
    return true;
  Operation *op = value.getDefiningOp();
  Operation *holder = op;
  if (auto arg = dyn_cast<BlockArgument>(value))
    holder = arg.getOwner()->getParentOp();
  if (isa<FunctionOpInterface>(holder) ||
      isa_and_nonnull<memref::AllocOp, memref::AllocaOp, memref::GetGlobalOp>(
          op)) {
    roots.insert(value);
    return true;
  }
  if (!isa<arith::SelectOp>(holder) &&
      !isa<scf::SCFDialect>(holder->getDialect()))
    return false;
  // Any buffer that enters, or is yielded inside, may be the one that comes
  // out.
  SmallVector<Value> sources(holder->getOperands());
  for (Region &region : holder->getRegions())
    for (Block &block : region)
      llvm::append_range(sources, block.getTerminator()->getOperands());
  return llvm::all_of(sources, [&](Value source) {
    return !isa<BaseMemRefType>(source.getType()) ||
           collectRoots(source, roots, visited);
  });
}

/// True if the different values `a` and `b` may be one buffer.
bool mayBeOne(FunctionOpInterface function, Value a, Value b) {
  auto x = dyn_cast<BlockArgument>(a), y = dyn_cast<BlockArgument>(b);
  if (x && y)
    return !isKernel(function) ||
           toleratedOverlap(function, x.getArgNumber(), y.getArgNumber()) !=
               ViewOverlap::Apart;
  auto get = a.getDefiningOp<memref::GetGlobalOp>();
  auto other = b.getDefiningOp<memref::GetGlobalOp>();
  return get && other && get.getName() == other.getName();
}

} // namespace

ViewOverlap atlas::compareViews(Value a, Value b, LengthAlgebra &algebra) {
  Value root = getBufferRoot(a);
  if (root != getBufferRoot(b))
    return ViewOverlap::Apart;
  if (withoutCasts(a) == withoutCasts(b))
    return ViewOverlap::Same;
  return compareBoxes(a, root, b, root, algebra);
}

ViewOverlap atlas::toleratedOverlap(FunctionOpInterface kernel, unsigned i,
                                    unsigned j) {
  if (kernel.getArgAttr(i, kOverlapAttr) || kernel.getArgAttr(j, kOverlapAttr))
    return ViewOverlap::Unknown;
  auto names = [&](unsigned from, unsigned to) {
    auto list = kernel.getArgAttrOfType<ArrayAttr>(from, kInplaceAttr);
    std::string name = getArgName(kernel, to);
    return list && llvm::any_of(list.getAsRange<StringAttr>(),
                                [&](StringAttr s) { return s == name; });
  };
  return names(i, j) || names(j, i) ? ViewOverlap::Same : ViewOverlap::Apart;
}

ViewOverlap atlas::passedOverlap(FunctionOpInterface function, Value a, Value b,
                                 LengthAlgebra &algebra) {
  Value rootA = getBufferRoot(a), rootB = getBufferRoot(b);
  if (rootA == rootB)
    return compareViews(a, b, algebra);
  BlockArgument x = kernelArgument(function, a);
  BlockArgument y = kernelArgument(function, b);
  if (x && y && isKernel(function)) {
    ViewOverlap overlap =
        toleratedOverlap(function, x.getArgNumber(), y.getArgNumber());
    if (overlap != ViewOverlap::Same)
      return overlap;
    if (withoutCasts(a) == x && withoutCasts(b) == y)
      return ViewOverlap::Same;
    // Equal buffers, of which these are parts.
    return compareBoxes(a, x, b, y, algebra);
  }
  llvm::SetVector<Value> first, second;
  llvm::SmallPtrSet<Value, 8> visitedA, visitedB;
  if (!collectRoots(a, first, visitedA) || !collectRoots(b, second, visitedB))
    return ViewOverlap::Unknown;
  for (Value p : first)
    for (Value q : second)
      if (p == q || mayBeOne(function, p, q))
        return ViewOverlap::Unknown;
  return ViewOverlap::Apart;
}
