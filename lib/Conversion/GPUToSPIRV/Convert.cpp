//===- Convert.cpp - The conversion to SPIR-V -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Convert.h"

#include "mlir/Conversion/ArithToSPIRV/ArithToSPIRV.h"
#include "mlir/Conversion/FuncToSPIRV/FuncToSPIRV.h"
#include "mlir/Conversion/GPUToSPIRV/GPUToSPIRV.h"
#include "mlir/Conversion/MemRefToSPIRV/MemRefToSPIRV.h"
#include "mlir/Conversion/SCFToSPIRV/SCFToSPIRV.h"
#include "mlir/Conversion/VectorToSPIRV/VectorToSPIRV.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Dialect/SPIRV/Transforms/SPIRVConversion.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace {

/// A compare-exchange in the form of an update: what it expects and what it leaves.
struct Exchange {
  Value expected, desired;
};

/// yield (now == expected ? desired : now), with both from outside.
std::optional<Exchange> matchExchange(memref::GenericAtomicRMWOp op) {
  Block &body = op.getRegion().front();
  auto select = body.getTerminator()->getOperand(0).getDefiningOp<arith::SelectOp>();
  auto same = select ? select.getCondition().getDefiningOp<arith::CmpIOp>() : nullptr;
  Value now = op.getCurrentValue();
  if (!same || same.getPredicate() != arith::CmpIPredicate::eq || same.getLhs() != now ||
      select.getFalseValue() != now || !llvm::hasNItems(body, 3))
    return std::nullopt;
  return Exchange{same.getRhs(), select.getTrueValue()};
}

Value compareExchange(OpBuilder &b, memref::GenericAtomicRMWOp op, Value expected,
                      Value desired) {
  Location loc = op.getLoc();
  auto exchange =
      memref::GenericAtomicRMWOp::create(b, loc, op.getMemref(), op.getIndices());
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(&exchange.getRegion().front());
  Value now = exchange.getCurrentValue();
  Value same =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, now, expected);
  Value next = arith::SelectOp::create(b, loc, same, desired, now);
  memref::AtomicYieldOp::create(b, loc, next);
  return exchange.getResult();
}

void expandUpdate(memref::GenericAtomicRMWOp op) {
  OpBuilder b(op);
  Location loc = op.getLoc();
  Type type = op.getType();
  Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
  Value first = memref::AtomicRMWOp::create(b, loc, type, arith::AtomicRMWKind::ori, zero,
                                            op.getMemref(), op.getIndices());
  auto loop = scf::WhileOp::create(
      b, loc, TypeRange{type}, ValueRange{first},
      [&](OpBuilder &in, Location, ValueRange state) {
        IRMapping map;
        map.map(op.getCurrentValue(), state[0]);
        Block &body = op.getRegion().front();
        for (Operation &one : body.without_terminator())
          in.clone(one, map);
        Value next = map.lookupOrDefault(body.getTerminator()->getOperand(0));
        Value seen = compareExchange(in, op, state[0], next);
        Value differs =
            arith::CmpIOp::create(in, loc, arith::CmpIPredicate::ne, seen, state[0]);
        scf::ConditionOp::create(in, loc, differs, seen);
      },
      [&](OpBuilder &in, Location, ValueRange state) {
        scf::YieldOp::create(in, loc, state);
      });
  op.getResult().replaceAllUsesWith(loop.getResult(0));
  op.erase();
}

spirv::Scope scopeOf(MemRefType type) {
  auto storage = dyn_cast_if_present<spirv::StorageClassAttr>(type.getMemorySpace());
  return storage && storage.getValue() == spirv::StorageClass::Workgroup
             ? spirv::Scope::Workgroup
             : spirv::Scope::Device;
}

/// The element that an atomic operation updates.
template <typename OpT, typename Adaptor>
Value elementOf(OpT op, Adaptor adaptor, const TypeConverter &converter, OpBuilder &b) {
  return spirv::getElementPtr(static_cast<const SPIRVTypeConverter &>(converter),
                              cast<MemRefType>(op.getMemref().getType()),
                              adaptor.getMemref(), adaptor.getIndices(), op.getLoc(), b);
}

struct ConvertExchange : OpConversionPattern<memref::AtomicRMWOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(memref::AtomicRMWOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (op.getKind() != arith::AtomicRMWKind::assign)
      return rewriter.notifyMatchFailure(op, "upstream has the others");
    Value element = elementOf(op, adaptor, *getTypeConverter(), rewriter);
    if (!element)
      return rewriter.notifyMatchFailure(op, "no such element");
    rewriter.replaceOpWithNewOp<spirv::AtomicExchangeOp>(
        op, getTypeConverter()->convertType(op.getType()), element,
        scopeOf(cast<MemRefType>(op.getMemref().getType())), spirv::MemorySemantics::None,
        adaptor.getValue());
    return success();
  }
};

struct ConvertCompareExchange : OpConversionPattern<memref::GenericAtomicRMWOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(memref::GenericAtomicRMWOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto exchange = matchExchange(op);
    Value element = exchange ? elementOf(op, adaptor, *getTypeConverter(), rewriter) : Value();
    if (!element)
      return rewriter.notifyMatchFailure(op, "no compare-exchange");
    rewriter.replaceOpWithNewOp<spirv::AtomicCompareExchangeOp>(
        op, getTypeConverter()->convertType(op.getType()), element,
        scopeOf(cast<MemRefType>(op.getMemref().getType())), spirv::MemorySemantics::None,
        spirv::MemorySemantics::None, rewriter.getRemappedValue(exchange->desired),
        rewriter.getRemappedValue(exchange->expected));
    return success();
  }
};

LogicalResult convert(Operation *module) {
  MLIRContext *context = module->getContext();
  spirv::TargetEnvAttr environment = spirv::lookupTargetEnvOrDefault(module);
  std::unique_ptr<ConversionTarget> target = SPIRVConversionTarget::get(environment);
  SPIRVTypeConverter converter(environment, SPIRVConversionOptions());
  RewritePatternSet patterns(context);
  ScfToSPIRVContext structured;
  populateGPUToSPIRVPatterns(converter, patterns);
  populateSCFToSPIRVPatterns(converter, structured, patterns);
  arith::populateArithToSPIRVPatterns(converter, patterns);
  populateMemRefToSPIRVPatterns(converter, patterns);
  populateFuncToSPIRVPatterns(converter, patterns);
  populateVectorToSPIRVPatterns(converter, patterns);
  patterns.add<ConvertExchange, ConvertCompareExchange>(converter, context, /*benefit=*/2);
  ConversionConfig config;
  config.foldingMode = DialectConversionFoldingMode::Never; // all is folded that can be
  return applyFullConversion(module, *target, std::move(patterns), config);
}

struct Conversion : PassWrapper<Conversion, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(Conversion)

  StringRef getArgument() const override { return "convert-gpu-to-spirv"; }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<spirv::SPIRVDialect>();
  }
  void runOnOperation() override {
    // In place: unlike upstream's pass, no host code needs the module afterwards.
    for (auto module : llvm::make_early_inc_range(getOperation().getOps<gpu::GPUModuleOp>()))
      if (failed(convert(module)))
        return signalPassFailure();
  }
};

} // namespace

void atlas::spirv_prepare::expandUpdates(gpu::GPUFuncOp function) {
  SmallVector<memref::GenericAtomicRMWOp> updates;
  function.walk([&](memref::GenericAtomicRMWOp op) { updates.push_back(op); });
  for (memref::GenericAtomicRMWOp op : updates)
    expandUpdate(op);
}

std::unique_ptr<Pass> atlas::spirv_prepare::createConversion() {
  return std::make_unique<Conversion>();
}
