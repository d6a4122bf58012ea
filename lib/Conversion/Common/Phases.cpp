//===- Phases.cpp - The launch plan of a kernel ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/Phases.h"

#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/Common/LengthCode.h"
#include "atlas/Conversion/Common/Emit.h"
#include "atlas/Conversion/Common/PhaseMarks.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

namespace {

/// The block of the canonical float order.
constexpr int64_t kCanonicalUnit = 4096;
/// Results that one phase of a device stores: WebGPU binds eight buffers.
constexpr unsigned kMostResults = 4;

/// Operations that every phase may compute again for itself.
bool isRecomputable(Operation *op) {
  return isMemoryEffectFree(op) && op->getNumRegions() == 0 &&
         !op->hasTrait<OpTrait::IsTerminator>();
}

bool hasOrderedFloat(ReduceOp op) {
  return llvm::any_of(llvm::seq(0u, op.getNumResults()), [&](unsigned k) {
    CombineKind kind = op.getKind(k);
    return kind == CombineKind::addf || kind == CombineKind::mulf;
  });
}

class Splitter {
public:
  Splitter(KernelOp kernel, KernelABI &abi, SmallVectorImpl<MemRefType> &types,
           const PlanUnits &units)
      : kernel(kernel), abi(abi), types(types), units(units), b(kernel.getContext()),
        loc(kernel.getLoc()), serialTemps(abi.temps.size()) {}

  FailureOr<SmallVector<std::unique_ptr<Region>>> run() {
    Block &body = kernel.getBody().front();
    for (Operation &op : body)
      if (isParallel(&op))
        parallel.insert(&op);
    keepQueuesWhole(body);
    if (units.always && !canShareStack(body))
      return kernel.emitOpError("ATL0601: stack buffers of a kernel are of rank 1 and "
                                "of fixed size on this target");
    if (!units.always && (parallel.empty() || !canShareStack(body)))
      return SmallVector<std::unique_ptr<Region>>();
    // A first walk fixes the temporaries, so that all phases agree on their
    // block arguments; the second builds the phases.
    planSlots(body);
    planPartials();
    SmallVector<Operation *> pending;
    for (Operation &op : body) {
      if (isRecomputable(&op) || isa<memref::AllocaOp>(op))
        continue;
      if (!parallel.contains(&op)) {
        pending.push_back(&op);
        continue;
      }
      flushSerial(pending);
      emitParallel(&op);
    }
    flushSerial(pending);
    return std::move(phases);
  }

private:
  KernelOp kernel;
  KernelABI &abi;
  SmallVectorImpl<MemRefType> &types;
  const PlanUnits &units;
  OpBuilder b;
  Location loc;
  unsigned serialTemps;
  llvm::SetVector<Operation *> parallel;
  llvm::DenseMap<Value, unsigned> slots;               ///< value -> temp
  llvm::DenseMap<Operation *, SmallVector<unsigned>> partials;
  SmallVector<std::unique_ptr<Region>> phases;
  unsigned counter = 0;

  //===------------------------------------------------------------------===//
  // What can be split
  //===------------------------------------------------------------------===//

  /// The extent of a rank-1 buffer as an expression, if it is an argument or a
  /// temporary.
  std::optional<std::string> extentText(Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    if (type.getRank() != 1)
      return std::nullopt;
    if (!type.isDynamicDim(0))
      return std::to_string(type.getDimSize(0));
    auto arg = dyn_cast<BlockArgument>(buffer);
    if (!arg)
      return std::nullopt;
    unsigned index = arg.getArgNumber();
    if (index < abi.params.size())
      return "dim(" + abi.params[index].name + ")";
    unsigned temp = index - abi.params.size();
    unsigned element = dataTypeOf(type.getElementType()).byteSize();
    return "((" + abi.temps[temp].size + ") floordiv " + std::to_string(element) + ")";
  }

  static bool isLong(const std::string &text, int64_t unit) {
    int64_t value = 0;
    return StringRef(text).getAsInteger(10, value) || value > unit;
  }

  bool allVectors(ValueRange buffers) {
    return llvm::all_of(buffers, [](Value v) {
      return cast<MemRefType>(v.getType()).getRank() == 1;
    });
  }

  /// A queue lives in one phase: what stands between its operations is serial.
  void keepQueuesWhole(Block &body) {
    for (auto queue : body.getOps<QueueInitOp>()) {
      Operation *last = queue;
      for (Operation *user : queue.getQueue().getUsers()) {
        Operation *here = body.findAncestorOpInBlock(*user);
        if (last->isBeforeInBlock(here))
          last = here;
      }
      for (Operation *op = queue; op != last; op = op->getNextNode())
        parallel.remove(op);
    }
  }

  bool isParallel(Operation *op) {
    if (auto map = dyn_cast<MapOp>(op)) {
      auto n = extentText(map.getOutputs()[0]);
      return n && isLong(*n, units.task) && allVectors(map.getInputs()) &&
             allVectors(map.getOutputs());
    }
    if (auto reduce = dyn_cast<ReduceOp>(op)) {
      auto n = extentText(reduce.getInputs()[0]);
      return n && isLong(*n, units.task) && allVectors(reduce.getInputs()) &&
             !reduce.hasCombinerRegion() &&
             !(hasOrderedFloat(reduce) &&
               reduce.getOrder() == FloatOrder::Sequential);
    }
    if (auto histogram = dyn_cast<HistogramOp>(op)) {
      auto bins = cast<MemRefType>(histogram.getBins().getType());
      auto n = extentText(histogram.getInputs()[0]);
      return n && isLong(*n, units.histogram) && allVectors(histogram.getInputs()) &&
             !bins.isDynamicDim(0) && isa<IntegerType>(bins.getElementType()) &&
             bins.getDimSize(0) <= units.histogram / 4;
    }
    if (auto batch = dyn_cast<BatchOp>(op)) {
      auto n = lengthTextOf(batch.getCount(), abi);
      return n && isLong(*n, 1);
    }
    return units.always && isParallelOnDevice(op);
  }

  /// What pays where one thread is slow.
  bool isParallelOnDevice(Operation *op) {
    auto over = [&](Value buffer) {
      auto n = extentText(buffer);
      return n && isLong(*n, units.task);
    };
    if (auto find = dyn_cast<FindOp>(op))
      return over(find.getInputs()[0]) && !find.isWindowed() && find.getMap().empty();
    if (auto scan = dyn_cast<ScanOp>(op))
      return over(scan.getOutput()) && allVectors(scan.getInputs()) &&
             !scan.hasCombinerRegion() &&
             (isa<IntegerType>(scan.getInit().getType()) ||
              scan.getOrder() == FloatOrder::Free);
    if (auto gather = dyn_cast<GatherOp>(op))
      return over(gather.getOutput());
    // Combining needs atomic operations, which 32-bit integers have.
    if (auto scatter = dyn_cast<ScatterOp>(op))
      return over(scatter.getIndices()) && !scatter.getKind();
    return false;
  }

  //===------------------------------------------------------------------===//
  // Temporaries
  //===------------------------------------------------------------------===//

  /// One element for each unit of `op`.
  unsigned addPartials(Operation *op, const Twine &name, Type type) {
    return addTemp(name, "(" + unitsText(op) + ") * " + Twine(dataTypeOf(type).byteSize()),
                   MemRefType::get({ShapedType::kDynamic}, type));
  }

  unsigned addTemp(const Twine &name, const Twine &size, MemRefType type) {
    abi.temps.push_back({name.str(), size.str(), -1, /*serial=*/false});
    types.push_back(type);
    return abi.temps.size() - 1;
  }

  /// Small stack buffers of the kernel become temporaries of the plan; other
  /// forms cannot outlive a phase.
  static bool canShareStack(Block &body) {
    return llvm::all_of(body.getOps<memref::AllocaOp>(), [](memref::AllocaOp op) {
      return op.getType().hasStaticShape() && op.getType().getRank() == 1 &&
             op.getType().getLayout().isIdentity();
    });
  }

  /// One slot for each value that a later phase reads and cannot recompute.
  void planSlots(Block &body) {
    for (auto alloca : body.getOps<memref::AllocaOp>()) {
      MemRefType type = alloca.getType();
      unsigned bytes = dataTypeOf(type.getElementType()).byteSize();
      slots[alloca] = addTemp(kStackTempPrefix + Twine(slots.size()),
                              Twine(type.getDimSize(0) * bytes), type);
    }
    for (Operation &op : body) {
      if (isRecomputable(&op))
        continue;
      for (Value result : op.getResults()) {
        if (result.use_empty() || isa<MemRefType, QueueType>(result.getType()))
          continue;
        Type type = keptType(result.getType());
        unsigned bytes = type.isIndex() ? 8 : dataTypeOf(type).byteSize();
        slots[result] = addTemp("value" + Twine(slots.size()), Twine(bytes),
                                MemRefType::get({1}, type));
      }
    }
  }

  /// How a value lies between phases: on devices, which may not have smaller
  /// elements, integers take a word at least.
  Type keptType(Type type) {
    auto integer = dyn_cast<IntegerType>(type);
    return units.always && integer && integer.getWidth() < 32 ? b.getI32Type() : type;
  }

  void planPartials() {
    for (Operation *op : parallel) {
      std::string base = op->getName().stripDialect().str() +
                         std::to_string(counter++) + ".partial";
      if (auto reduce = dyn_cast<ReduceOp>(op)) {
        for (auto [k, type] : llvm::enumerate(reduce.getResultTypes()))
          partials[op].push_back(addPartials(op, base + Twine(k), type));
      } else if (auto find = dyn_cast<FindOp>(op)) {
        partials[op].push_back(addPartials(op, base, find.getType()));
      } else if (auto scan = dyn_cast<ScanOp>(op)) {
        partials[op].push_back(addPartials(op, base, scan.getInit().getType()));
      } else if (auto histogram = dyn_cast<HistogramOp>(op)) {
        auto bins = cast<MemRefType>(histogram.getBins().getType());
        unsigned bytes = dataTypeOf(bins.getElementType()).byteSize();
        partials[op].push_back(
            addTemp(base, "(" + unitsText(op) + ") * " + Twine(bins.getDimSize(0) * bytes),
                    MemRefType::get({ShapedType::kDynamic}, bins.getElementType())));
      }
    }
    counter = 0;
  }

  int64_t unitOf(Operation *op) {
    if (isa<MapOp, GatherOp, ScatterOp>(op))
      return units.map;
    if (isa<FindOp, ScanOp>(op))
      return units.reduce;
    if (isa<HistogramOp>(op))
      return units.histogram;
    if (auto reduce = dyn_cast<ReduceOp>(op))
      return hasOrderedFloat(reduce) && reduce.getOrder() == FloatOrder::Canonical
                 ? kCanonicalUnit
                 : units.reduce;
    return 1;
  }

  std::string unitsText(Operation *op) {
    if (auto batch = dyn_cast<BatchOp>(op))
      return *lengthTextOf(batch.getCount(), abi);
    Value over = op->getOperand(0);
    if (auto map = dyn_cast<MapOp>(op))
      over = map.getOutputs()[0];
    else if (auto scan = dyn_cast<ScanOp>(op))
      over = scan.getOutput();
    else if (auto gather = dyn_cast<GatherOp>(op))
      over = gather.getOutput();
    return *extentText(over) + " ceildiv " + std::to_string(unitOf(op));
  }

  //===------------------------------------------------------------------===//
  // Building one phase
  //===------------------------------------------------------------------===//

  struct Phase {
    std::unique_ptr<Region> region;
    IRMapping map;
    Value lo, hi;
    SmallVector<Value> temps;
  };

  Phase begin() {
    Phase phase;
    phase.region = std::make_unique<Region>(kernel);
    auto *block = new Block();
    phase.region->push_back(block);
    Block &body = kernel.getBody().front();
    for (BlockArgument arg : body.getArguments())
      phase.map.map(arg, block->addArgument(arg.getType(), loc));
    for (unsigned t = 0; t != abi.temps.size(); ++t) {
      unsigned at = abi.params.size() + t;
      phase.temps.push_back(t < serialTemps ? block->getArgument(at)
                                            : block->addArgument(types[t], loc));
    }
    for (auto alloca : body.getOps<memref::AllocaOp>())
      phase.map.map(alloca.getResult(), phase.temps[slots.lookup(alloca)]);
    phase.lo = block->addArgument(b.getIndexType(), loc);
    phase.hi = block->addArgument(b.getIndexType(), loc);
    b.setInsertionPointToEnd(block);
    return phase;
  }

  void finish(Phase &phase, LaunchPhase description) {
    describeAccesses(*phase.region, description);
    abi.phases.push_back(std::move(description));
    phases.push_back(std::move(phase.region));
  }

  /// Which parameters and temporaries a phase reads and writes.
  void describeAccesses(Region &region, LaunchPhase &description) {
    Block &block = region.front();
    for (BlockArgument arg : block.getArguments()) {
      if (!isa<MemRefType>(arg.getType()) || arg.use_empty())
        continue;
      unsigned i = arg.getArgNumber();
      bool isParam = i < abi.params.size();
      const std::string &name =
          isParam ? abi.params[i].name : abi.temps[i - abi.params.size()].name;
      if (!isParam || abi.params[i].isRead())
        description.reads.push_back(name);
      if (!isParam || abi.params[i].isWritten())
        description.writes.push_back(name);
    }
  }

  /// The phase's copy of a kernel value: recomputed, or read from its slot.
  Value use(Phase &phase, Value value) {
    if (Value known = phase.map.lookupOrNull(value))
      return known;
    if (auto slot = slots.find(value); slot != slots.end()) {
      Value loaded = memref::LoadOp::create(
          b, loc, phase.temps[slot->second],
          ValueRange{arith::ConstantIndexOp::create(b, loc, 0).getResult()});
      if (loaded.getType() != value.getType())
        loaded = arith::TruncIOp::create(b, loc, value.getType(), loaded);
      phase.map.map(value, loaded);
      return loaded;
    }
    Operation *op = value.getDefiningOp();
    for (Value operand : op->getOperands())
      use(phase, operand);
    b.clone(*op, phase.map);
    return phase.map.lookup(value);
  }

  /// Makes every value that `op` uses from outside available.
  void prepare(Phase &phase, Operation *op) {
    op->walk([&](Operation *inner) {
      for (Value operand : inner->getOperands()) {
        Operation *parent = operand.getParentBlock()->getParentOp();
        if (parent == kernel)
          use(phase, operand);
      }
    });
  }

  void keep(Phase &phase, Value original, Value now) {
    phase.map.map(original, now);
    auto slot = slots.find(original);
    if (slot == slots.end())
      return;
    Type type = keptType(now.getType());
    if (now.getType() != type)
      now = arith::ExtUIOp::create(b, loc, type, now);
    memref::StoreOp::create(
        b, loc, now, phase.temps[slot->second],
        ValueRange{arith::ConstantIndexOp::create(b, loc, 0).getResult()});
  }

  void flushSerial(SmallVector<Operation *> &pending) {
    bool onlyReturn = pending.size() == 1 && isa<ReturnOp>(pending[0]) &&
                      pending[0]->getNumOperands() == 0;
    if (pending.empty() || onlyReturn) {
      pending.clear();
      return;
    }
    auto end = dyn_cast<ReturnOp>(pending.back());
    if (end && units.always && end.getNumOperands() > kMostResults) {
      pending.pop_back();
      flushSerial(pending);
      emitResults(end);
      return;
    }
    Phase phase = begin();
    for (Operation *op : pending) {
      prepare(phase, op);
      Operation *copy = b.clone(*op, phase.map);
      for (auto [was, is] : llvm::zip_equal(op->getResults(), copy->getResults()))
        keep(phase, was, is);
    }
    if (!isa<ReturnOp>(pending.back()))
      ReturnOp::create(b, loc);
    finish(phase, {"serial" + std::to_string(phases.size()), "1", 1, true, {}, {}});
    pending.clear();
  }

  /// A phase for every few results: each is a buffer of its own on a device.
  void emitResults(ReturnOp op) {
    for (unsigned first = 0; first < op.getNumOperands(); first += kMostResults) {
      unsigned count = std::min(kMostResults, op.getNumOperands() - first);
      Phase phase = begin();
      prepare(phase, op);
      SmallVector<Value> values;
      for (Value value : op.getOperands().slice(first, count))
        values.push_back(phase.map.lookup(value));
      auto end = ReturnOp::create(b, loc, values);
      end->setAttr(kFirstResultAttr, b.getI64IntegerAttr(first));
      finish(phase, {"results" + std::to_string(first), "1", 1, true, {}, {}});
    }
  }

  //===------------------------------------------------------------------===//
  // Parallel operations
  //===------------------------------------------------------------------===//

  /// buffer[start .. start + length).
  Value part(Value buffer, Value start, OpFoldResult length) {
    return memref::SubViewOp::create(
        b, loc, buffer, ArrayRef<OpFoldResult>{start},
        ArrayRef<OpFoldResult>{length}, ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
  }

  /// Element range [start, start + length) of units [from, to).
  std::pair<Value, Value> range(Value from, Value to, Value n, int64_t unit) {
    Value size = indexConstant(b, loc, unit);
    Value start = arith::MulIOp::create(b, loc, from, size);
    Value end = arith::MulIOp::create(b, loc, to, size);
    end = arith::MinUIOp::create(b, loc, end, n);
    return {start, arith::SubIOp::create(b, loc, end, start)};
  }

  /// Clones `op` over parts of its inputs (the first `inputs` operands) and
  /// shifts the positions its region sees.
  Operation *cloneOver(Phase &phase, Operation *op, unsigned inputs, Value start,
                       Value length, unsigned outputs = 0) {
    IRMapping map = phase.map;
    for (unsigned i = 0; i != inputs + outputs; ++i) {
      Value operand = op->getOperand(i);
      if (map.lookup(operand) == phase.map.lookup(operand))
        map.map(operand, part(phase.map.lookup(operand), start, length));
    }
    Operation *copy = b.clone(*op, map);
    if (copy->getNumRegions() == 0)
      return copy;
    shiftPositions(copy->getRegion(0).front(), inputs, start);
    return copy;
  }

  /// The region's position counts from the start of the whole buffer.
  void shiftPositions(Block &body, unsigned inputs, Value start) {
    if (body.getNumArguments() <= inputs)
      return;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&body);
    BlockArgument position = body.getArgument(inputs);
    auto shifted = arith::AddIOp::create(b, loc, position, start);
    position.replaceAllUsesExcept(shifted, shifted);
  }

  void emitParallel(Operation *op) {
    std::string name = op->getName().stripDialect().str() + std::to_string(counter++);
    LaunchPhase description{name, unitsText(op), 1, false, {}, {}};
    description.grain = std::max<int64_t>(1, units.task / unitOf(op));
    Phase phase = begin();
    prepare(phase, op);
    if (auto map = dyn_cast<MapOp>(op)) {
      Value n = extent(b, loc, phase.map.lookup(map.getOutputs()[0]));
      auto [start, length] = range(phase.lo, phase.hi, n, units.map);
      cloneOver(phase, op, map.getInputs().size(), start, length,
                map.getOutputs().size());
    } else if (auto batch = dyn_cast<BatchOp>(op)) {
      description.grain = 16;
      auto copy = cast<BatchOp>(b.clone(*op, phase.map));
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPoint(copy);
      copy.getCountMutable().assign(
          arith::SubIOp::create(b, loc, phase.hi, phase.lo).getResult());
      b.setInsertionPointToStart(&copy.getBody().front());
      BlockArgument item = copy.getBody().getArgument(0);
      auto shifted = arith::AddIOp::create(b, loc, item, phase.lo);
      item.replaceAllUsesExcept(shifted, shifted);
    } else if (isa<GatherOp, ScatterOp>(op)) {
      emitIndexed(phase, op);
    } else {
      emitBlocks(phase, op);
      description.name += ".partial";
    }
    b.setInsertionPointToEnd(&phase.region->front());
    ReturnOp::create(b, loc);
    finish(phase, description);
    if (isa<ReduceOp, HistogramOp, FindOp, ScanOp>(op))
      emitFinal(op, name);
    if (auto scan = dyn_cast<ScanOp>(op))
      emitScanned(scan, name);
  }

  /// A part of the indices, and of what goes with them.
  void emitIndexed(Phase &phase, Operation *op) {
    auto gather = dyn_cast<GatherOp>(op);
    Value over = gather ? gather.getOutput() : cast<ScatterOp>(op).getIndices();
    auto [start, length] =
        range(phase.lo, phase.hi, extent(b, loc, phase.map.lookup(over)), units.map);
    IRMapping map = phase.map;
    auto cut = [&](Value buffer) {
      map.map(buffer, part(phase.map.lookup(buffer), start, length));
    };
    if (gather) {
      cut(gather.getIndices());
      cut(gather.getOutput());
    } else {
      cut(cast<ScatterOp>(op).getValues());
      cut(cast<ScatterOp>(op).getIndices());
    }
    b.clone(*op, map);
  }

  /// One partial result for each unit of the phase.
  void emitBlocks(Phase &phase, Operation *op) {
    int64_t unit = unitOf(op);
    auto scan = dyn_cast<ScanOp>(op);
    Value n = extent(b, loc, phase.map.lookup(scan ? scan.getOutput() : op->getOperand(0)));
    Value one = indexConstant(b, loc, 1);
    SmallVector<Value> identities;
    if (auto reduce = dyn_cast<ReduceOp>(op))
      for (auto [k, type] : llvm::enumerate(reduce.getResultTypes()))
        identities.push_back(identityOf(b, loc, reduce.getKind(k), type));
    auto loop = scf::ForOp::create(b, loc, phase.lo, phase.hi, one);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value u = loop.getInductionVar();
    auto [start, length] = range(u, addIndex(b, loc, u, one), n, unit);
    if (auto reduce = dyn_cast<ReduceOp>(op)) {
      auto copy = cast<ReduceOp>(
          cloneOver(phase, op, reduce.getInputs().size(), start, length));
      copy.getInitsMutable().assign(identities);
      copy->setAttr(kAtMostAttr, b.getI64IntegerAttr(unit));
      for (auto [temp, result] : llvm::zip_equal(partials[op], copy.getResults()))
        memref::StoreOp::create(b, loc, result, phase.temps[temp], u);
    } else if (auto find = dyn_cast<FindOp>(op)) {
      findInBlock(phase, find, u, start, length, n);
    } else if (scan) {
      Value sum = sumOfBlock(phase, scan, start, length);
      memref::StoreOp::create(b, loc, sum, phase.temps[partials[op][0]], u);
    } else {
      auto histogram = cast<HistogramOp>(op);
      int64_t bins = cast<MemRefType>(histogram.getBins().getType()).getDimSize(0);
      Value at = arith::MulIOp::create(b, loc, u, indexConstant(b, loc, bins));
      Value own = part(phase.temps[partials[op][0]], at, b.getIndexAttr(bins));
      auto copy = cast<HistogramOp>(
          cloneOver(phase, op, histogram.getInputs().size(), start, length));
      copy.getBinsMutable().assign(own);
      copy.setAccumulate(false);
    }
  }

  /// partial[u] = the first place in the block, or n.
  void findInBlock(Phase &phase, FindOp op, Value u, Value start, Value length, Value n) {
    auto copy = cast<FindOp>(cloneOver(phase, op, op.getInputs().size(), start, length));
    auto [isFound, at] = checkedIndex(b, loc, copy.getPosition(), length);
    Value place = arith::SelectOp::create(b, loc, isFound, addIndex(b, loc, start, at), n);
    Value wide = arith::IndexCastUIOp::create(b, loc, op.getType(), place);
    memref::StoreOp::create(b, loc, wide, phase.temps[partials[op][0]], u);
  }

  /// The combination of a block of a scan, which is a reduction of its elements.
  Value sumOfBlock(Phase &phase, ScanOp op, Value start, Value length) {
    Type type = op.getInit().getType();
    SmallVector<Value> parts;
    for (Value input : op.getInputs())
      parts.push_back(part(phase.map.lookup(input), start, length));
    Block &body = op.getBody().front();
    bool widens = body.getTerminator()->getOperand(0).getType() != type;
    auto sum = ReduceOp::create(
        b, loc, TypeRange{type}, parts, ValueRange{identityOf(b, loc, op.getKind(), type)},
        widens ? TypeAttr::get(type) : TypeAttr(), IntegerAttr(), op.getOrderAttr(),
        op.getKindsAttr());
    sum->setAttr(kAtMostAttr, b.getI64IntegerAttr(units.reduce));
    IRMapping map = phase.map;
    op.getBody().cloneInto(&sum.getBody(), map);
    shiftPositions(sum.getBody().front(), op.getInputs().size(), start);
    return sum.getResult(0);
  }

  /// output[block] from the combination of all blocks before.
  void emitScanned(ScanOp op, const std::string &name) {
    LaunchPhase description{name, unitsText(op), 1, false, {}, {}};
    Phase phase = begin();
    prepare(phase, op);
    Value n = extent(b, loc, phase.map.lookup(op.getOutput()));
    Value one = indexConstant(b, loc, 1);
    auto loop = scf::ForOp::create(b, loc, phase.lo, phase.hi, one);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      Value u = loop.getInductionVar();
      auto [start, length] = range(u, addIndex(b, loc, u, one), n, units.reduce);
      Value before = memref::LoadOp::create(b, loc, phase.temps[partials[op][0]], u);
      unsigned inputs = op.getInputs().size();
      auto copy = cast<ScanOp>(cloneOver(phase, op, inputs, start, length, 1));
      copy.getInitMutable().assign(before);
    }
    ReturnOp::create(b, loc);
    finish(phase, description);
  }

  void emitFinal(Operation *op, const std::string &name) {
    Phase phase = begin();
    prepare(phase, op);
    if (auto reduce = dyn_cast<ReduceOp>(op))
      finalReduce(phase, reduce);
    else if (auto find = dyn_cast<FindOp>(op))
      finalFind(phase, find);
    else if (auto scan = dyn_cast<ScanOp>(op))
      scanPartials(phase, scan);
    else
      finalHistogram(phase, cast<HistogramOp>(op));
    ReturnOp::create(b, loc);
    finish(phase, {name + ".final", "1", 1, true, {}, {}});
  }

  /// The partials of the phase that ran, as a view of exactly the blocks.
  void finalReduce(Phase &phase, ReduceOp op) {
    SmallVector<Value> inputs, inits;
    for (unsigned temp : partials[op])
      inputs.push_back(phase.temps[temp]);
    for (Value init : op.getInits())
      inits.push_back(phase.map.lookup(init));
    auto final = ReduceOp::create(b, loc, op.getResultTypes(), inputs, inits,
                                  TypeAttr(), IntegerAttr(), op.getOrderAttr(),
                                  op.getKindsAttr());
    final->setAttr(kFewAttr, b.getUnitAttr());
    Block *body = b.createBlock(&final.getBody());
    for (Type type : op.getResultTypes())
      body->addArgument(type, loc);
    YieldOp::create(b, loc, body->getArguments());
    b.setInsertionPointAfter(final);
    for (auto [was, is] : llvm::zip_equal(op.getResults(), final.getResults()))
      keep(phase, was, is);
  }

  /// The least place that a block found.
  void finalFind(Phase &phase, FindOp op) {
    Value n = extent(b, loc, phase.map.lookup(op.getInputs()[0]));
    Value none = arith::IndexCastUIOp::create(b, loc, op.getType(), n);
    auto kind = CombineKindAttr::get(b.getContext(), CombineKind::minu);
    auto least = ReduceOp::create(
        b, loc, TypeRange{op.getType()}, ValueRange{phase.temps[partials[op][0]]},
        ValueRange{none}, TypeAttr(), IntegerAttr(),
        FloatOrderAttr::get(b.getContext(), FloatOrder::Canonical),
        b.getArrayAttr({kind}));
    least->setAttr(kFewAttr, b.getUnitAttr());
    addIdentity(least.getBody(), op.getType());
    keep(phase, op.getResult(), least.getResult(0));
  }

  /// partial[u] := init . partial[0] . ... . partial[u - 1].
  void scanPartials(Phase &phase, ScanOp op) {
    Type type = op.getInit().getType();
    Value partial = phase.temps[partials[op][0]];
    auto scan = ScanOp::create(b, loc, ValueRange{partial}, partial,
                               phase.map.lookup(op.getInit()), b.getUnitAttr(),
                               op.getOrderAttr(), op.getKindsAttr());
    addIdentity(scan.getBody(), type);
  }

  /// ^bb0(%x): yield %x
  void addIdentity(Region &region, Type type) {
    OpBuilder::InsertionGuard guard(b);
    Block *body = b.createBlock(&region);
    body->addArgument(type, loc);
    YieldOp::create(b, loc, body->getArguments());
  }

  /// bins := (old or 0) + the bins of each block.
  void finalHistogram(Phase &phase, HistogramOp op) {
    Value bins = phase.map.lookup(op.getBins());
    auto type = cast<MemRefType>(bins.getType());
    if (!op.getAccumulate())
      addMap(bins, {}, type.getElementType());
    int64_t count = type.getDimSize(0);
    Value all = extent(b, loc, phase.temps[partials[op][0]]);
    auto loop = scf::ForOp::create(b, loc, indexConstant(b, loc, 0), all,
                                   indexConstant(b, loc, count));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value own = part(phase.temps[partials[op][0]], loop.getInductionVar(),
                     b.getIndexAttr(count));
    addMap(bins, own, type.getElementType());
  }

  /// bins := 0, or bins := bins + other.
  void addMap(Value bins, Value other, Type type) {
    SmallVector<Value> inputs;
    if (other)
      inputs = {bins, other};
    auto map = MapOp::create(b, loc, inputs, ValueRange{bins});
    OpBuilder::InsertionGuard guard(b);
    Block *body = b.createBlock(&map.getBody());
    for (unsigned i = 0; i != inputs.size(); ++i)
      body->addArgument(type, loc);
    Value value = other ? arith::AddIOp::create(b, loc, body->getArgument(0),
                                                body->getArgument(1))
                              .getResult()
                        : constantOf(b, loc, type, 0);
    YieldOp::create(b, loc, value);
  }
};

} // namespace

LogicalResult lowering::moveTemporaries(KernelOp kernel, KernelABI &abi,
                                        SmallVectorImpl<MemRefType> &types) {
  Block &body = kernel.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(body)) {
    if (isa<memref::DeallocOp>(op)) {
      op.erase();
      continue;
    }
    auto alloc = dyn_cast<memref::AllocOp>(op);
    if (!alloc)
      continue;
    MemRefType type = alloc.getType();
    if (type.getRank() != 1)
      return alloc.emitOpError("ATL0601: temporaries are of rank 1, this one is ")
             << type;
    std::optional<std::string> count =
        type.isDynamicDim(0) ? lengthTextOf(alloc.getDynamicSizes()[0], abi)
                             : std::to_string(type.getDimSize(0));
    if (!count)
      return alloc.emitOpError("ATL0601: the size of a temporary must be an "
                               "expression over dimensions and scalar arguments");
    unsigned bytes = dataTypeOf(type.getElementType()).byteSize();
    abi.temps.push_back({"temp" + std::to_string(abi.temps.size()),
                         *count + " * " + std::to_string(bytes), -1,
                         /*serial=*/true});
    types.push_back(type);
    alloc.replaceAllUsesWith(body.addArgument(type, alloc.getLoc()));
    alloc.erase();
  }
  return success();
}

FailureOr<SmallVector<std::unique_ptr<Region>>>
lowering::splitPhases(KernelOp kernel, KernelABI &abi,
                      SmallVectorImpl<MemRefType> &types,
                      const PlanUnits &units) {
  return Splitter(kernel, abi, types, units).run();
}
