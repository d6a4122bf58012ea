//===- Lengths.h - Lengths as polynomials -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known about sizes and positions in one kernel or pipeline.
//
// A length is a polynomial with 64-bit coefficients over terms that are not
// known while compiling: dimensions, scalars, and quotients, minima and maxima
// of other lengths. Two lengths with the same polynomial are equal in every
// call; two that differ by a constant never are; about others nothing is known.
// A kernel's `atlas.length` declarations hold, since calls are checked.
//
// Private to the dialect library. Cost: linear in the operations looked at;
// what is too large becomes a term of its own, which loses precision and
// nothing else. As in lowering, sizes are taken to be non-negative.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_DIALECT_ATLAS_IR_LENGTHS_H
#define ATLAS_LIB_DIALECT_ATLAS_IR_LENGTHS_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/KernelABI.h"

#include <functional>
#include <map>
#include <tuple>
#include <vector>

namespace atlas {

/// A sum of products: ascending term numbers -> factor. No factor is 0.
using Length = std::map<std::vector<unsigned>, int64_t>;

/// The value of a length without terms.
std::optional<int64_t> constantLength(const Length &length);

/// Terms of the lengths in one function; lengths of one algebra are comparable.
class LengthAlgebra {
public:
  /// `function` may be null: then nothing is declared.
  explicit LengthAlgebra(mlir::FunctionOpInterface function);

  /// The value of a dimension or scalar that an expression names.
  using Lookup =
      llvm::function_ref<Length(llvm::StringRef name, unsigned k, bool isDim)>;

  Length ofConstant(int64_t value) const;
  Length ofValue(mlir::Value value);
  Length ofFold(mlir::OpFoldResult fold);
  Length ofDim(mlir::Value buffer, unsigned k);
  /// A declared length. Divisions that must leave no remainder and of which
  /// that is not known are added to `inexact`, as text.
  Length ofExpr(const LengthExpr::Node &node, Lookup lookup,
                llvm::SmallVectorImpl<std::string> &inexact);

  Length add(const Length &a, const Length &b, int64_t factor = 1);

  /// True if `length` is a sum of dimensions and positive numbers.
  bool isNonNegative(const Length &length) const;

  /// True if atlas.length = `wanted` on `arg`, of length `own`, would say that
  /// the two are equal: arguments alone make it up, and not this one.
  bool isDeclarable(const Length &own, const Length &wanted,
                    mlir::BlockArgument arg) const;

  /// "4 * dim(data) + 1", for diagnostics.
  std::string text(const Length &length, unsigned nesting = 0) const;

private:
  using Op = LengthExpr::Node::Op;

  /// One unknown: a scalar (Scalar), a dimension (Dim), or an operation on two
  /// lengths.
  struct Term {
    Op op;
    mlir::Value value; ///< Scalar, Dim; null for what was too large
    unsigned k = 0;    ///< Dim; a number of its own for what was too large
    Length lhs, rhs;
    bool operator<(const Term &other) const {
      auto key = [](const Term &t) {
        return std::make_tuple(t.op, t.value.getAsOpaquePointer(), t.k,
                               std::cref(t.lhs), std::cref(t.rhs));
      };
      return key(*this) < key(other);
    }
  };

  Length termOf(Term term);
  Length ofTooLarge();
  Length multiply(const Length &a, const Length &b);
  Length divide(Op op, const Length &a, const Length &b, bool cancel);
  Length extremum(Op op, const Length &a, const Length &b);
  Length compute(mlir::Value value);
  Length ofDeclared(mlir::BlockArgument arg);
  Length cancelQuotients(Length length);
  bool isPromised(const Length &a, const Length &b) const;
  std::string text(const Term &term, unsigned nesting) const;

  mlir::FunctionOpInterface function;
  std::map<Term, unsigned> numbers; ///< of terms, in the order of their making
  std::vector<const Term *> terms;  ///< by number
  llvm::DenseMap<mlir::Value, Length> values;
  std::map<unsigned, Length> declared; ///< by argument
  llvm::DenseSet<unsigned> resolving;  ///< arguments, against cycles
  std::vector<std::pair<Length, Length>>
      promised; ///< divisions without remainder
  unsigned depth = 0, tooLarge = 0;
};

} // namespace atlas

#endif // ATLAS_LIB_DIALECT_ATLAS_IR_LENGTHS_H
