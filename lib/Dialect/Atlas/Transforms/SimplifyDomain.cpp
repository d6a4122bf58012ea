//===- SimplifyDomain.cpp - atlas-simplify-domain -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Domain algebra that depends on what memory holds.
//
// One forward walk carries facts about the present contents of buffers; each
// write drops the facts it may falsify. Cost: operations times facts, and facts
// are as many as domain operations of one block nest.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "Memory.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

namespace atlas {
#define GEN_PASS_DEF_SIMPLIFYDOMAINPASS
#include "atlas/Dialect/Atlas/Transforms/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;

namespace {

constexpr int64_t kClasses = 96;

/// What is known at one place of the program.
class Facts {
public:
  bool isConserved(Value buffer) const {
    return llvm::is_contained(conserved, sameElements(buffer));
  }
  void addConserved(Value buffer) {
    if (!isConserved(buffer))
      conserved.push_back(sameElements(buffer));
  }

  /// `buffer` is conserved wherever `condition` (i1) is true, or the return
  /// code `condition` (wider) is 0.
  void addConditional(Value condition, Value buffer) {
    conditional.push_back({condition, sameElements(buffer)});
  }

  /// The result of `op`, which reads buffers, describes their present contents.
  void addResult(Operation *op) { results.push_back(op); }

  /// An earlier OpT over the same present contents; null if none.
  template <typename OpT, typename... Buffers>
  OpT find(Buffers... buffers) const {
    SmallVector<Value> wanted{sameElements(buffers)...};
    for (Operation *op : results) {
      if (!isa<OpT>(op))
        continue;
      auto found = llvm::map_range(op->getOperands(), sameElements);
      if (llvm::equal(found, wanted))
        return cast<OpT>(op);
    }
    return {};
  }

  /// Learns from `condition` being `truth`.
  void assume(Value condition, bool truth) {
    if (truth)
      for (const auto &[known, buffer] : conditional)
        if (known == condition)
          addConserved(buffer);
    if (auto both = condition.getDefiningOp<arith::AndIOp>(); both && truth) {
      assume(both.getLhs(), true);
      assume(both.getRhs(), true);
    }
    if (auto negated = condition.getDefiningOp<arith::XOrIOp>();
        negated && matchPattern(negated.getRhs(), m_One()))
      assume(negated.getLhs(), !truth);
    auto compare = condition.getDefiningOp<arith::CmpIOp>();
    if (!compare || !matchPattern(compare.getRhs(), m_Zero()))
      return;
    bool isZero =
        compare.getPredicate() ==
        (truth ? arith::CmpIPredicate::eq : arith::CmpIPredicate::ne);
    for (const auto &[code, buffer] : conditional)
      if (isZero && code == compare.getLhs() && !code.getType().isInteger(1))
        addConserved(buffer);
  }

  /// Keeps, of the conserved buffers, those of both branches.
  void meet(const Facts &yes, const Facts &no) {
    for (Value buffer : yes.conserved)
      if (no.isConserved(buffer))
        addConserved(buffer);
  }

  /// Drops what `op` may falsify by writing.
  void invalidate(Operation *op) {
    llvm::erase_if(conserved, [&](Value v) { return mayWrite(op, v); });
    llvm::erase_if(conditional,
                   [&](const auto &fact) { return mayWrite(op, fact.second); });
    llvm::erase_if(results, [&](Operation *known) {
      return llvm::any_of(known->getOperands(), [&](Value v) {
        return isa<MemRefType>(v.getType()) && mayWrite(op, v);
      });
    });
  }

private:
  SmallVector<Value> conserved;
  SmallVector<std::pair<Value, Value>> conditional;
  SmallVector<Operation *> results;
};

//===----------------------------------------------------------------------===//
// Adjacent chunks
//===----------------------------------------------------------------------===//

/// A contiguous part of a rank-1 buffer.
struct Chunk {
  Value source;
  OpFoldResult offset, size;
};

std::optional<Chunk> chunkOf(Value buffer) {
  auto view = buffer.getDefiningOp<memref::SubViewOp>();
  if (!view || view.getSourceType().getRank() != 1 ||
      view.getType().getRank() != 1 ||
      getConstantIntValue(view.getMixedStrides()[0]) != 1)
    return std::nullopt;
  return Chunk{view.getSource(), view.getMixedOffsets()[0],
               view.getMixedSizes()[0]};
}

/// True if `sum` is a + b: all constant, or an addition, or one of them is 0.
bool isSum(OpFoldResult sum, OpFoldResult a, OpFoldResult b) {
  auto s = getConstantIntValue(sum), x = getConstantIntValue(a),
       y = getConstantIntValue(b);
  if (s && x && y)
    return *s == *x + *y;
  if ((x == 0 && isEqualConstantIntOrValue(sum, b)) ||
      (y == 0 && isEqualConstantIntOrValue(sum, a)))
    return true;
  auto value = dyn_cast<Value>(sum);
  auto add = value ? value.getDefiningOp<arith::AddIOp>() : arith::AddIOp();
  if (!add)
    return false;
  auto is = [](Value v, OpFoldResult r) {
    return isEqualConstantIntOrValue(OpFoldResult(v), r);
  };
  return (is(add.getLhs(), a) && is(add.getRhs(), b)) ||
         (is(add.getLhs(), b) && is(add.getRhs(), a));
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

class Simplifier {
public:
  explicit Simplifier(MLIRContext *context) : rewriter(context) {}

  /// Walks `region` entered with `facts`, which become those at its end. Only
  /// regions of one block are followed; others start from nothing.
  void run(Region &region, Facts &facts) {
    for (Block &block : region) {
      if (!region.hasOneBlock())
        facts = Facts();
      run(block, facts);
    }
  }

private:
  IRRewriter rewriter;

  void run(Block &block, Facts &facts) {
    for (Operation &op : llvm::make_early_inc_range(block)) {
      rewriter.setInsertionPoint(&op);
      if (op.getNumRegions() != 0)
        nested(&op, facts);
      else if (isa_and_nonnull<AtlasDialect>(op.getDialect()))
        visit(&op, facts);
      else
        facts.invalidate(&op);
    }
  }

  /// Regions see the facts that the operation as a whole keeps: a loop body
  /// runs after its own writes.
  void nested(Operation *op, Facts &facts) {
    if (op->hasTrait<OpTrait::IsIsolatedFromAbove>()) {
      for (Region &region : op->getRegions()) {
        Facts none;
        run(region, none);
      }
      return;
    }
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      Facts yes = facts, no = facts;
      yes.assume(branch.getCondition(), true);
      no.assume(branch.getCondition(), false);
      run(branch.getThenRegion(), yes);
      run(branch.getElseRegion(), no);
      facts.invalidate(op);
      facts.meet(yes, no);
      return;
    }
    facts.invalidate(op);
    for (Region &region : op->getRegions()) {
      Facts inside = facts;
      run(region, inside);
    }
  }

  void visit(Operation *op, Facts &facts) {
    if (auto sum = dyn_cast<ConservedSumOp>(op))
      return reuse(sum, facts, facts.find<ConservedSumOp>(sum.getData()));
    if (auto check = dyn_cast<ConservedCheckOp>(op))
      return visitCheck(check, facts);
    if (auto delta = dyn_cast<ConservedDeltaOp>(op))
      return visitDelta(delta, facts);
    if (auto copy = dyn_cast<ConservedCopyOp>(op))
      return visitCopy(copy, facts);
    if (auto fixup = dyn_cast<ConservedFixupOp>(op))
      return visitFixup(fixup, facts);
    if (auto fill = dyn_cast<ConservedFillOp>(op))
      return visitFill(fill, facts);
    if (auto generate = dyn_cast<WitnessGenerateOp>(op))
      return reuse(generate, facts,
                   facts.find<WitnessGenerateOp>(generate.getData()));
    if (auto verify = dyn_cast<WitnessVerifyOp>(op))
      return visitVerify(verify, facts);
    if (auto update = dyn_cast<ConservedUpdateOp>(op))
      mergeUpdate(update);
    facts.invalidate(op);
  }

  Value constant(Operation *op, Type type, int64_t value) {
    return arith::ConstantOp::create(rewriter, op->getLoc(),
                                     rewriter.getIntegerAttr(type, value));
  }

  /// op over unmodified buffers -> its earlier result.
  template <typename OpT> void reuse(OpT op, Facts &facts, OpT earlier) {
    if (earlier)
      rewriter.replaceOp(op, earlier);
    else
      facts.addResult(op);
  }

  /// check -> true, the earlier check, or the residue of a known sum.
  void visitCheck(ConservedCheckOp op, Facts &facts) {
    Value data = op.getData();
    if (facts.isConserved(data))
      return rewriter.replaceOp(op, constant(op, op.getType(), 1));
    if (auto earlier = facts.find<ConservedCheckOp>(data))
      return rewriter.replaceOp(op, earlier);
    if (auto sum = facts.find<ConservedSumOp>(data)) {
      Type i8 = rewriter.getI8Type();
      Value residue =
          ModOp::create(rewriter, op.getLoc(), i8, sum.getSum(), kClasses);
      Value is = arith::CmpIOp::create(rewriter, op.getLoc(),
                                       arith::CmpIPredicate::eq, residue,
                                       constant(op, i8, 0));
      facts.addConditional(is, data);
      return rewriter.replaceOp(op, is);
    }
    facts.addConditional(op.getConserved(), data);
    facts.addResult(op);
  }

  /// delta -> 0 between conserved buffers, the earlier delta, or the difference
  /// of two known sums.
  void visitDelta(ConservedDeltaOp op, Facts &facts) {
    Value before = op.getBefore(), after = op.getAfter();
    if (sameElements(before) == sameElements(after) ||
        (facts.isConserved(before) && facts.isConserved(after)))
      return rewriter.replaceOp(op, constant(op, op.getType(), 0));
    auto from = facts.find<ConservedSumOp>(before),
         to = facts.find<ConservedSumOp>(after);
    if (from && to) {
      rewriter.replaceOpWithNewOp<ModSubOp>(op, op.getType(), to.getSum(),
                                            from.getSum(), kClasses);
      return;
    }
    reuse(op, facts, facts.find<ConservedDeltaOp>(before, after));
  }

  /// copy of a conserved source -> memref.copy and code 0;
  /// copy of a checked source   -> memref.copy under the check, code = !check.
  void visitCopy(ConservedCopyOp op, Facts &facts) {
    Value dst = op.getDst(), src = op.getSrc();
    Location loc = op.getLoc();
    bool srcSurvives = !mayOverlap(dst, src);
    bool known = facts.isConserved(src);
    auto check = facts.find<ConservedCheckOp>(src);
    facts.invalidate(op);
    if (known) {
      memref::CopyOp::create(rewriter, loc, src, dst);
      facts.addConserved(dst);
      return rewriter.replaceOp(op, constant(op, op.getType(), 0));
    }
    Value condition = op.getCode();
    if (check) {
      condition = check.getConserved();
      auto guard = scf::IfOp::create(rewriter, loc, condition,
                                     /*withElseRegion=*/false);
      Value no = arith::XOrIOp::create(rewriter, loc, condition,
                                       constant(op, condition.getType(), 1));
      Value code = arith::ExtUIOp::create(rewriter, loc, op.getType(), no);
      rewriter.replaceOp(op, code);
      rewriter.setInsertionPointToStart(guard.thenBlock());
      memref::CopyOp::create(rewriter, loc, src, dst);
      facts.addConditional(code, dst);
      if (srcSurvives)
        facts.addConditional(code, src);
    }
    facts.addConditional(condition, dst);
    if (srcSurvives)
      facts.addConditional(condition, src);
  }

  /// fixup of a conserved buffer -> 0; otherwise it is conserved afterwards.
  void visitFixup(ConservedFixupOp op, Facts &facts) {
    Value data = op.getData();
    if (facts.isConserved(data))
      return rewriter.replaceOp(op, constant(op, op.getType(), 0));
    facts.invalidate(op);
    facts.addConserved(data);
  }

  /// fill returns 0 and leaves a conserved buffer.
  void visitFill(ConservedFillOp op, Facts &facts) {
    facts.invalidate(op);
    facts.addConserved(op.getDst());
    if (!op.getCode().use_empty())
      rewriter.replaceAllUsesWith(op.getCode(),
                                  constant(op, op.getCode().getType(), 0));
  }

  /// verify of the witness of unmodified bytes -> true.
  void visitVerify(WitnessVerifyOp op, Facts &facts) {
    auto generate = op.getWitness().getDefiningOp<WitnessGenerateOp>();
    if (generate && facts.find<WitnessGenerateOp>(op.getData()) == generate)
      rewriter.replaceOp(op, constant(op, op.getType(), 1));
  }

  /// update s, x[a..b); ...; update s, x[b..c) -> ...; update s, x[a..c), if
  /// nothing in between touches s or writes x[a..b). Halves the passes over s.
  void mergeUpdate(ConservedUpdateOp op) {
    auto second = chunkOf(op.getChunk());
    if (!second)
      return;
    Operation *at = op->getPrevNode();
    for (; at; at = at->getPrevNode())
      if (mayRead(at, op.getState()) || mayWrite(at, op.getState()))
        break;
    auto earlier = dyn_cast_or_null<ConservedUpdateOp>(at);
    if (!earlier || earlier.getState() != op.getState())
      return;
    auto first = chunkOf(earlier.getChunk());
    if (!first || first->source != second->source ||
        mayWrite(earlier, earlier.getChunk()) ||
        mayWrite(earlier, op.getChunk()) ||
        mayWriteBetween(earlier, op, earlier.getChunk()))
      return;
    bool forward = isSum(second->offset, first->offset, first->size);
    if (!forward && !isSum(first->offset, second->offset, second->size))
      return;
    Chunk &low = forward ? *first : *second;
    OpFoldResult size = addSizes(op.getLoc(), first->size, second->size);
    Value merged = memref::SubViewOp::create(
        rewriter, op.getLoc(), low.source, ArrayRef<OpFoldResult>{low.offset},
        ArrayRef<OpFoldResult>{size},
        ArrayRef<OpFoldResult>{rewriter.getIndexAttr(1)});
    rewriter.modifyOpInPlace(op, [&] { op.getChunkMutable().assign(merged); });
    rewriter.eraseOp(earlier);
  }

  OpFoldResult addSizes(Location loc, OpFoldResult a, OpFoldResult b) {
    auto x = getConstantIntValue(a), y = getConstantIntValue(b);
    if (x && y)
      return rewriter.getIndexAttr(*x + *y);
    return rewriter.createOrFold<arith::AddIOp>(
        loc, getValueOrCreateConstantIndexOp(rewriter, loc, a),
        getValueOrCreateConstantIndexOp(rewriter, loc, b));
  }
};

struct SimplifyDomain : atlas::impl::SimplifyDomainPassBase<SimplifyDomain> {
  void runOnOperation() override {
    Simplifier simplifier(&getContext());
    for (Region &region : getOperation()->getRegions()) {
      Facts none;
      simplifier.run(region, none);
    }
  }
};

} // namespace
