//===- Words.h - Integers of any width in 32-bit words ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic of the words32 layout: see DeviceForm.h for the carriers. All
// results are exact modulo 2^width. Private to this folder.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOGPU_WORDS_H
#define ATLAS_LIB_CONVERSION_ATLASTOGPU_WORDS_H

#include "atlas/Conversion/Common/Emit.h"

namespace atlas::device {

/// One operand of scalar type `type` as its carriers.
struct WordValue {
  mlir::Type type;
  mlir::SmallVector<mlir::Value, 2> parts;
};

/// Emits 32-bit arithmetic.
class Words {
public:
  Words(mlir::OpBuilder &b, mlir::Location loc) : b(b), loc(loc) {}

  /// The carriers of the result of a scalar arith operation, none when the
  /// operation has no form in words.
  std::optional<mlir::SmallVector<mlir::Value, 2>>
  scalar(mlir::Operation *op, llvm::ArrayRef<WordValue> operands);
  /// The same on packed lanes of `width` bits, where that pays.
  mlir::Value packed(mlir::Operation *op, llvm::ArrayRef<mlir::Value> operands,
                     unsigned width);

  /// x + y of one integer type.
  std::optional<mlir::SmallVector<mlir::Value, 2>> add(const WordValue &x,
                                                       const WordValue &y);
  mlir::Value constant(uint32_t value);
  template <typename OpT> mlir::Value make(mlir::Value x, mlir::Value y) {
    return OpT::create(b, loc, x, y);
  }
  /// Lane `k` of packed lanes, zero-extended.
  mlir::Value lane(mlir::Value word, unsigned k, unsigned width);
  mlir::Value pack(llvm::ArrayRef<mlir::Value> lanes, unsigned width);
  /// The sum of packed lanes of 8 or 16 bits.
  mlir::Value sumLanes(mlir::Value word, unsigned width);
  mlir::Value toIndex(mlir::Value word);
  /// A 64-bit float and its two words, low word first.
  mlir::Value toDouble(llvm::ArrayRef<mlir::Value> pair);
  mlir::SmallVector<mlir::Value, 2> fromDouble(mlir::Value value);
  /// The two 16-bit floats of a word, low bits first, and back.
  mlir::SmallVector<mlir::Value, 2> toHalves(mlir::Value word);
  mlir::Value fromHalves(mlir::Value low, mlir::Value high);
  /// A 16-bit float and its bits, zero-extended.
  mlir::Value toHalf(mlir::Value word) { return toHalves(word)[0]; }
  mlir::Value fromHalf(mlir::Value value);
  mlir::Value fromIndex(mlir::Value index);

private:
  using Pair = mlir::SmallVector<mlir::Value, 2>;
  mlir::Value compare(mlir::arith::CmpIPredicate p, mlir::Value x, mlir::Value y);
  mlir::Value select(mlir::Value c, mlir::Value x, mlir::Value y);
  mlir::Value masked(mlir::Value value, unsigned width);
  mlir::Value signExtended(mlir::Value value, unsigned width);
  mlir::Value narrow(mlir::Operation *op, mlir::Value x, mlir::Value y, unsigned width);
  std::optional<Pair> wide(mlir::Operation *op, llvm::ArrayRef<WordValue> operands);
  std::optional<Pair> cast(mlir::Operation *op, const WordValue &operand, mlir::Type to);
  mlir::Value compareWide(mlir::arith::CmpIPredicate p, const Pair &x, const Pair &y);
  Pair addWide(const Pair &x, const Pair &y);
  Pair subWide(const Pair &x, const Pair &y);
  Pair mulWide(const Pair &x, const Pair &y);
  Pair productOf(mlir::Value x, mlir::Value y);
  Pair shiftWide(mlir::Operation *op, const Pair &x, mlir::Value amount);
  Pair shiftBy(mlir::Operation *op, const Pair &x, unsigned n);
  mlir::SmallVector<mlir::Value> divideLong(const Pair &x, const Pair &y);
  mlir::SmallVector<mlir::Value> divideWide(const Pair &x, const Pair &y);
  std::optional<Pair> quotientWide(mlir::Operation *op, const Pair &x, const Pair &y);
  Pair countWide(mlir::Operation *op, const Pair &x);
  std::optional<Pair> floatCast(mlir::Operation *op, const WordValue &operand,
                                mlir::Type to);
  mlir::Value countNarrow(mlir::Operation *op, mlir::Value x, unsigned width);
  std::optional<Pair> remainderWide(const Pair &x, mlir::Value modulus);

  mlir::OpBuilder &b;
  mlir::Location loc;
};

} // namespace atlas::device

#endif // ATLAS_LIB_CONVERSION_ATLASTOGPU_WORDS_H
