//===- ReduceLanes.cpp - Order-free reductions in vector lanes ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For integers, float minima and maxima, and float sums of `order free`: every
// accumulator is kept in vector lanes, several registers at a time, and reduced
// at the end. How one accumulator takes a vector of elements is its *lane rule*:
//
//   dot       bytes, AVX-512 with VNNI: vpdpbusd with ones, 32-bit lanes,
//             flushed; one operation where sad needs two
//   sad       bytes, x86: psadbw against zero, 64-bit lanes, never wraps
//   popcount  booleans, AVX-512: mask register to a word, popcnt
//   udot      bytes, AArch64 with dotprod: 32-bit lanes, flushed
//   pairwise  bytes, AArch64: pairwise widening adds, 32-bit lanes, flushed
//   group     bytes, wasm: pairwise widening adds, the vectors of one trip of the
//             unrolled loop together in 16-bit lanes, then once to 32-bit lanes,
//             flushed; engines need four x86 instructions for the second widening
//   widen     any: zero-extends to the result type
//   native    any: combines in the result type
//
// 32-bit lanes gain at most 4 * 255 per step, so they are flushed to the wide
// scalar every 2^20 steps, well before they could wrap (2^32 / 1020 = 4.2e6).
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

enum class LaneRule { Dot, Sad, Popcount, UDot, Pairwise, Group, Widen, Native };

constexpr int64_t kFlushSteps = int64_t(1) << 20;

/// One accumulator of the operation.
struct Accumulator {
  CombineKind kind;
  Type yielded; ///< scalar type the region yields
  Type result;  ///< type of init and result
  LaneRule rule;
};

/// Most vectors whose 16-bit pair sums are added: 128 * 510 < 2^16.
constexpr unsigned kMaxGroup = 8;

/// What one block has added up in 16-bit lanes (rule Group).
struct GroupSum {
  Block *block = nullptr;
  Value halves; ///< 16-bit sums of the block so far
  Value state;  ///< 32-bit lanes when the block began
};

/// `%w = extui %x; yield %w` -> `yield %x`: the accumulator widens by itself.
void peelWidening(Block &body) {
  Operation *end = body.getTerminator();
  for (OpOperand &operand : end->getOpOperands()) {
    auto ext = operand.get().getDefiningOp<arith::ExtUIOp>();
    if (!ext || ext->getBlock() != &body)
      continue;
    operand.set(ext.getIn());
    if (ext->use_empty())
      ext.erase();
  }
}

LaneRule ruleFor(CombineKind kind, Type yielded, Type result, unsigned lanes,
                 const CPUTarget &target) {
  if (yielded == result)
    return LaneRule::Native;
  bool isByte = yielded.isInteger(8) || yielded.isInteger(1);
  if (kind != CombineKind::addi || !isByte ||
      result.getIntOrFloatBitWidth() < 32)
    return LaneRule::Widen;
  if (target.arch() == CPUTarget::Arch::X86) {
    if (yielded.isInteger(1) && hasByteMasks(target))
      return LaneRule::Popcount;
    if (lanes == 64 && target.has("avx512vnni"))
      return LaneRule::Dot;
    return lanes >= 16 ? LaneRule::Sad : LaneRule::Widen;
  }
  if (lanes != 16)
    return LaneRule::Widen;
  if (target.arch() == CPUTarget::Arch::AArch64)
    return target.has("dotprod") ? LaneRule::UDot : LaneRule::Pairwise;
  return target.has("simd128") ? LaneRule::Group : LaneRule::Widen;
}

bool needsFlush(LaneRule rule) {
  return rule == LaneRule::Dot || rule == LaneRule::UDot ||
         rule == LaneRule::Pairwise || rule == LaneRule::Group;
}

Value callIntrinsic(OpBuilder &b, Location loc, StringRef name, Type type,
                    ValueRange args) {
  return LLVM::CallIntrinsicOp::create(b, loc, type, b.getStringAttr(name), args)
      .getResult(0);
}

VectorType vec(OpBuilder &b, int64_t lanes, unsigned bits) {
  return VectorType::get({lanes}, b.getIntegerType(bits));
}

/// Emits the state of one accumulator over its life.
struct LaneEmitter {
  OpBuilder &b;
  Location loc;
  const CPUTarget &target;
  unsigned lanes;

  Type stateType(const Accumulator &acc) {
    switch (acc.rule) {
    case LaneRule::Dot: return vec(b, lanes / 4, 32);
    case LaneRule::Sad: return vec(b, lanes / 8, 64);
    case LaneRule::Popcount: return b.getI64Type();
    case LaneRule::UDot:
    case LaneRule::Pairwise:
    case LaneRule::Group: return vec(b, 4, 32);
    case LaneRule::Widen:
    case LaneRule::Native: return widenType(acc.result, lanes);
    }
    llvm_unreachable("unknown rule");
  }

  Value start(const Accumulator &acc) {
    return identityOf(b, loc, acc.kind, stateType(acc));
  }

  /// Lanes that are off contribute nothing.
  Value neutralise(const Accumulator &acc, Value x, Value mask) {
    if (!mask)
      return x;
    // Identities of the yielded type; rules that widen only add, or combine
    // after the extension.
    if (acc.rule == LaneRule::Popcount)
      return arith::AndIOp::create(b, loc, x, mask);
    CombineKind kind =
        acc.rule == LaneRule::Native ? acc.kind : CombineKind::addi;
    return arith::SelectOp::create(b, loc, mask, x,
                                   identityOf(b, loc, kind, x.getType()));
  }

  Value step(const Accumulator &acc, Value state, Value x, Value mask) {
    if (acc.rule == LaneRule::Widen) {
      x = arith::ExtUIOp::create(b, loc, widenType(acc.result, lanes), x);
      if (mask)
        x = arith::SelectOp::create(b, loc, mask, x,
                                    identityOf(b, loc, acc.kind, x.getType()));
      return combine(b, loc, acc.kind, state, x);
    }
    x = neutralise(acc, x, mask);
    switch (acc.rule) {
    case LaneRule::Dot: return dot(state, x);
    case LaneRule::Sad: return sad(state, x);
    case LaneRule::Popcount: return popcount(state, x);
    case LaneRule::UDot: return udot(state, x);
    case LaneRule::Pairwise: return pairwise(state, x);
    default: return combine(b, loc, acc.kind, state, x);
    }
  }

  Value asBytes(Value x) {
    if (cast<VectorType>(x.getType()).getElementType().isInteger(8))
      return x;
    return arith::ExtUIOp::create(b, loc, vec(b, lanes, 8), x);
  }

  Value dot(Value state, Value x) {
    x = asBytes(x);
    Value ones = constantOf(b, loc, x.getType(), 1);
    return callIntrinsic(b, loc, "llvm.x86.avx512.vpdpbusd.512", state.getType(),
                         {state, x, ones});
  }

  Value sad(Value state, Value x) {
    x = asBytes(x);
    StringRef name = lanes == 64   ? "llvm.x86.avx512.psad.bw.512"
                     : lanes == 32 ? "llvm.x86.avx2.psad.bw"
                                   : "llvm.x86.sse2.psad.bw";
    Value zero = constantOf(b, loc, x.getType(), 0);
    Value sums = callIntrinsic(b, loc, name, vec(b, lanes / 8, 64), {x, zero});
    return arith::AddIOp::create(b, loc, state, sums);
  }

  Value popcount(Value state, Value x) {
    Value word = vector::BitCastOp::create(b, loc, vec(b, 1, lanes), x);
    Value bits = vector::ExtractOp::create(b, loc, word, 0);
    if (lanes < 64)
      bits = arith::ExtUIOp::create(b, loc, b.getI64Type(), bits);
    Value count = LLVM::CtPopOp::create(b, loc, bits);
    return arith::AddIOp::create(b, loc, state, count);
  }

  Value udot(Value state, Value x) {
    x = asBytes(x);
    Value ones = constantOf(b, loc, x.getType(), 1);
    return callIntrinsic(b, loc, "llvm.aarch64.neon.udot.v4i32.v16i8",
                         state.getType(), {state, x, ones});
  }

  Value pairwise(Value state, Value x) {
    Value halves = callIntrinsic(b, loc, "llvm.aarch64.neon.uaddlp.v8i16.v16i8",
                                 vec(b, 8, 16), {asBytes(x)});
    Value words = callIntrinsic(b, loc, "llvm.aarch64.neon.uaddlp.v4i32.v8i16",
                                vec(b, 4, 32), {halves});
    return arith::AddIOp::create(b, loc, state, words);
  }

  /// The state after `x` and all that `group` took in this block before: of the
  /// states of one block only the last is used, the others are dead code.
  Value group(GroupSum &group, Value state, Value x) {
    Value halves =
        callIntrinsic(b, loc, "llvm.wasm.extadd.pairwise.unsigned.v8i16",
                      vec(b, 8, 16), {asBytes(x)});
    if (group.block == b.getInsertionBlock())
      group.halves = arith::AddIOp::create(b, loc, group.halves, halves);
    else
      group = {b.getInsertionBlock(), halves, state};
    Value words =
        callIntrinsic(b, loc, "llvm.wasm.extadd.pairwise.unsigned.v4i32",
                      vec(b, 4, 32), {group.halves});
    return arith::AddIOp::create(b, loc, group.state, words);
  }

  /// All lanes into one value of the result type.
  Value finish(const Accumulator &acc, Value state) {
    Value scalar = state;
    if (needsFlush(acc.rule)) // lane sums may exceed 32 bits together
      state = arith::ExtUIOp::create(
          b, loc, vec(b, cast<VectorType>(state.getType()).getDimSize(0), 64),
          state);
    if (isa<VectorType>(state.getType()))
      scalar = horizontal(acc.kind, state);
    unsigned want = acc.result.getIntOrFloatBitWidth();
    unsigned have = scalar.getType().getIntOrFloatBitWidth();
    if (have > want)
      return arith::TruncIOp::create(b, loc, acc.result, scalar);
    return scalar;
  }

  Value horizontal(CombineKind kind, Value v) {
    std::optional<vector::CombiningKind> vectorKind;
    switch (kind) {
    case CombineKind::addi: vectorKind = vector::CombiningKind::ADD; break;
    case CombineKind::muli: vectorKind = vector::CombiningKind::MUL; break;
    case CombineKind::minu: vectorKind = vector::CombiningKind::MINUI; break;
    case CombineKind::mins: vectorKind = vector::CombiningKind::MINSI; break;
    case CombineKind::maxu: vectorKind = vector::CombiningKind::MAXUI; break;
    case CombineKind::maxs: vectorKind = vector::CombiningKind::MAXSI; break;
    case CombineKind::andi: vectorKind = vector::CombiningKind::AND; break;
    case CombineKind::ori: vectorKind = vector::CombiningKind::OR; break;
    case CombineKind::xori: vectorKind = vector::CombiningKind::XOR; break;
    default: break;
    }
    if (vectorKind)
      return vector::ReductionOp::create(b, loc, *vectorKind, v);
    return combineHalves(b, loc, kind, v);
  }
};

struct ReduceLanes : Strategy {
  StringRef op() const override { return "reduce"; }
  StringRef name() const override { return "lanes"; }
  bool needsVectors() const override { return true; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto reduce = cast<ReduceOp>(op);
    if (reduce.hasCombinerRegion()) {
      why = "the combiner is a region without a known identity";
      return std::nullopt;
    }
    if (cast<MemRefType>(reduce.getInputs()[0].getType()).getRank() != 1) {
      why = "the buffers are of rank 2 and not contiguous";
      return std::nullopt;
    }
    for (unsigned k = 0; k != reduce.getNumResults(); ++k) {
      CombineKind kind = reduce.getKind(k);
      bool ordered = kind == CombineKind::addf || kind == CombineKind::mulf;
      if (ordered && reduce.getOrder() != FloatOrder::Free) {
        why = "the order of a float combination is fixed";
        return std::nullopt;
      }
    }
    if (!canVectorize(reduce.getBody().front(), &why))
      return std::nullopt;
    return 1.0;
  }

  void rewrite(Operation *op, RewriterBase &rewriter,
               const CPUTarget &target) const override {
    auto reduce = cast<ReduceOp>(op);
    Location loc = op->getLoc();
    Block &body = reduce.getBody().front();
    peelWidening(body);

    SmallVector<Type> elements;
    for (Value input : reduce.getInputs())
      elements.push_back(cast<MemRefType>(input.getType()).getElementType());
    unsigned lanes =
        std::max(2u, target.vectorBytes() / widestBytes(body, elements));

    SmallVector<Accumulator> accs;
    bool flush = false;
    for (unsigned k = 0; k != reduce.getNumResults(); ++k) {
      Type yielded = body.getTerminator()->getOperand(k).getType();
      Type result = reduce.getResult(k).getType();
      CombineKind kind = reduce.getKind(k);
      LaneRule rule = ruleFor(kind, yielded, result, lanes, target);
      accs.push_back({kind, yielded, result, rule});
      flush |= needsFlush(rule);
    }
    Value n = extent(rewriter, loc, reduce.getInputs()[0]);
    SmallVector<Value> totals;
    if (!flush) {
      totals = emitRange(rewriter, loc, reduce, accs, Value(), n, lanes, target);
    } else {
      for (const Accumulator &acc : accs)
        totals.push_back(identityOf(rewriter, loc, acc.kind, acc.result));
      int64_t chunk = kFlushSteps * lanes;
      totals = buildFor(
          rewriter, loc, indexConstant(rewriter, loc, 0), n, chunk, totals,
          [&](OpBuilder &b, Value base, ValueRange sums) {
            Value left = arith::SubIOp::create(b, loc, n, base);
            Value part = arith::MinUIOp::create(b, loc, left,
                                                indexConstant(b, loc, chunk));
            SmallVector<Value> next =
                emitRange(b, loc, reduce, accs, base, part, lanes, target);
            for (auto [k, value] : llvm::enumerate(next))
              value = combine(b, loc, accs[k].kind, sums[k], value);
            return next;
          });
    }
    SmallVector<Value> results;
    for (auto [k, total] : llvm::enumerate(totals))
      results.push_back(
          combine(rewriter, loc, accs[k].kind, reduce.getInits()[k], total));
    rewriter.replaceOp(op, results);
  }

private:
  /// Totals over elements [base, base + n).
  SmallVector<Value> emitRange(OpBuilder &b, Location loc, ReduceOp reduce,
                               ArrayRef<Accumulator> accs, Value base, Value n,
                               unsigned lanes, const CPUTarget &target) const {
    Block &body = reduce.getBody().front();
    unsigned count = accs.size();
    bool groups = llvm::any_of(accs, [](const Accumulator &acc) {
      return acc.rule == LaneRule::Group;
    });
    unsigned unroll = std::clamp(8u / count, 1u, groups ? kMaxGroup : 4u);
    SmallVector<GroupSum> group(count);
    Tail tail = hasByteMasks(target) ? Tail::Masked : Tail::Scalar;
    LaneEmitter emitter{b, loc, target, lanes};

    // Carried: `count` states for each slot, then `count` scalars of the tail.
    SmallVector<Value> carried;
    for (unsigned slot = 0; slot != unroll; ++slot)
      for (const Accumulator &acc : accs)
        carried.push_back(emitter.start(acc));
    unsigned scalars = carried.size();
    for (const Accumulator &acc : accs)
      carried.push_back(identityOf(b, loc, acc.kind, acc.result));

    SmallVector<Value> done = stripMine(
        b, loc, n, lanes, unroll, tail, carried,
        [&](OpBuilder &in, Value i, unsigned width, Value mask, unsigned slot,
            ValueRange now) {
          LaneEmitter here{in, loc, target, lanes};
          Value at = base ? addIndex(in, loc, base, i) : i;
          SmallVector<Value> next(now);
          SmallVector<Value> values =
              emitElements(in, loc, body, reduce.getInputs(), at, width, mask);
          for (auto [k, acc] : llvm::enumerate(accs)) {
            if (width == 1) {
              Value x = values[k];
              if (x.getType() != acc.result)
                x = arith::ExtUIOp::create(in, loc, acc.result, x);
              next[scalars + k] =
                  combine(in, loc, acc.kind, now[scalars + k], x);
            } else if (acc.rule == LaneRule::Group) {
              // All slots share the state of the first.
              Value x = here.neutralise(acc, values[k], mask);
              next[k] = here.group(group[k], now[k], x);
            } else {
              unsigned s = slot * count + k;
              next[s] = here.step(acc, now[s], values[k], mask);
            }
          }
          return next;
        });

    SmallVector<Value> totals;
    for (auto [k, acc] : llvm::enumerate(accs)) {
      // Pairs first, so that the chain is short.
      SmallVector<Value> parts;
      for (unsigned slot = 0; slot != unroll; ++slot)
        parts.push_back(done[slot * count + k]);
      while (parts.size() > 1) {
        SmallVector<Value> half;
        for (unsigned p = 0; p + 1 < parts.size(); p += 2)
          half.push_back(combine(b, loc, acc.kind, parts[p], parts[p + 1]));
        if (parts.size() % 2)
          half.push_back(parts.back());
        parts = half;
      }
      Value total = emitter.finish(acc, parts[0]);
      if (tail == Tail::Scalar)
        total = combine(b, loc, acc.kind, total, done[scalars + k]);
      totals.push_back(total);
    }
    return totals;
  }
};

} // namespace

Value cpu::combineHalves(OpBuilder &b, Location loc, CombineKind kind, Value v) {
  auto type = cast<VectorType>(v.getType());
  int64_t lanes = type.getDimSize(0);
  while (lanes > 1) {
    lanes /= 2;
    Value low = vector::ExtractStridedSliceOp::create(b, loc, v, 0, lanes, 1);
    Value high = vector::ExtractStridedSliceOp::create(b, loc, v, lanes, lanes, 1);
    v = combine(b, loc, kind, low, high);
  }
  return vector::ExtractOp::create(b, loc, v, 0);
}

std::unique_ptr<Strategy> cpu::createReduceLanes() {
  return std::make_unique<ReduceLanes>();
}
