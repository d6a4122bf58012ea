//===- Views.cpp - Whether two views of one buffer overlap ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A view is a box in the coordinates of its root: an offset and a size in each
// dimension. Views whose boxes are not visible compare as Unknown.
//===----------------------------------------------------------------------===//

#include "Verification.h"

#include "Lengths.h"

#include "llvm/ADT/STLExtras.h"
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

} // namespace

ViewOverlap atlas::compareViews(Value a, Value b, LengthAlgebra &algebra) {
  Value root = getBufferRoot(a);
  if (root != getBufferRoot(b))
    return ViewOverlap::Apart;
  if (withoutCasts(a) == withoutCasts(b))
    return ViewOverlap::Same;
  std::optional<Box> x = boxOf(a, root, algebra), y = boxOf(b, root, algebra);
  if (!x || !y)
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
