//===- KernelDeclaration.cpp - Declarations of kernels, pipelines ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types, roles, lengths and manifest of a kernel or pipeline as a whole. Single
// attributes have been verified (KernelAttributes.cpp).
// Source: dialect.md sections 1 and 2.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace atlas;

namespace {

bool isScalarType(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return integer.isSignless() && integer.getWidth() <= 64;
  return isa<Float16Type, Float32Type, Float64Type>(type);
}

bool isElementType(Type type) {
  return isScalarType(type) &&
         (isa<FloatType>(type) || type.isInteger(8) || type.isInteger(16) ||
          type.isInteger(32) || type.isInteger(64));
}

/// Checks the declaration of one kernel or pipeline.
class DeclarationVerifier {
public:
  explicit DeclarationVerifier(FunctionOpInterface op) : op(op) {
    for (unsigned i = 0, e = op.getNumArguments(); i != e; ++i)
      names.push_back(getArgName(op, i));
  }

  LogicalResult run() {
    llvm::StringSet<> seen;
    for (auto [i, name] : llvm::enumerate(names))
      if (!seen.insert(name).second)
        return op.emitOpError()
               << "has two arguments named '" << name
               << "'; tools address arguments by name";
    for (unsigned i = 0, e = names.size(); i != e; ++i)
      if (failed(isa<MemRefType>(type(i)) ? verifyBuffer(i) : verifyScalar(i)))
        return failure();
    for (auto [i, result] : llvm::enumerate(op.getResultTypes()))
      if (!isScalarType(result))
        return op.emitOpError()
               << "result " << i << " is " << result
               << "; expected an integer of 1 to 64 bits, f16, f32 or f64 "
                  "(buffers are outputs: pass them as atlas.out arguments)";
    return verifyManifest();
  }

private:
  Type type(unsigned i) { return op.getArgumentTypes()[i]; }
  bool has(unsigned i, StringRef attr) { return !!op.getArgAttr(i, attr); }
  InFlightDiagnostic argError(unsigned i) {
    return op.emitOpError() << "argument '" << names[i] << "' ";
  }

  LogicalResult verifyBuffer(unsigned i) {
    auto memref = cast<MemRefType>(type(i));
    if (memref.getRank() < 1 || memref.getRank() > 2 ||
        !isElementType(memref.getElementType()))
      return argError(i) << "is " << memref
                         << "; expected a buffer of rank 1 or 2 of i8 i16 i32 "
                            "i64 f16 f32 f64";
    SmallVector<int64_t> strides;
    int64_t offset;
    if (failed(memref.getStridesAndOffset(strides, offset)) ||
        strides.back() != 1 || offset != 0)
      return argError(i) << "has the layout of " << memref
                         << "; expected innermost stride 1 and offset 0";
    SmallVector<StringRef> roles;
    for (StringRef role : {kInAttr, kOutAttr, kInOutAttr, kTableAttr})
      if (has(i, role))
        roles.push_back(role);
    if (roles.size() != 1) {
      InFlightDiagnostic diag = argError(i);
      if (roles.empty())
        diag << "is a buffer without a role";
      else
        diag << "has the roles " << llvm::join(roles, " and ");
      return diag << "; expected one of atlas.in, atlas.out, atlas.inout, "
                     "atlas.table";
    }
    if (has(i, kConstantAttr) && !memref.isDynamicDim(0))
      return argError(i) << "has atlas.constant, but its first dimension is "
                            "fixed by the type "
                         << memref;
    bool written = has(i, kOutAttr) || has(i, kInOutAttr);
    for (StringRef attr : {kCountAttr, kInplaceAttr, kOverlapAttr})
      if (has(i, attr) && !written)
        return argError(i) << "has " << attr
                           << ", which is for atlas.out and atlas.inout; it is "
                           << roles.front();
    if (has(i, kDefaultAttr) && (!has(i, kInAttr) || memref.getRank() != 1 ||
                                 !has(i, kLengthAttr)))
      return argError(i) << "has atlas.default, which is for scalars and for "
                            "atlas.in buffers of rank 1 with atlas.length";
    return failure(failed(verifyLength(i)) || failed(verifyCount(i)) ||
                   failed(verifyInplace(i)) ||
                   failed(verifyDefault(i, memref.getElementType())));
  }

  /// A value of the scalar's or the element's type.
  LogicalResult verifyDefault(unsigned i, Type wanted) {
    auto value = op.getArgAttrOfType<TypedAttr>(i, kDefaultAttr);
    if (!value || value.getType() == wanted)
      return success();
    return argError(i) << "has atlas.default = " << value
                       << "; expected a value of type " << wanted;
  }

  LogicalResult verifyScalar(unsigned i) {
    if (!isScalarType(type(i)))
      return argError(i) << "is " << type(i)
                         << "; expected a buffer, an integer of 1 to 64 bits, "
                            "f16, f32 or f64";
    for (StringRef attr : {kInAttr, kOutAttr, kInOutAttr, kTableAttr,
                           kLengthAttr, kCountAttr, kAlignAttr, kInplaceAttr,
                           kOverlapAttr})
      if (has(i, attr))
        return argError(i) << "is the scalar " << type(i) << "; " << attr
                           << " is for buffers";
    return verifyDefault(i, type(i));
  }

  LogicalResult verifyLength(unsigned i) {
    auto text = op.getArgAttrOfType<StringAttr>(i, kLengthAttr);
    if (!text)
      return success();
    llvm::Expected<LengthExpr> expr = LengthExpr::parse(text.getValue());
    if (!expr)
      return argError(i) << "has an atlas.length that does not parse: "
                         << llvm::toString(expr.takeError());
    return verifyLengthNames(i, expr->root());
  }

  LogicalResult verifyLengthNames(unsigned i, const LengthExpr::Node &node) {
    using Node = LengthExpr::Node;
    bool isDim = node.op == Node::Dim;
    if (isDim || node.op == Node::Scalar) {
      auto it = llvm::find(names, node.name);
      if (it == names.end())
        return argError(i) << "has an atlas.length that names '" << node.name
                           << "'; the arguments are "
                           << llvm::join(names, ", ");
      unsigned at = it - names.begin();
      auto memref = dyn_cast<MemRefType>(type(at));
      if (isDim && (!memref || node.value < 0 || node.value >= memref.getRank()))
        return argError(i) << "has an atlas.length with dim(" << node.name
                           << ", " << node.value << "), but '" << node.name
                           << "' is " << type(at);
      if (isDim && at == i && node.value == 0)
        return argError(i) << "has an atlas.length that names its own length";
      if (!isDim && !isa<IntegerType>(type(at)))
        return argError(i) << "has an atlas.length that uses '" << node.name
                           << "' of type " << type(at)
                           << "; expected an integer scalar or dim(...)";
    }
    for (const auto *child : {&node.lhs, &node.rhs})
      if (*child && failed(verifyLengthNames(i, **child)))
        return failure();
    return success();
  }

  LogicalResult verifyCount(unsigned i) {
    auto text = op.getArgAttrOfType<StringAttr>(i, kCountAttr);
    if (!text)
      return success();
    SmallVector<std::string> results;
    for (unsigned r = 0, e = op.getNumResults(); r != e; ++r) {
      results.push_back(getResultName(op, r));
      if (text.getValue() != results.back())
        continue;
      if (isa<IntegerType>(op.getResultTypes()[r]))
        return success();
      return argError(i) << "has atlas.count = " << text << " of type "
                         << op.getResultTypes()[r] << "; expected an integer";
    }
    return argError(i) << "has atlas.count = " << text << "; the results are "
                       << (results.empty() ? "none" : llvm::join(results, ", "));
  }

  LogicalResult verifyInplace(unsigned i) {
    auto others = op.getArgAttrOfType<ArrayAttr>(i, kInplaceAttr);
    if (!others)
      return success();
    for (StringAttr other : others.getAsRange<StringAttr>()) {
      auto it = llvm::find(names, other.getValue());
      if (it == names.end() || it - names.begin() == i ||
          !isa<MemRefType>(type(it - names.begin())))
        return argError(i) << "has atlas.inplace naming " << other
                           << ", which is no other buffer of the kernel";
      auto mine = cast<MemRefType>(type(i));
      auto theirs = cast<MemRefType>(type(it - names.begin()));
      if (mine.getElementType() != theirs.getElementType() ||
          mine.getRank() != theirs.getRank())
        return argError(i) << "has atlas.inplace naming " << other << " of type "
                           << theirs << "; expected the type " << mine;
    }
    return success();
  }

  /// contract, exactness, tolerance.
  LogicalResult verifyManifest() {
    if (Attribute attr = op->getAttr(kContractAttr)) {
      auto contract = dyn_cast<ContractAttr>(attr);
      if (!contract || !contract.getId().starts_with("C-"))
        return op.emitOpError() << "has contract = " << attr
                                << "; expected #atlas.contract<\"C-...\">";
    }
    if (Attribute attr = op->getAttr(kExactnessAttr);
        attr && !isa<ExactnessAttr>(attr))
      return op.emitOpError()
             << "has exactness = " << attr
             << "; expected #atlas<exactness bit_exact>, ordered_float or "
                "bounded_ulp";
    Exactness exactness = getExactness(op);
    Attribute tolerance = op->getAttr(kToleranceAttr);
    if (!tolerance) {
      if (exactness == Exactness::BoundedUlp)
        return op.emitOpError() << "is bounded_ulp without a tolerance; expected "
                                   "tolerance = \"ulp:4\" or the like";
      return success();
    }
    if (exactness == Exactness::BitExact)
      return op.emitOpError() << "is bit_exact with a tolerance; expected no "
                                 "tolerance, or another exactness";
    auto text = dyn_cast<StringAttr>(tolerance);
    auto [unit, amount] = (text ? text.getValue() : "").split(':');
    double value;
    if ((unit != "ulp" && unit != "abs" && unit != "rel") ||
        amount.getAsDouble(value) || !(value >= 0))
      return op.emitOpError() << "has tolerance = " << tolerance
                              << "; expected \"ulp:N\", \"abs:X\" or \"rel:X\"";
    return success();
  }

  FunctionOpInterface op;
  SmallVector<std::string> names;
};

} // namespace

LogicalResult KernelOp::verify() { return DeclarationVerifier(*this).run(); }
LogicalResult PipelineOp::verify() { return DeclarationVerifier(*this).run(); }
