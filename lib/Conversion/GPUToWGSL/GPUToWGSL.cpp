//===- GPUToWGSL.cpp - gpu modules to WGSL --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One walk over structured operations. Each value is a `let` with its own name;
// what crosses a region border (loop-carried values, results) is a `var`.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/GPUToWGSL/GPUToWGSL.h"

#include "Expressions.h"
#include "atlas/Conversion/Common/Diagnostics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace atlas;
using llvm::formatv;

namespace {

/// One buffer or array as the text knows it.
struct Memory {
  std::string name;
  bool isAtomic = false;
};

class EntryPrinter {
public:
  EntryPrinter(gpu::GPUFuncOp function, llvm::raw_ostream &os)
      : function(function), os(os), prefix(function.getName().str()) {}

  LogicalResult print() {
    Block &body = function.getBody().front();
    if (failed(refuseTypes()) || failed(declareArguments(body)) || failed(declareWorkgroup(body)))
      return failure();
    auto size = function.getKnownBlockSizeAttr();
    os << formatv("@compute @workgroup_size({0})\n", size ? size[0] : 1)
       << formatv("fn {0}(@builtin(local_invocation_id) local: vec3<u32>,\n"
                  "    @builtin(workgroup_id) group: vec3<u32>,\n"
                  "    @builtin(num_workgroups) groups: vec3<u32>) {{\n",
                  prefix);
    if (failed(printBlock(body)))
      return failure();
    os << "}\n";
    return success();
  }

private:
  gpu::GPUFuncOp function;
  llvm::raw_ostream &os;
  std::string prefix;
  DenseMap<Value, std::string> names;
  DenseMap<Value, Memory> memories;
  unsigned counter = 0, depth = 1;

  llvm::raw_ostream &line() { return os.indent(2 * depth); }
  std::string fresh() { return "v" + std::to_string(counter++); }
  const std::string &name(Value value) { return names[value]; }

  LogicalResult lacks(Operation *op, const Twine &what) {
    return op->emitOpError("ATL0601: WGSL lacks ") << what;
  }

  /// Names the first scalar type that the language does not have, before the
  /// forms in which it is carried show.
  LogicalResult refuseTypes() {
    auto refused = [](Type type) {
      Type element = getElementTypeOrSelf(type);
      return element.isF64() || element.isBF16();
    };
    Operation *first = nullptr;
    Type type;
    function.walk([&](Operation *op) {
      for (Type t : llvm::concat<Type>(SmallVector<Type>(op->getOperandTypes()),
                                       SmallVector<Type>(op->getResultTypes())))
        if (refused(t)) {
          first = op;
          type = getElementTypeOrSelf(t);
          if (!isa<arith::ConstantOp>(op)) // a merged constant has no place
            return WalkResult::interrupt();
        }
      return WalkResult::advance();
    });
    if (!first)
      return success();
    return first->emitOpError("ATL0601: WGSL has no type ")
           << type << "; the targets ptx and spirv have it";
  }

  //===------------------------------------------------------------------===//
  // Declarations
  //===------------------------------------------------------------------===//

  static bool isWritten(Value memory) {
    return llvm::any_of(memory.getUsers(), [](Operation *op) {
      return isa<memref::StoreOp, memref::AtomicRMWOp, memref::GenericAtomicRMWOp>(op);
    });
  }
  static bool isAtomic(Value memory) {
    return llvm::any_of(memory.getUsers(),
                        llvm::IsaPred<memref::AtomicRMWOp, memref::GenericAtomicRMWOp>);
  }

  FailureOr<std::string> elementOf(Value memory) {
    Type type = cast<MemRefType>(memory.getType()).getElementType();
    auto text = wgsl::typeName(type);
    if (!text || type.isInteger(1))
      return function.emitOpError("ATL0601: WGSL lacks buffers of ") << type;
    return isAtomic(memory) ? "atomic<" + *text + ">" : *text;
  }

  LogicalResult declareArguments(Block &body) {
    unsigned binding = 0, word = 0;
    std::string words;
    for (BlockArgument arg : body.getArguments().take_front(
             function.getFunctionType().getNumInputs())) {
      if (!isa<MemRefType>(arg.getType())) {
        names[arg] = formatv("{0}_words.w{1}", prefix, word);
        words += formatv("  w{0}: u32,\n", word++);
        continue;
      }
      auto element = elementOf(arg);
      if (failed(element))
        return failure();
      memories[arg] = {formatv("{0}_b{1}", prefix, binding), isAtomic(arg)};
      os << formatv("@group(0) @binding({0}) var<storage, {1}> {2}: array<{3}>;",
                    binding++, isWritten(arg) ? "read_write" : "read",
                    memories[arg].name, *element);
      if (auto known = function.getArgAttrOfType<StringAttr>(arg.getArgNumber(), "atlas.name"))
        os << " // " << printable(known.getValue());
      os << "\n";
    }
    if (word)
      os << formatv("struct {0}_words_t {{\n{1}}\n"
                    "@group(0) @binding({2}) var<uniform> {0}_words: {0}_words_t;\n",
                    prefix, words, binding);
    return success();
  }

  /// A name that may stand in a comment.
  static std::string printable(StringRef text) {
    std::string out;
    for (char c : text)
      out += c > ' ' && c < 0x7f ? c : '?';
    return out;
  }

  LogicalResult declareWorkgroup(Block &body) {
    unsigned inputs = function.getFunctionType().getNumInputs(), number = 0;
    for (BlockArgument arg : body.getArguments().drop_front(inputs)) {
      auto element = elementOf(arg);
      if (failed(element))
        return failure();
      memories[arg] = {formatv("{0}_m{1}", prefix, number++), isAtomic(arg)};
      os << formatv("var<workgroup> {0}: array<{1}, {2}>;\n", memories[arg].name,
                    *element, cast<MemRefType>(arg.getType()).getDimSize(0));
    }
    return success();
  }

  //===------------------------------------------------------------------===//
  // Statements
  //===------------------------------------------------------------------===//

  LogicalResult printBlock(Block &block) {
    for (Operation &op : block)
      if (failed(printOp(&op)))
        return failure();
    return success();
  }

  /// Declares a `var` for each value and names the value after it.
  LogicalResult declareVars(Operation *op, ValueRange values,
                            ArrayRef<std::string> inits,
                            SmallVectorImpl<std::string> &vars) {
    for (auto [i, value] : llvm::enumerate(values)) {
      auto type = wgsl::typeName(value.getType());
      if (!type)
        return lacks(op, "this type");
      vars.push_back(fresh());
      line() << formatv("var {0}: {1}", vars.back(), *type);
      if (!inits.empty())
        os << " = " << inits[i];
      os << ";\n";
    }
    return success();
  }

  void nameAll(ValueRange values, ArrayRef<std::string> vars) {
    for (auto [value, var] : llvm::zip_equal(values, vars))
      names[value] = var;
  }

  /// A `let` for each variable's present value: the variable changes later.
  void freeze(ValueRange values, ArrayRef<std::string> vars) {
    for (auto [value, var] : llvm::zip_equal(values, vars)) {
      names[value] = fresh();
      line() << formatv("let {0} = {1};\n", names[value], var);
    }
  }

  /// All assignments at once: values were named before any variable changes.
  void assign(ArrayRef<std::string> vars, ValueRange values) {
    for (auto [var, value] : llvm::zip_equal(vars, values))
      line() << formatv("{0} = {1};\n", var, name(value));
  }

  SmallVector<std::string> namesOf(ValueRange values) {
    SmallVector<std::string> all;
    for (Value value : values)
      all.push_back(name(value));
    return all;
  }

  LogicalResult printFor(scf::ForOp op) {
    SmallVector<std::string> vars;
    if (failed(declareVars(op, op.getResults(), namesOf(op.getInitArgs()), vars)))
      return failure();
    std::string i = fresh();
    names[op.getInductionVar()] = i;
    line() << formatv("for (var {0} = {1}; bitcast<i32>({0}) < bitcast<i32>({2}); "
                      "{0} = {0} + {3}) {{\n",
                      i, name(op.getLowerBound()), name(op.getUpperBound()),
                      name(op.getStep()));
    ++depth;
    freeze(op.getRegionIterArgs(), vars);
    for (Operation &inner : op.getBody()->without_terminator())
      if (failed(printOp(&inner)))
        return failure();
    assign(vars, op.getBody()->getTerminator()->getOperands());
    --depth;
    line() << "}\n";
    nameAll(op.getResults(), vars);
    return success();
  }

  LogicalResult printBranch(Block &block, ArrayRef<std::string> vars) {
    ++depth;
    for (Operation &inner : block.without_terminator())
      if (failed(printOp(&inner)))
        return failure();
    if (!vars.empty())
      assign(vars, block.getTerminator()->getOperands());
    --depth;
    return success();
  }

  LogicalResult printIf(scf::IfOp op) {
    SmallVector<std::string> vars;
    if (failed(declareVars(op, op.getResults(), {}, vars)))
      return failure();
    line() << "if (" << name(op.getCondition()) << ") {\n";
    if (failed(printBranch(*op.thenBlock(), vars)))
      return failure();
    if (!op.getElseRegion().empty()) {
      line() << "} else {\n";
      if (failed(printBranch(*op.elseBlock(), vars)))
        return failure();
    }
    line() << "}\n";
    nameAll(op.getResults(), vars);
    return success();
  }

  LogicalResult printWhile(scf::WhileOp op) {
    SmallVector<std::string> before, after;
    if (failed(declareVars(op, op.getBeforeArguments(), namesOf(op.getInits()), before)) ||
        failed(declareVars(op, op.getResults(), {}, after)))
      return failure();
    line() << "loop {\n";
    ++depth;
    freeze(op.getBeforeArguments(), before);
    for (Operation &inner : op.getBeforeBody()->without_terminator())
      if (failed(printOp(&inner)))
        return failure();
    scf::ConditionOp condition = op.getConditionOp();
    assign(after, condition.getArgs());
    line() << "if (!(" << name(condition.getCondition()) << ")) { break; }\n";
    freeze(op.getAfterArguments(), after);
    for (Operation &inner : op.getAfterBody()->without_terminator())
      if (failed(printOp(&inner)))
        return failure();
    assign(before, op.getAfterBody()->getTerminator()->getOperands());
    --depth;
    line() << "}\n";
    nameAll(op.getResults(), after);
    return success();
  }

  std::string element(Value memory, ValueRange indices) {
    return formatv("{0}[{1}]", memories[memory].name, name(indices[0]));
  }

  LogicalResult let(Value value, const std::string &text) {
    names[value] = fresh();
    line() << formatv("let {0} = {1};\n", names[value], text);
    return success();
  }

  /// Tries `next` of the present value until nobody came between; returns the name
  /// of what was there before.
  FailureOr<std::string> printTries(const std::string &at,
                                    function_ref<FailureOr<std::string>(std::string)> next) {
    std::string old = fresh();
    line() << formatv("var {0} = atomicLoad(&{1});\n", old, at);
    line() << "loop {\n";
    ++depth;
    auto value = next(old);
    if (failed(value))
      return failure();
    std::string tried = fresh();
    line() << formatv("let {0} = atomicCompareExchangeWeak(&{1}, {2}, {3});\n", tried, at,
                      old, *value);
    line() << formatv("if ({0}.exchanged) {{ break; }\n", tried);
    line() << formatv("{0} = {1}.old_value;\n", old, tried);
    --depth;
    line() << "}\n";
    return old;
  }

  /// Atomic words are unsigned.
  LogicalResult printSigned(memref::AtomicRMWOp op, const char *call) {
    auto old = printTries(
        element(op.getMemref(), op.getIndices()),
        [&](std::string now) -> FailureOr<std::string> {
          std::string next = fresh();
          line() << formatv(
              "let {0} = bitcast<u32>({1}(bitcast<i32>({2}), bitcast<i32>({3})));\n", next,
              call, now, name(op.getValue()));
          return next;
        });
    names[op.getResult()] = *old;
    return success();
  }

  LogicalResult printUpdate(memref::GenericAtomicRMWOp op) {
    auto old = printTries(element(op.getMemref(), op.getIndices()),
                          [&](std::string now) -> FailureOr<std::string> {
                            Block &body = op.getRegion().front();
                            names[op.getCurrentValue()] = now;
                            for (Operation &inner : body.without_terminator())
                              if (failed(printOp(&inner)))
                                return failure();
                            return name(body.getTerminator()->getOperand(0));
                          });
    if (failed(old))
      return failure();
    names[op.getResult()] = *old;
    return success();
  }

  LogicalResult printAtomic(memref::AtomicRMWOp op) {
    const char *call = nullptr;
    switch (op.getKind()) {
    case arith::AtomicRMWKind::addi: call = "atomicAdd"; break;
    case arith::AtomicRMWKind::maxu: call = "atomicMax"; break;
    case arith::AtomicRMWKind::minu: call = "atomicMin"; break;
    case arith::AtomicRMWKind::andi: call = "atomicAnd"; break;
    case arith::AtomicRMWKind::ori: call = "atomicOr"; break;
    case arith::AtomicRMWKind::xori: call = "atomicXor"; break;
    case arith::AtomicRMWKind::assign: call = "atomicExchange"; break;
    case arith::AtomicRMWKind::mins: return printSigned(op, "min");
    case arith::AtomicRMWKind::maxs: return printSigned(op, "max");
    default: return lacks(op, "this atomic operation");
    }
    return let(op.getResult(),
               formatv("{0}(&{1}, {2})", call,
                       element(op.getMemref(), op.getIndices()), name(op.getValue())));
  }

  LogicalResult printAlloca(memref::AllocaOp op) {
    auto element = elementOf(op);
    if (failed(element))
      return failure();
    memories[op] = {fresh(), false};
    line() << formatv("var {0}: array<{1}, {2}>;\n", memories[op].name, *element,
                      op.getType().getDimSize(0));
    return success();
  }

  /// A table of constants: a variable of the function, of which WGSL needs no
  /// copy for each thread.
  LogicalResult printTable(memref::GetGlobalOp op) {
    auto element = elementOf(op);
    if (failed(element))
      return failure();
    auto table = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(op, op.getNameAttr());
    SmallVector<std::string> values;
    for (TypedAttr value :
         cast<DenseElementsAttr>(table.getConstantInitValue()).getValues<TypedAttr>())
      values.push_back(wgsl::literal(value));
    memories[op] = {fresh(), false};
    line() << formatv("var {0} = array<{1}, {2}>({3});\n", memories[op].name, *element,
                      values.size(), llvm::join(values, ", "));
    return success();
  }

  LogicalResult builtin(Operation *op, gpu::Dimension dimension, const char *what) {
    return let(op->getResult(0),
               formatv("{0}.{1}", what, gpu::stringifyDimension(dimension)));
  }

  LogicalResult printOp(Operation *op) {
    return llvm::TypeSwitch<Operation *, LogicalResult>(op)
        .Case([&](scf::ForOp o) { return printFor(o); })
        .Case([&](scf::IfOp o) { return printIf(o); })
        .Case([&](scf::WhileOp o) { return printWhile(o); })
        .Case([&](memref::AllocaOp o) { return printAlloca(o); })
        .Case([&](memref::GetGlobalOp o) { return printTable(o); })
        .Case([&](memref::AtomicRMWOp o) { return printAtomic(o); })
        .Case([&](memref::GenericAtomicRMWOp o) { return printUpdate(o); })
        .Case([&](memref::LoadOp o) {
          std::string at = element(o.getMemRef(), o.getIndices());
          return let(o, memories[o.getMemRef()].isAtomic ? "atomicLoad(&" + at + ")" : at);
        })
        .Case([&](memref::StoreOp o) {
          std::string at = element(o.getMemRef(), o.getIndices());
          if (memories[o.getMemRef()].isAtomic)
            line() << formatv("atomicStore(&{0}, {1});\n", at, name(o.getValue()));
          else
            line() << formatv("{0} = {1};\n", at, name(o.getValue()));
          return success();
        })
        .Case([&](gpu::BarrierOp) {
          line() << "workgroupBarrier();\n";
          line() << "storageBarrier();\n";
          return success();
        })
        .Case([&](gpu::ThreadIdOp o) { return builtin(o, o.getDimension(), "local"); })
        .Case([&](gpu::BlockIdOp o) { return builtin(o, o.getDimension(), "group"); })
        .Case([&](gpu::GridDimOp o) { return builtin(o, o.getDimension(), "groups"); })
        .Case([&](gpu::ReturnOp) { return success(); })
        .Default([&](Operation *o) -> LogicalResult {
          if (o->getNumResults() != 1 || o->getNumRegions())
            return lacks(o, "this operation");
          for (Type type : llvm::concat<Type>(SmallVector<Type>(o->getOperandTypes()),
                                              SmallVector<Type>(o->getResultTypes())))
            if (!wgsl::typeName(type))
              return o->emitOpError("ATL0601: WGSL lacks the type ") << type;
          auto text = wgsl::expression(o, namesOf(o->getOperands()));
          if (!text)
            return lacks(o, "this operation");
          if (isa<arith::ConstantOp>(o)) {
            names[o->getResult(0)] = *text;
            return success();
          }
          return let(o->getResult(0), *text);
        });
  }
};

/// Whether a 16-bit float is anywhere.
bool hasHalves(gpu::GPUModuleOp module) {
  auto isHalf = [](Type type) { return getElementTypeOrSelf(type).isF16(); };
  return module
      .walk([&](Operation *op) {
        return llvm::any_of(op->getOperandTypes(), isHalf) ||
                       llvm::any_of(op->getResultTypes(), isHalf)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

} // namespace

llvm::Expected<std::string> atlas::emitWGSL(gpu::GPUModuleOp module, StageObserver observe) {
  FirstDiagnostic diagnostics(*module.getContext());
  if (failed(observeStage(observe, kPreparedStage, module)) ||
      failed(observeStage(observe, kFinalStage, module)))
    return diagnostics.take("the module was refused");
  std::string text;
  llvm::raw_string_ostream os(text);
  if (hasHalves(module))
    os << "enable f16;\n\n";
  bool first = true;
  for (auto function : module.getOps<gpu::GPUFuncOp>()) {
    if (!first)
      os << "\n";
    first = false;
    if (failed(EntryPrinter(function, os).print()))
      return diagnostics.take("WGSL could not be printed");
  }
  return text;
}
