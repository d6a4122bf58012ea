//===- Signature.cpp - The "atlas.signature" attribute ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Grammar (white space between tokens is free):
//
//   signature := [param {"," param}] ["->" results]
//   param     := [role] NAME ":" TYPE [extent [extent]] {tolerance}
//   role      := in | out | inout | table
//   tolerance := "inplace" NAME | "overlap"       (as atlas.inplace, .overlap)
//   extent    := "[" (NUMBER | expression) "]"
//   results   := TYPE {"," TYPE}, also in parentheses
//   TYPE      := ("i" | "u" | "s") BITS | "f16" | "f32" | "f64"
//
// "u" is unsigned, "s" is signed, "i" is signless, which tools read and print
// as unsigned, as they do for the dialect's signless integers. A parameter with
// extents is a buffer and needs a role; one without is a scalar.
//===----------------------------------------------------------------------===//

#include "atlas/Support/Error.h"
#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace atlas;

namespace {

class Parser {
public:
  Parser(llvm::StringRef kernel, llvm::StringRef text)
      : text(text), rest(text) {
    abi.name = kernel.str();
  }

  llvm::Expected<KernelABI> run() {
    if (parseAll())
      return std::move(abi);
    return makeError(ErrorCode::SignatureInvalid,
                     "signature of '" + abi.name + "': " + failure,
                     "in \"" + text.take_front(200) +
                         "\"; the form is \"in x:u8[n], n:i64 -> i8\"");
  }

private:
  bool fail(const llvm::Twine &why) {
    if (failure.empty())
      failure = why.str();
    return false;
  }

  bool take(llvm::StringRef token) {
    rest = rest.ltrim();
    return rest.consume_front(token);
  }

  llvm::StringRef word() {
    rest = rest.ltrim();
    llvm::StringRef word = rest.take_while(
        [](char c) { return llvm::isAlnum(c) || c == '_' || c == '$'; });
    rest = rest.drop_front(word.size());
    return word;
  }

  bool parseAll() {
    rest = rest.ltrim();
    if (!rest.empty() && !rest.starts_with("->")) {
      do {
        if (!parseParam())
          return false;
      } while (take(","));
    }
    if (take("->") && !parseResults())
      return false;
    rest = rest.ltrim();
    if (!rest.empty())
      return fail("unexpected '" + rest.take_front(12) + "'");
    return checkNames();
  }

  bool parseType(DataType &type, bool &isSigned) {
    llvm::StringRef spelling = word();
    std::string plain = spelling.str();
    isSigned = spelling.starts_with("s");
    if (isSigned || spelling.starts_with("u"))
      plain[0] = 'i';
    auto parsed = DataType::parse(plain);
    if (!parsed)
      return fail("'" + spelling + "' is not a type");
    type = *parsed;
    return true;
  }

  bool parseParam() {
    KernelParam p;
    llvm::StringRef first = word(), role;
    if (!take(":")) {
      role = first;
      first = word();
      if (!take(":"))
        return fail("a parameter has the form 'role name:type'");
    }
    p.name = first.str();
    if (first.empty() || llvm::isDigit(first[0]))
      return fail("a parameter has no name");
    if (!parseType(p.type, p.isSigned))
      return false;
    if (!parseExtents(p) || !parseRole(p, role) || !parseTolerances(p))
      return false;
    abi.params.push_back(std::move(p));
    return true;
  }

  bool parseExtents(KernelParam &p) {
    p.rank = 0;
    while (take("[")) {
      size_t end = rest.find(']');
      if (end == llvm::StringRef::npos)
        return fail("']' is missing after '" + p.name + "'");
      llvm::StringRef extent = rest.take_front(end).trim();
      rest = rest.drop_front(end + 1);
      if (p.rank == 2)
        return fail("'" + p.name + "' has more than two dimensions");
      if (!parseExtent(p, extent))
        return false;
      ++p.rank;
    }
    return true;
  }

  /// What a written buffer may share memory with.
  bool parseTolerances(KernelParam &p) {
    while (p.isBuffer()) {
      llvm::StringRef before = rest, keyword = word();
      if (keyword == "overlap")
        p.mayOverlap = true;
      else if (keyword == "inplace")
        p.inplace.push_back(word().str());
      else {
        rest = before;
        break;
      }
    }
    return (p.inplace.empty() && !p.mayOverlap) || p.isWritten() ||
           fail("'" + p.name + "' is not written, so overlap is no question");
  }

  /// A number is a static extent. Anything else must be an expression, and
  /// only the outermost extent can be given by one.
  bool parseExtent(KernelParam &p, llvm::StringRef extent) {
    int64_t number;
    if (!extent.getAsInteger(10, number)) {
      if (number < 0)
        return fail("'" + p.name + "' has a negative extent");
      p.dims[p.rank] = number;
      return true;
    }
    if (p.rank == 1)
      return fail("the second extent of '" + p.name + "' is not a number");
    if (auto parsed = LengthExpr::parse(extent); !parsed)
      return fail(llvm::toString(parsed.takeError()));
    p.dims[0] = kDynamic;
    p.length = extent.str();
    return true;
  }

  bool parseRole(KernelParam &p, llvm::StringRef role) {
    bool buffer = p.rank != 0;
    if (!buffer) {
      p.rank = 1;
      p.role = ParamRole::Scalar;
      return role.empty() ||
             fail("'" + p.name + "' has a role but no extent in []");
    }
    int found = llvm::StringSwitch<int>(role)
                    .Case("in", int(ParamRole::In))
                    .Case("out", int(ParamRole::Out))
                    .Case("inout", int(ParamRole::InOut))
                    .Case("table", int(ParamRole::Table)).Default(-1);
    if (found < 0)
      return fail("buffer '" + p.name + "' needs a role: in, out, inout, table");
    p.role = static_cast<ParamRole>(found);
    static constexpr unsigned kElementBits[] = {8, 16, 32, 64};
    return llvm::is_contained(kElementBits, p.type.bits) ||
           fail("'" + p.type.text() + "' is no element type");
  }

  bool parseResults() {
    bool parenthesis = take("(");
    do {
      KernelResult r;
      if (!parseType(r.type, r.isSigned))
        return false;
      r.name = "result";
      if (!abi.results.empty())
        r.name += llvm::utostr(abi.results.size());
      abi.results.push_back(std::move(r));
    } while (take(","));
    return !parenthesis || take(")") || fail("')' is missing");
  }

  /// Names are unique, and every extent refers to something that exists.
  bool checkNames() {
    for (auto [index, p] : llvm::enumerate(abi.params)) {
      if (abi.findParam(p.name) != &p)
        return fail("two parameters are named '" + p.name + "'");
      for (const std::string &name : p.inplace) {
        const KernelParam *other = abi.findParam(name);
        if (!other || other == &p || !other->isBuffer())
          return fail("'" + p.name + "' is inplace with '" + name +
                      "', which is no other buffer");
      }
      if (!p.isBuffer() || p.length.empty())
        continue;
      auto expr = LengthExpr::parse(p.length);
      if (!expr)
        return fail(llvm::toString(expr.takeError()));
      if (!checkOperands(expr->root(), p.name))
        return false;
    }
    return true;
  }

  bool checkOperands(const LengthExpr::Node &node, llvm::StringRef owner) {
    using Node = LengthExpr::Node;
    if (node.op == Node::Scalar || node.op == Node::Dim) {
      const KernelParam *p = abi.findParam(node.name);
      bool wantsBuffer = node.op == Node::Dim;
      bool fits = p && p->isBuffer() == wantsBuffer &&
                  (wantsBuffer ? node.value < int64_t(p->rank)
                               : !p->type.isFloat());
      return fits || fail("the extent of '" + owner + "' names '" + node.name +
                          "', which is no " +
                          (wantsBuffer ? "such dimension" : "integer scalar"));
    }
    return (!node.lhs || checkOperands(*node.lhs, owner)) &&
           (!node.rhs || checkOperands(*node.rhs, owner));
  }

  llvm::StringRef text, rest;
  KernelABI abi;
  std::string failure;
};

} // namespace

llvm::Expected<KernelABI> atlas::parseSignature(llvm::StringRef kernelName,
                                                llvm::StringRef signature) {
  return Parser(kernelName, signature).run();
}
