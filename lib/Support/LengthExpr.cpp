//===- LengthExpr.cpp - Length expressions ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parser and checked evaluator. Three precedence levels, weakest first, each
// associating to the left:
//
//   | level | operators                       |
//   |-------|---------------------------------|
//   | 0     | min max                         |
//   | 1     | + -                             |
//   | 2     | * ceildiv floordiv exactdiv     |
//
// The number of nodes is bounded, which bounds every recursion over the tree.
//===----------------------------------------------------------------------===//

#include "atlas/Support/Error.h"
#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace atlas;

namespace {

using Node = LengthExpr::Node;
using NodePtr = std::unique_ptr<Node>;

/// More than any real expression; bounds stack use on hostile text.
constexpr unsigned kMaxNodes = 512;
/// Parenthesis nesting, likewise.
constexpr unsigned kMaxDepth = 64;

bool isNameStart(char c) { return llvm::isAlpha(c) || c == '_' || c == '%'; }
bool isNameChar(char c) { return llvm::isAlnum(c) || c == '_' || c == '$'; }

class Parser {
public:
  explicit Parser(llvm::StringRef text) : text(text), rest(text) {}

  llvm::Expected<NodePtr> run() {
    NodePtr node = parseLevel(0, 0);
    skipSpace();
    if (node && !rest.empty())
      node = fail("unexpected '" + rest.take_front(8).str() + "'");
    if (!node)
      return makeError(ErrorCode::LengthExprInvalid,
                       "length expression '" + text.take_front(200) +
                           "': " + failure);
    return node;
  }

private:
  NodePtr fail(std::string why) {
    if (failure.empty())
      failure = std::move(why);
    return nullptr;
  }

  void skipSpace() { rest = rest.ltrim(" \t\n\r"); }

  NodePtr make(Node::Op op) {
    if (++nodes > kMaxNodes)
      return fail("it has more than 512 terms");
    auto node = std::make_unique<Node>();
    node->op = op;
    return node;
  }

  /// Consumes an operator of `level`; nothing is consumed otherwise.
  std::optional<Node::Op> takeOperator(unsigned level) {
    skipSpace();
    llvm::StringRef word = rest.take_while(llvm::isAlpha);
    if (word.empty())
      word = rest.take_front(1);
    int found = llvm::StringSwitch<int>(word)
                    .Case("min", Node::Min).Case("max", Node::Max)
                    .Case("+", Node::Add).Case("-", Node::Sub)
                    .Case("*", Node::Mul).Case("ceildiv", Node::CeilDiv)
                    .Case("floordiv", Node::FloorDiv)
                    .Case("exactdiv", Node::ExactDiv).Default(-1);
    if (found < 0 || levelOf(static_cast<Node::Op>(found)) != level)
      return std::nullopt;
    rest = rest.drop_front(word.size());
    return static_cast<Node::Op>(found);
  }

  static unsigned levelOf(Node::Op op) {
    if (op == Node::Min || op == Node::Max)
      return 0;
    return op == Node::Add || op == Node::Sub ? 1 : 2;
  }

  NodePtr parseLevel(unsigned level, unsigned depth) {
    auto operand = [&] {
      return level == 2 ? parsePrimary(depth) : parseLevel(level + 1, depth);
    };
    NodePtr lhs = operand();
    while (lhs) {
      std::optional<Node::Op> op = takeOperator(level);
      if (!op)
        return lhs;
      NodePtr node = make(*op);
      NodePtr rhs = node ? operand() : nullptr;
      if (!rhs)
        return nullptr;
      node->lhs = std::move(lhs);
      node->rhs = std::move(rhs);
      lhs = std::move(node);
    }
    return nullptr;
  }

  NodePtr parsePrimary(unsigned depth) {
    skipSpace();
    if (rest.empty())
      return fail("a term is missing at the end");
    if (rest.consume_front("(")) {
      if (depth == kMaxDepth)
        return fail("parentheses nest too deep");
      NodePtr inner = parseLevel(0, depth + 1);
      skipSpace();
      if (inner && !rest.consume_front(")"))
        return fail("')' is missing");
      return inner;
    }
    bool negativeNumber =
        rest.size() > 1 && rest[0] == '-' && llvm::isDigit(rest[1]);
    if (llvm::isDigit(rest[0]) || negativeNumber)
      return parseNumber();
    if (isNameStart(rest[0]))
      return parseName();
    return fail("unexpected '" + rest.take_front(8).str() + "'");
  }

  NodePtr parseNumber() {
    NodePtr node = make(Node::Constant);
    if (!node)
      return nullptr;
    if (rest.consumeInteger(10, node->value))
      return fail("a number leaves 64 bits");
    if (!rest.empty() && isNameStart(rest[0]))
      return fail("a number runs into '" + rest.take_front(8).str() + "'");
    return node;
  }

  NodePtr parseName() {
    bool sigil = rest.consume_front("%");
    llvm::StringRef word = rest.take_while(isNameChar);
    rest = rest.drop_front(word.size());
    bool reserved = llvm::StringSwitch<bool>(word)
                        .Cases({"min", "max", "ceildiv", "floordiv", "exactdiv"},
                               true)
                        .Case("", true).Default(false);
    if (reserved)
      return fail("a term is missing before '" + word.str() + "'");
    if (!sigil && word == "dim")
      return parseDim();
    NodePtr node = make(Node::Scalar);
    if (node)
      node->name = word.str();
    return node;
  }

  /// The rest of `dim(name[, k])`. The name is whatever stands there, since
  /// SSA names may look like numbers.
  NodePtr parseDim() {
    NodePtr node = make(Node::Dim);
    skipSpace();
    if (!node || !rest.consume_front("("))
      return fail("'dim' needs '(buffer)' or '(buffer, k)'");
    llvm::StringRef name =
        rest.take_while([](char c) { return c != ',' && c != ')'; });
    rest = rest.drop_front(name.size());
    name = name.trim();
    name.consume_front("%");
    if (name.empty() || !llvm::all_of(name, [](char c) {
          return isNameChar(c) || c == '.' || c == '-';
        }))
      return fail("'dim' names no buffer");
    node->name = name.str();
    if (rest.consume_front(",")) {
      skipSpace();
      if (rest.consumeInteger(10, node->value) || node->value < 0 ||
          node->value > 1)
        return fail("the second argument of 'dim' is 0 or 1");
      skipSpace();
    }
    if (!rest.consume_front(")"))
      return fail("')' is missing after 'dim('");
    return node;
  }

  llvm::StringRef text, rest;
  std::string failure;
  unsigned nodes = 0;
};

/// Quotient rounded down or up; false if it does not exist in 64 bits.
bool divide(int64_t a, int64_t b, bool up, int64_t &out) {
  if (b == 0 || (a == INT64_MIN && b == -1))
    return false;
  out = a / b;
  bool inexact = a % b != 0, negative = (a < 0) != (b < 0);
  if (inexact && negative != up)
    out += up ? 1 : -1;
  return true;
}

/// One operation; false on overflow, division by zero or a remainder.
bool apply(Node::Op op, int64_t a, int64_t b, int64_t &out) {
  switch (op) {
  case Node::Add:
    return !llvm::AddOverflow(a, b, out);
  case Node::Sub:
    return !llvm::SubOverflow(a, b, out);
  case Node::Mul:
    return !llvm::MulOverflow(a, b, out);
  case Node::Min:
    out = std::min(a, b);
    return true;
  case Node::Max:
    out = std::max(a, b);
    return true;
  case Node::CeilDiv:
    return divide(a, b, /*up=*/true, out);
  case Node::FloorDiv:
    return divide(a, b, /*up=*/false, out);
  case Node::ExactDiv:
    return divide(a, b, /*up=*/false, out) && a % b == 0;
  case Node::Constant:
  case Node::Scalar:
  case Node::Dim:
    break;
  }
  llvm_unreachable("not a binary operation");
}

llvm::Expected<int64_t> evaluateNode(const Node &node,
                                     LengthExpr::Lookup lookup) {
  if (node.op == Node::Constant)
    return node.value;
  if (node.op == Node::Scalar || node.op == Node::Dim) {
    bool isDim = node.op == Node::Dim;
    if (auto value = lookup(node.name, isDim ? node.value : 0, isDim))
      return *value;
    return makeError(ErrorCode::LengthExprInvalid,
                     "length expression names unknown " +
                         llvm::Twine(isDim ? "buffer '" : "scalar '") +
                         node.name + "'");
  }
  auto lhs = evaluateNode(*node.lhs, lookup);
  if (!lhs)
    return lhs.takeError();
  auto rhs = evaluateNode(*node.rhs, lookup);
  if (!rhs)
    return rhs.takeError();
  int64_t out;
  if (apply(node.op, *lhs, *rhs, out))
    return out;
  if (node.op == Node::ExactDiv && *rhs != 0 && *rhs != -1)
    return makeError(ErrorCode::LengthOverflow,
                     llvm::Twine(*lhs) + " is no multiple of " +
                         llvm::Twine(*rhs));
  return makeError(ErrorCode::LengthOverflow,
                   "a length expression over " + llvm::Twine(*lhs) + " and " +
                       llvm::Twine(*rhs) +
                       (*rhs == 0 ? " divides by zero" : " leaves 64 bits"));
}

} // namespace

LengthExpr::LengthExpr(std::unique_ptr<Node> node) : node(std::move(node)) {}
LengthExpr::~LengthExpr() = default;
LengthExpr::LengthExpr(LengthExpr &&) = default;
LengthExpr &LengthExpr::operator=(LengthExpr &&) = default;

llvm::Expected<LengthExpr> LengthExpr::parse(llvm::StringRef text) {
  auto node = Parser(text).run();
  if (!node)
    return node.takeError();
  return LengthExpr(std::move(*node));
}

llvm::Expected<int64_t> LengthExpr::evaluate(Lookup lookup) const {
  return evaluateNode(*node, lookup);
}
