//===- Lengths.cpp - Lengths as polynomials -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Lengths.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace atlas;

namespace {

using Node = LengthExpr::Node;

/// Products in one length.
constexpr unsigned kMaxProducts = 64;
/// Divisions, minima and maxima in each other that a text shows.
constexpr unsigned kMaxNesting = 3;

/// `min` and the like; null for what is no infix word.
const char *wordOf(Node::Op op) {
  switch (op) {
  case Node::CeilDiv:
    return " ceildiv ";
  case Node::FloorDiv:
    return " floordiv ";
  case Node::ExactDiv:
    return " exactdiv ";
  case Node::Min:
    return " min ";
  case Node::Max:
    return " max ";
  default:
    return nullptr;
  }
}

} // namespace

std::optional<int64_t> atlas::constantLength(const Length &length) {
  if (length.empty())
    return 0;
  if (length.size() == 1 && length.begin()->first.empty())
    return length.begin()->second;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Length LengthAlgebra::ofConstant(int64_t value) const {
  return value ? Length{{{}, value}} : Length();
}

Length LengthAlgebra::termOf(Term term) {
  auto [it, isNew] = numbers.try_emplace(std::move(term), terms.size());
  if (isNew)
    terms.push_back(&it->first);
  return {{{it->second}, 1}};
}

Length LengthAlgebra::ofTooLarge() {
  return termOf({Node::Scalar, Value(), ++tooLarge, {}, {}});
}

Length LengthAlgebra::add(const Length &a, const Length &b, int64_t factor) {
  Length sum = a;
  for (const auto &[product, amount] : b) {
    int64_t scaled, &slot = sum[product];
    if (llvm::MulOverflow(amount, factor, scaled) ||
        llvm::AddOverflow(slot, scaled, slot))
      return ofTooLarge();
    if (slot == 0)
      sum.erase(product);
  }
  return sum.size() > kMaxProducts ? ofTooLarge() : cancelQuotients(sum);
}

Length LengthAlgebra::multiply(const Length &a, const Length &b) {
  Length result;
  for (const auto &[left, factor] : a)
    for (const auto &[right, other] : b) {
      std::vector<unsigned> product(left.size() + right.size());
      std::merge(left.begin(), left.end(), right.begin(), right.end(),
                 product.begin());
      int64_t amount, &slot = result[product];
      if (llvm::MulOverflow(factor, other, amount) ||
          llvm::AddOverflow(slot, amount, slot))
        return ofTooLarge();
      if (slot == 0)
        result.erase(product);
    }
  return result.size() > kMaxProducts ? ofTooLarge() : cancelQuotients(result);
}

/// `(x exactdiv 256) * 256` -> `x`, in one product of the sum at a time.
Length LengthAlgebra::cancelQuotients(Length length) {
  for (const auto &[product, factor] : length)
    for (auto [i, number] : llvm::enumerate(product)) {
      const Term &term = *terms[number];
      std::optional<int64_t> divisor = constantLength(term.rhs);
      if (term.op != Node::ExactDiv || !divisor || *divisor <= 0 ||
          factor % *divisor)
        continue;
      std::vector<unsigned> others(product);
      others.erase(others.begin() + i);
      Length whole = multiply({{others, factor / *divisor}}, term.lhs);
      Length rest = length;
      rest.erase(product);
      return add(rest, whole);
    }
  return length;
}

bool LengthAlgebra::isPromised(const Length &a, const Length &b) const {
  return llvm::is_contained(promised, std::make_pair(a, b));
}

/// `cancel`: the quotient of a multiple is the factor, because neither wrapped.
Length LengthAlgebra::divide(Op op, const Length &a, const Length &b,
                             bool cancel) {
  if (isPromised(a, b))
    return termOf({Node::ExactDiv, {}, 0, a, b});
  std::optional<int64_t> divisor = constantLength(b), value = constantLength(a);
  if (divisor && *divisor > 0) {
    if (value && *value >= 0 && op != Node::ExactDiv)
      return ofConstant(*value / *divisor +
                        (op == Node::CeilDiv && *value % *divisor));
    bool isMultiple = llvm::all_of(
        a, [&](const auto &entry) { return entry.second % *divisor == 0; });
    if (isMultiple && cancel) {
      Length quotient = a;
      for (auto &[product, factor] : quotient)
        factor /= *divisor;
      return quotient;
    }
  }
  return termOf({op, {}, 0, a, b});
}

Length LengthAlgebra::extremum(Op op, const Length &a, const Length &b) {
  if (std::optional<int64_t> distance = constantLength(add(a, b, -1)))
    return (*distance < 0) == (op == Node::Min) ? a : b;
  return a < b ? termOf({op, {}, 0, a, b}) : termOf({op, {}, 0, b, a});
}

bool LengthAlgebra::isNonNegative(const Length &length) const {
  return llvm::all_of(length, [&](const auto &entry) {
    return entry.second > 0 && llvm::all_of(entry.first, [&](unsigned number) {
             return terms[number]->op == Node::Dim;
           });
  });
}

bool LengthAlgebra::isDeclarable(const Length &own, const Length &wanted,
                                 BlockArgument arg) const {
  auto isOf = [&](const Length &length, auto &&recurse) -> bool {
    return llvm::all_of(length, [&](const auto &entry) {
      return llvm::all_of(entry.first, [&](unsigned number) {
        const Term &term = *terms[number];
        if (wordOf(term.op))
          return recurse(term.lhs, recurse) && recurse(term.rhs, recurse);
        auto named = dyn_cast_or_null<BlockArgument>(term.value);
        return named && named != arg &&
               named.getOwner()->getParentOp() == function;
      });
    });
  };
  auto type = cast<MemRefType>(arg.getType());
  return own.size() == 1 && type.isDynamicDim(0) && isOf(wanted, isOf);
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

std::string LengthAlgebra::text(const Term &term, unsigned nesting) const {
  const char *word = wordOf(term.op);
  if ((word && nesting == kMaxNesting) || (!word && !term.value))
    return "...";
  if (word)
    return "(" + text(term.lhs, nesting + 1) + word +
           text(term.rhs, nesting + 1) + ")";
  std::string name;
  auto arg = dyn_cast<BlockArgument>(term.value);
  if (Operation *op = term.value.getDefiningOp())
    name = "'" + op->getName().getStringRef().str() + "'";
  else if (function && arg.getOwner()->getParentOp() == function)
    name = getArgName(function, arg.getArgNumber());
  else
    name = "'" + arg.getOwner()->getParentOp()->getName().getStringRef().str() +
           "'";
  if (term.op != Node::Dim)
    return name;
  return "dim(" + name + (term.k ? ", " + std::to_string(term.k) : "") + ")";
}

std::string LengthAlgebra::text(const Length &length, unsigned nesting) const {
  // Products first, the constant last.
  std::string sum;
  auto append = [&](const std::vector<unsigned> &product, int64_t factor) {
    SmallVector<std::string> factors;
    uint64_t amount = factor < 0 ? -static_cast<uint64_t>(factor) : factor;
    for (unsigned number : product)
      factors.push_back(text(*terms[number], nesting));
    if (amount != 1 || product.empty())
      factors.push_back(std::to_string(amount));
    sum += sum.empty() ? (factor < 0 ? "-" : "") : (factor < 0 ? " - " : " + ");
    sum += llvm::join(factors, " * ");
  };
  for (const auto &[product, factor] : length)
    if (!product.empty())
      append(product, factor);
  if (auto it = length.find({}); it != length.end())
    append(it->first, it->second);
  return sum.empty() ? "0" : sum;
}
