//===- DeriveCases.cpp - Cases from a kernel's signature --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Cases.h"
#include "atlas/Quorum/Generate.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

#include <fmt/format.h>

#include <numeric>
#include <set>

using namespace atlas;
using namespace atlas::quorum;

namespace {

constexpr uint64_t kSeed = 20240607;
/// The second extent of matrices; rows are what sizes vary.
constexpr int64_t kMostColumns = 37;
/// Integer scalars of 32 and 64 bits stay below.
constexpr uint64_t kCountBound = 256;

constexpr llvm::StringLiteral kEdges[] = {
    "all-min",   "all-max", "alternating", "zeros", "neg-zero",
    "subnormal", "inf",     "nan",         "max",   "min-normal"};

/// What the length expressions of a kernel ask of sizes.
struct LengthFacts {
  std::set<std::string> scalars;
  int64_t multiple = 1;

  void read(const LengthExpr::Node &node) {
    if (node.op == LengthExpr::Node::Scalar)
      scalars.insert(node.name);
    if (node.op == LengthExpr::Node::ExactDiv &&
        node.rhs->op == LengthExpr::Node::Constant && node.rhs->value > 0)
      multiple = std::lcm(multiple, node.rhs->value);
    for (auto *child : {node.lhs.get(), node.rhs.get()})
      if (child)
        read(*child);
  }
};

class Deriver {
public:
  Deriver(const KernelABI &kernel, CaseSet &set) : kernel(kernel), set(set) {}
  llvm::Error run(int64_t workgroup);

private:
  enum Kind : uint8_t { Uniform, Bits, Edge };
  llvm::Error add(int64_t size, Kind kind, llvm::StringRef edge = "");
  void scalars(CallData &call, int64_t size, Kind kind);
  void dims(CallData &call, int64_t size) const;
  void contents(CallData &call, const KernelParam &param, Kind kind,
                llvm::StringRef edge);
  uint64_t tableBound() const;

  const KernelABI &kernel;
  CaseSet &set;
  LengthFacts facts;
  uint32_t number = 0; ///< of the case, also of skipped ones
};

/// The smallest fixed extent of an output: what table elements may index.
uint64_t Deriver::tableBound() const {
  uint64_t bound = 0;
  for (const KernelParam &p : kernel.params)
    if (p.isBuffer() && p.isWritten() && p.dims[0] > 0)
      bound = bound ? std::min<uint64_t>(bound, p.dims[0]) : p.dims[0];
  return bound;
}

void Deriver::scalars(CallData &call, int64_t size, Kind kind) {
  for (auto [position, p] : llvm::enumerate(kernel.params)) {
    if (p.isBuffer())
      continue;
    DataKey key{kSeed + 1, number, uint32_t(position)};
    uint64_t bound = p.type.bits >= 32 && !p.type.isFloat() ? kCountBound : 0;
    Generator generator =
        kind == Bits && p.type.isFloat() ? Generator::Normal : Generator::Uniform;
    call.scalars[p.name] =
        facts.scalars.count(p.name)
            ? static_cast<uint64_t>(size)
            : generateElement(generator, key, 0, p.type, bound);
  }
}

void Deriver::dims(CallData &call, int64_t size) const {
  for (const KernelParam &p : kernel.params) {
    if (!p.isBuffer())
      continue;
    std::vector<int64_t> &extents = call.dims[p.name];
    extents.assign(p.dims, p.dims + p.rank);
    if (extents[0] == kDynamic && p.length.empty())
      extents[0] = size;
    if (p.rank == 2 && extents[1] == kDynamic)
      extents[1] = std::min(size, kMostColumns);
  }
}

void Deriver::contents(CallData &call, const KernelParam &param, Kind kind,
                       llvm::StringRef edge) {
  if (!param.isRead())
    return;
  uint64_t count = call.elements(param.name);
  uint64_t bound = param.role == ParamRole::Table && !param.type.isFloat()
                       ? tableBound()
                       : 0;
  auto buffer = uint32_t(&param - kernel.params.data());
  std::vector<uint8_t> bytes = generateBuffer(
      kind == Bits && !bound ? Generator::Bits : Generator::Uniform,
      {kSeed, number, buffer}, count, param.type, bound);
  if (kind == Edge && !bound)
    for (uint64_t i = 0; i < count; ++i)
      if (auto word = edgeElement(edge, i, param.type, param.isSigned))
        storeElement(bytes.data(), i, param.type, *word);
  call.inputs[param.name] = std::move(bytes);
}

llvm::Error Deriver::add(int64_t size, Kind kind, llvm::StringRef edge) {
  CallData call;
  std::string what = kind == Uniform ? "uniform" : kind == Bits ? "bits" : edge.str();
  call.name = fmt::format("case {}: {}, n={}", number, what, size);
  scalars(call, size, kind);
  dims(call, size);
  if (llvm::Error error = completeDims(kernel, call)) {
    set.skipped.push_back({call.name, llvm::toString(std::move(error))});
  } else {
    for (const KernelParam &p : kernel.params)
      contents(call, p, kind, edge);
    set.calls.push_back(std::move(call));
  }
  ++number;
  return llvm::Error::success();
}

llvm::Error Deriver::run(int64_t workgroup) {
  bool anyFree = false, anyFloat = false, anyRead = false;
  for (const KernelParam &p : kernel.params) {
    anyFree |= p.isBuffer() && p.dims[0] == kDynamic;
    anyRead |= p.isRead();
    anyFloat |= p.isRead() && p.type.isFloat();
    if (p.length.empty())
      continue;
    auto expression = LengthExpr::parse(p.length);
    if (!expression)
      return expression.takeError();
    facts.read(expression->root());
  }
  std::set<int64_t> sizes;
  for (int64_t size : defaultSizes(workgroup))
    sizes.insert(llvm::alignTo(size, facts.multiple));
  if (!anyFree) // only the data varies
    sizes = {0, 1, 2, 3, 4, 5};
  for (int64_t size : sizes)
    for (Kind kind : {Uniform, Bits})
      if (auto error = add(size, kind))
        return error;
  if (anyRead)
    for (llvm::StringRef edge : kEdges)
      if (anyFloat || edge == "all-min" || edge == "all-max" || edge == "alternating")
        if (auto error = add(*std::prev(sizes.end(), 2), Edge, edge))
          return error;
  return llvm::Error::success();
}

} // namespace

llvm::Error quorum::completeDims(const KernelABI &kernel, CallData &call) {
  // Lengths may name each other: as many passes as there are parameters settle
  // every chain.
  llvm::Error last = llvm::Error::success();
  for (size_t pass = 0; pass <= kernel.params.size(); ++pass) {
    bool open = false;
    for (const KernelParam &p : kernel.params) {
      if (!p.isBuffer() || p.dims[0] != kDynamic || p.length.empty())
        continue;
      auto length = call.evaluate(p.length);
      if (!length) {
        open = true;
        llvm::consumeError(std::move(last));
        last = length.takeError();
        continue;
      }
      int64_t &extent = call.dims[p.name][0];
      open |= extent != *length;
      extent = *length;
    }
    if (!open)
      break;
  }
  if (last)
    return last;
  for (auto &[name, extents] : call.dims)
    for (int64_t extent : extents)
      if (extent < 0)
        return makeError(ErrorCode::LengthOverflow,
                         "'" + name + "' would have " + llvm::Twine(extent) +
                             " elements");
  return llvm::Error::success();
}

std::map<std::string, OutputRule> quorum::defaultRules(const KernelABI &kernel) {
  Comparison comparison;
  comparison.kind = Comparison::Kind::Exact;
  if (!kernel.tolerance.empty())
    if (auto parsed = Comparison::parse(kernel.tolerance))
      comparison = *parsed;
  std::map<std::string, OutputRule> rules;
  for (const KernelParam &p : kernel.params)
    if (p.isBuffer() && p.isWritten())
      rules[p.name].comparison = comparison;
  for (const KernelResult &r : kernel.results)
    rules[r.name].comparison = comparison;
  return rules;
}

llvm::Expected<CaseSet> quorum::deriveCases(const KernelABI &kernel,
                                            int64_t workgroup) {
  CaseSet set;
  set.id = "derived";
  set.contract = kernel.contract;
  set.derived = true;
  set.rules = defaultRules(kernel);
  if (auto error = Deriver(kernel, set).run(workgroup))
    return error;
  return set;
}
