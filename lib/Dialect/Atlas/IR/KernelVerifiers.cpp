//===- KernelVerifiers.cpp - Rules of kernels, pipelines and calls --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three layers, each run when what it needs has been verified:
//   1. attributes of one argument or result (dialect hooks),
//   2. the declaration as a whole (verify), and the body (verifyRegions),
//   3. what needs other symbols: what a call writes, pure helpers
//      (verifySymbolUses). The rules of a call itself are in CallVerifiers.cpp.
// Source: dialect.md sections 1 and 2.
//===----------------------------------------------------------------------===//

#include "Verification.h"

#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace atlas;

//===----------------------------------------------------------------------===//
// Names and classes
//===----------------------------------------------------------------------===//

std::string atlas::getArgName(FunctionOpInterface kernel, unsigned i) {
  if (auto name = kernel.getArgAttrOfType<StringAttr>(i, kNameAttr))
    return name.getValue().str();
  return "arg" + std::to_string(i);
}

std::string atlas::getResultName(FunctionOpInterface kernel, unsigned i) {
  if (auto name = kernel.getResultAttrOfType<StringAttr>(i, kNameAttr))
    return name.getValue().str();
  return i ? "result" + std::to_string(i) : "result";
}

Exactness atlas::getExactness(Operation *kernel) {
  auto attr = kernel->getAttrOfType<ExactnessAttr>(kExactnessAttr);
  return attr ? attr.getValue() : Exactness::BitExact;
}

std::optional<Exactness> atlas::getEnclosingExactness(Operation *op) {
  for (; op; op = op->getParentOp())
    if (isa<KernelOp, PipelineOp>(op))
      return getExactness(op);
  return std::nullopt;
}

BlockArgument atlas::kernelArgument(FunctionOpInterface kernel, Value buffer) {
  auto arg = dyn_cast<BlockArgument>(getBufferRoot(buffer));
  if (!arg || arg.getOwner()->getParentOp() != kernel)
    return {};
  return arg;
}

bool atlas::isReadOnly(FunctionOpInterface kernel, BlockArgument arg) {
  return kernel.getArgAttr(arg.getArgNumber(), kInAttr) ||
         kernel.getArgAttr(arg.getArgNumber(), kTableAttr);
}

//===----------------------------------------------------------------------===//
// Attributes of one argument, result or operation
//===----------------------------------------------------------------------===//

namespace {

/// What an attribute `atlas.<x>` of an argument must look like.
enum class AttrForm { Unit, String, Strings, PowerOfTwo };

std::optional<AttrForm> argAttrForm(StringRef name) {
  if (llvm::is_contained({kInAttr, kOutAttr, kInOutAttr, kTableAttr,
                          kConstantAttr, kOverlapAttr, kSignedAttr},
                         name))
    return AttrForm::Unit;
  if (llvm::is_contained({kLengthAttr, kCountAttr, kNameAttr}, name))
    return AttrForm::String;
  if (name == kInplaceAttr)
    return AttrForm::Strings;
  if (name == kAlignAttr)
    return AttrForm::PowerOfTwo;
  return std::nullopt;
}

bool hasForm(Attribute value, AttrForm form) {
  switch (form) {
  case AttrForm::Unit:
    return isa<UnitAttr>(value);
  case AttrForm::String:
    return isa<StringAttr>(value);
  case AttrForm::Strings: {
    auto array = dyn_cast<ArrayAttr>(value);
    return array && llvm::all_of(array, llvm::IsaPred<StringAttr>);
  }
  case AttrForm::PowerOfTwo: {
    auto number = dyn_cast<IntegerAttr>(value);
    return number && number.getInt() > 0 &&
           llvm::isPowerOf2_64(number.getInt());
  }
  }
  return false;
}

StringRef formText(AttrForm form) {
  switch (form) {
  case AttrForm::Unit:
    return "no value";
  case AttrForm::String:
    return "a string";
  case AttrForm::Strings:
    return "an array of strings, such as [\"data\"]";
  case AttrForm::PowerOfTwo:
    return "a positive power of two, in bytes";
  }
  return {};
}

} // namespace

LogicalResult AtlasDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                     unsigned arg,
                                                     NamedAttribute attr) {
  std::optional<AttrForm> form = argAttrForm(attr.getName());
  if (!form)
    return op->emitOpError()
           << "argument " << arg << " has the unknown attribute '"
           << attr.getName().getValue()
           << "'; expected atlas.in, out, inout, table, length, count, align, "
              "constant, inplace, overlap, signed or name";
  if (!hasForm(attr.getValue(), *form))
    return op->emitOpError() << "attribute '" << attr.getName().getValue()
                             << "' of argument " << arg << " is "
                             << attr.getValue() << "; it takes "
                             << formText(*form);
  return success();
}

LogicalResult AtlasDialect::verifyRegionResultAttribute(Operation *op, unsigned,
                                                        unsigned result,
                                                        NamedAttribute attr) {
  bool isName = attr.getName() == kNameAttr;
  if (!isName && attr.getName() != kSignedAttr)
    return op->emitOpError()
           << "result " << result << " has the unknown attribute '"
           << attr.getName().getValue() << "'; expected atlas.name or signed";
  if (isName ? !isa<StringAttr>(attr.getValue())
             : !isa<UnitAttr>(attr.getValue()))
    return op->emitOpError() << "attribute '" << attr.getName().getValue()
                             << "' of result " << result << " is "
                             << attr.getValue() << "; it takes "
                             << (isName ? "a string" : "no value");
  return success();
}

LogicalResult AtlasDialect::verifyOperationAttribute(Operation *op,
                                                     NamedAttribute attr) {
  // Lowered functions carry the dialect's names too (the ABI description);
  // argument attributes on an operation are always a slip.
  if (argAttrForm(attr.getName()) && attr.getName() != kNameAttr)
    return op->emitOpError() << "has the attribute '"
                             << attr.getName().getValue()
                             << "'; it belongs on an argument of atlas.kernel";
  return success();
}

//===----------------------------------------------------------------------===//
// The declaration
//===----------------------------------------------------------------------===//

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
    return failure(failed(verifyLength(i)) || failed(verifyCount(i)) ||
                   failed(verifyInplace(i)));
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
    return success();
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

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

LogicalResult refuseWrite(FunctionOpInterface kernel, Operation *op,
                          Value buffer) {
  BlockArgument arg = kernelArgument(kernel, buffer);
  if (!arg || !isReadOnly(kernel, arg))
    return success();
  InFlightDiagnostic diag = op->emitOpError()
                            << "writes '"
                            << getArgName(kernel, arg.getArgNumber())
                            << "', which the kernel declares read-only; "
                               "expected atlas.out or atlas.inout";
  diag.attachNote(kernel.getLoc()) << "declared here";
  return diag;
}

LogicalResult verifyBody(FunctionOpInterface kernel) {
  Region &body = kernel.getFunctionBody();
  if (!body.hasOneBlock())
    return kernel.emitOpError() << "has a body of " << body.getBlocks().size()
                                << " blocks; expected one (use scf for "
                                   "control flow)";
  Operation *terminator = body.front().getTerminator();
  if (!isa<ReturnOp>(terminator))
    return terminator->emitOpError()
           << "ends '" << kernel->getName() << "'; expected 'atlas.return'";
  WalkResult result = body.walk([&](Operation *op) {
    auto effects = dyn_cast<MemoryEffectOpInterface>(op);
    if (!effects)
      return WalkResult::advance();
    SmallVector<MemoryEffects::EffectInstance> writes;
    effects.getEffects(writes);
    for (const auto &effect : writes)
      if (isa<MemoryEffects::Write>(effect.getEffect()) && effect.getValue() &&
          failed(refuseWrite(kernel, op, effect.getValue())))
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

//===----------------------------------------------------------------------===//
// Other symbols
//===----------------------------------------------------------------------===//

LogicalResult verifySymbols(FunctionOpInterface kernel,
                            SymbolTableCollection &symbols) {
  WalkResult result = kernel.getFunctionBody().walk([&](Operation *op) {
    if (auto call = dyn_cast<CallOp>(op)) {
      // The callee itself is checked by the call; here only what it writes.
      auto callee = symbols.lookupNearestSymbolFrom<FunctionOpInterface>(
          op, call.getCalleeAttr());
      if (!callee || callee.getNumArguments() != call.getNumOperands())
        return WalkResult::advance();
      for (auto [i, operand] : llvm::enumerate(call.getOperands()))
        if ((callee.getArgAttr(i, kOutAttr) ||
             callee.getArgAttr(i, kInOutAttr)) &&
            failed(refuseWrite(kernel, op, operand)))
          return WalkResult::interrupt();
      return WalkResult::advance();
    }
    if (!isInPureRegion(op)) {
      auto helper = dyn_cast<func::CallOp>(op);
      return helper && failed(verifyHelperWrites(kernel, helper, symbols))
                 ? WalkResult::interrupt()
                 : WalkResult::advance();
    }
    if (failed(verifyPureSymbols(op, getExactness(kernel), symbols)))
      return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

} // namespace

LogicalResult KernelOp::verify() { return DeclarationVerifier(*this).run(); }
LogicalResult PipelineOp::verify() { return DeclarationVerifier(*this).run(); }
LogicalResult KernelOp::verifyRegions() { return ::verifyBody(*this); }
LogicalResult PipelineOp::verifyRegions() { return ::verifyBody(*this); }
LogicalResult KernelOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySymbols(*this, symbols);
}
LogicalResult PipelineOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySymbols(*this, symbols);
}

LogicalResult ReturnOp::verify() {
  auto kernel = cast<FunctionOpInterface>((*this)->getParentOp());
  if (getOperandTypes() != kernel.getResultTypes()) {
    InFlightDiagnostic diag = emitOpError() << "returns (" << getOperandTypes()
                                            << "); expected ("
                                            << kernel.getResultTypes() << ")";
    diag.attachNote(kernel.getLoc()) << "results declared here";
    return diag;
  }
  return success();
}
