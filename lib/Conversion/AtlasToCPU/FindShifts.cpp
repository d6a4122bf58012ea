//===- FindShifts.cpp - atlas.find over windows kept in registers ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lanes run across positions. Each element is read from memory and mapped once;
// the element k positions back is a shift over two neighbouring registers, and
// each lane performs the additions of its own window, oldest to newest. A search
// starts with registers of zeros, which are what lies before the first element,
// so its first positions need no code of their own. The last step repeats positions
// that had no hit, so that it ends with the row, and reads its registers again.
//
// Several vectors are done side by side: a shifted register serves each of them
// as soon as it is there, and their additions hide each other's latency. Where
// elements need no map, odd shifts are unaligned loads of what the cache holds
// anyway: shifts and additions share execution units, loads have their own (Zen
// 4: 0.38 ns per score in place of 0.46 for a window of ten).
//===----------------------------------------------------------------------===//

#include "Strategy.h"
#include "Windows.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

/// Longest window kept in registers.
constexpr uint64_t kRegisterWindow = 64;

/// Positions that `op` looks back from the newest; none if not known.
std::optional<uint64_t> backOf(Operation &op) {
  if (isa<WindowNewestOp, WindowFullOp>(op))
    return 0;
  Distance distance = distanceOf(&op);
  if (!distance.constant || isa<WindowAtOp>(op))
    return distance.constant;
  if (*distance.constant == 0)
    return std::nullopt;
  return *distance.constant - 1;
}

class ShiftSearch {
public:
  ShiftSearch(OpBuilder &b, FindOp find, const CPUTarget &target)
      : b(b), loc(find.getLoc()), find(find), lanes(windowLanes(find, target)),
        histories(find.getNumWindows()), hasMap(!find.getMap().empty()) {
    for (Operation &op : find.getBody().front().without_terminator())
      if (BlockArgument window = windowOf(&op)) {
        unsigned &history = histories[window.getArgNumber()];
        history = std::max<unsigned>(history, llvm::divideCeil(*backOf(op), lanes));
      }
  }

  Value emit() {
    Value n = extent(b, loc, find.getInputs()[0]);
    SearchState state = searchStart(b, loc);
    calm = CalmWindows::find(b, find);
    if (calm)
      state.carried.push_back(indexConstant(b, loc, 0));
    for (auto [window, history] : llvm::enumerate(histories)) {
      Type element =
          cast<WindowType>(find.getBody().getArgument(window).getType())
              .getElementType();
      state.carried.append(
          history, constantOf(b, loc, widenType(element, lanes), 0));
    }
    auto general = [&](OpBuilder &in, Value start, Value, ValueRange carried) {
      return step(in, {start, lanes, 1, maskAt(in, start, n)}, carried,
                  /*isSteady=*/false);
    };
    auto steady = [&](OpBuilder &in, Value start, Value at, ValueRange carried) {
      return step(in, {start, lanes, vectorsPerStep(), {}},
                  registersAt(in, start, at, carried), /*isSteady=*/true);
    };
    state = searchForms(b, loc, state, n,
                        {lanes, vectorsPerStep(), greatestReach(),
                         /*overlap=*/false, general, steady});
    return searchResult(b, loc, state, n);
  }

private:
  /// The registers of one window: what came before, then the vectors of the step.
  struct Registers {
    SmallVector<Value> values;
    unsigned history;
    Value input; ///< where shifted registers may be loaded from, if at all
    Value at;    ///< position of the first vector of the step
    llvm::DenseMap<std::pair<unsigned, unsigned>, Value> shifted;
  };

  /// Bits of one step fit a word; four vectors hide the latency of additions.
  unsigned vectorsPerStep() const { return std::min(4u, 64 / lanes); }

  /// From here on windows are full or folded in full, and registers hold elements only.
  Value greatestReach() {
    unsigned registers = *llvm::max_element(histories);
    Value most = indexConstant(b, loc, registers * lanes);
    for (Operation &op : find.getBody().front())
      if (isa<WindowFullOp, WindowFoldOp>(op))
        most = b.createOrFold<arith::MaxUIOp>(loc, most, lengthValue(b, loc, &op));
    return most;
  }

  /// The lanes of a vector at `start` that exist. Under a branch, so that elements
  /// are read before the mask of a rest would be there.
  Value maskAt(OpBuilder &in, Value start, Value n) {
    Value rest = arith::SubIOp::create(in, loc, n, start);
    Value isFull = arith::CmpIOp::create(in, loc, arith::CmpIPredicate::uge, rest,
                                         indexConstant(in, loc, lanes));
    auto mask = scf::IfOp::create(
        in, loc, isFull,
        [&](OpBuilder &then, Location l) {
          scf::YieldOp::create(
              then, l, constantOf(then, l, widenType(then.getI1Type(), lanes), -1));
        },
        [&](OpBuilder &other, Location l) {
          scf::YieldOp::create(other, l, lowMask(other, l, rest, lanes));
        });
    return mask.getResult(0);
  }

  /// What a step at `start` goes on from: what the one before carried, or, where it
  /// goes back, elements read again.
  SmallVector<Value> registersAt(OpBuilder &in, Value start, Value at,
                                 ValueRange carried) {
    unsigned most = *llvm::max_element(histories);
    ValueRange registers = calm ? carried.drop_front() : carried;
    if (most == 0)
      return carried;
    Value goesOn =
        arith::CmpIOp::create(in, loc, arith::CmpIPredicate::eq, start, at);
    auto branch = scf::IfOp::create(
        in, loc, goesOn,
        [&](OpBuilder &then, Location l) {
          scf::YieldOp::create(then, l, registers);
        },
        [&](OpBuilder &other, Location l) {
          SmallVector<SmallVector<Value>> read; // by distance from `start`
          for (unsigned k = 0; k != most; ++k)
            read.push_back(windowElements(
                other, l, find,
                arith::SubIOp::create(other, l, start,
                                      indexConstant(other, l, (k + 1) * lanes)),
                lanes));
          SmallVector<Value> values;
          for (auto [window, history] : llvm::enumerate(histories))
            for (unsigned k = history; k-- != 0;)
              values.push_back(read[k][window]);
          scf::YieldOp::create(other, l, values);
        });
    SmallVector<Value> out(carried.drop_back(registers.size()));
    llvm::append_range(out, branch.getResults());
    return out;
  }

  std::pair<Value, SmallVector<Value>> step(OpBuilder &in, const StepShape &shape,
                                            ValueRange carried, bool isSteady) {
    Value calmFrom;
    if (calm) {
      calmFrom = carried.front();
      carried = carried.drop_front();
    }
    SmallVector<Registers> windows;
    for (unsigned history : histories) {
      Registers &registers = windows.emplace_back();
      llvm::append_range(registers.values, carried.take_front(history));
      registers.history = history;
      if (isSteady && !hasMap)
        registers.input = find.getInputs()[windows.size() - 1];
      registers.at = shape.at;
      carried = carried.drop_front(history);
    }
    for (unsigned v = 0; v != shape.vectors; ++v) {
      Value i = addIndex(in, loc, shape.at, indexConstant(in, loc, v * lanes));
      for (auto [registers, value] : llvm::zip_equal(
               windows, windowElements(in, loc, find, i, lanes, shape.mask)))
        registers.values.push_back(value);
    }
    SmallVector<Value> next;
    Value isCalm;
    if (calm)
      std::tie(isCalm, next.emplace_back()) = calm->step(
          in, loc, shape, calmFrom,
          ArrayRef(windows[calm->window].values).take_back(shape.vectors));
    Value hits = emitStep(
        in, loc, find, shape, calm ? &*calm : nullptr, isCalm,
        [&](OpBuilder &inner, Operation &op, MutableArrayRef<IRMapping> maps) {
          Registers &registers = windows[windowOf(&op).getArgNumber()];
          if (auto fold = dyn_cast<WindowFoldOp>(op))
            return folded(inner, fold, registers, shape.at, maps, isSteady);
          return answer(inner, op, registers, shape.at, shape.vectors, isSteady);
        });
    for (Registers &registers : windows)
      llvm::append_range(next,
                         ArrayRef(registers.values).take_back(registers.history));
    return {hits, next};
  }

  /// The element of lane j of register `index`, `back` < lanes positions earlier.
  Value shifted(OpBuilder &in, Registers &registers, unsigned index, unsigned back) {
    if (back == 0)
      return registers.values[index];
    // One that was made under a branch is of no use behind it.
    Value &value = registers.shifted[{index, back}];
    if (value && value.getParentBlock() == in.getInsertionBlock())
      return value;
    if (registers.input && back % 2 == 1) {
      // at + (index - history) * lanes - back, at being behind all of it.
      int64_t offset = (static_cast<int64_t>(index) - registers.history) * lanes - back;
      Value i = addIndex(in, loc, registers.at, indexConstant(in, loc, offset));
      return value = loadElements(in, loc, registers.input, i, lanes);
    }
    return value = vector::ShuffleOp::create(
               in, loc, registers.values[index - 1], registers.values[index],
               llvm::to_vector(llvm::seq<int64_t>(lanes - back, 2 * lanes - back)));
  }

  SmallVector<Value> answer(OpBuilder &in, Operation &op, Registers &registers,
                            Value at, unsigned vectors, bool isSteady) {
    SmallVector<Value> out(vectors);
    if (auto sum = dyn_cast<WindowSumOp>(op)) {
      add(in, sum, registers, out);
      return out;
    }
    for (auto [v, value] : llvm::enumerate(out)) {
      if (auto full = dyn_cast<WindowFullOp>(op)) {
        value = isSteady ? constantOf(in, loc, widenType(in.getI1Type(), lanes), 1)
                         : fullLanes(in, full, at);
        continue;
      }
      uint64_t back = *backOf(op);
      value = shifted(in, registers, registers.history + v - back / lanes, back % lanes);
    }
    return out;
  }

  /// Element k of all windows of the step, then the next. Lanes that have none
  /// keep what they carry.
  SmallVector<Value> folded(OpBuilder &in, WindowFoldOp op, Registers &registers,
                            Value at, MutableArrayRef<IRMapping> maps,
                            bool isSteady) {
    SmallVector<Value> values;
    for (IRMapping &map : maps)
      values.push_back(
          broadcast(in, loc, map.lookupOrDefault(op.getInit()), lanes));
    uint64_t most = *backOf(*op);
    for (uint64_t back = most + 1; back-- != 0;) {
      Value k = indexConstant(in, loc, most - back);
      for (auto [v, map] : llvm::enumerate(maps)) {
        Value x = shifted(in, registers, registers.history + v - back / lanes,
                          back % lanes);
        Value next = emitFoldStep(in, loc, op, map, k, x, values[v], lanes);
        if (!isSteady)
          next = arith::SelectOp::create(in, loc, reaches(in, at, back), next,
                                         values[v]);
        values[v] = next;
      }
    }
    return values;
  }

  /// Lanes that have an element `back` positions earlier.
  Value reaches(OpBuilder &in, Value at, uint64_t back) {
    return arith::CmpIOp::create(
        in, loc, arith::CmpIPredicate::uge, positionLanes(in, loc, at, lanes),
        broadcast(in, loc, indexConstant(in, loc, back), lanes));
  }

  /// Lanes whose position + 1 is at least the length.
  Value fullLanes(OpBuilder &in, WindowFullOp op, Value at) {
    Value past = positionLanes(in, loc, addIndex(in, loc, at, indexConstant(in, loc, 1)),
                               lanes);
    return arith::CmpIOp::create(in, loc, arith::CmpIPredicate::uge, past,
                                 broadcast(in, loc, op.getLength(), lanes));
  }

  /// Each sum takes its elements from the oldest to the newest. Walking over the
  /// registers in that order, all sums of the step take one element each.
  void add(OpBuilder &in, WindowSumOp op, Registers &registers,
           SmallVectorImpl<Value> &sums) {
    bool isFloat = isa<FloatType>(op.getType());
    int64_t most = *backOf(*op), width = lanes;
    for (int64_t index = 0, e = registers.values.size(); index != e; ++index)
      for (int64_t shift = width - 1; shift >= 0; --shift)
        for (auto [v, sum] : llvm::enumerate(sums)) {
          int64_t ahead = static_cast<int64_t>(registers.history + v) - index;
          int64_t back = ahead * width + shift;
          if (back < 0 || back > most)
            continue;
          Value x = shifted(in, registers, index, shift);
          if (sum)
            sum = combine(in, loc, isFloat ? CombineKind::addf : CombineKind::addi,
                          sum, x);
          else if (!isFloat || onlyValueCounts(op.getResult()))
            sum = x; // +0.0 + x differs from x in the sign of a zero only
          else
            sum = arith::AddFOp::create(in, loc, constantOf(in, loc, x.getType(), 0), x);
        }
  }

  OpBuilder &b;
  Location loc;
  FindOp find;
  unsigned lanes;
  SmallVector<unsigned> histories; ///< earlier registers, by window
  bool hasMap;
  std::optional<CalmWindows> calm;
};

struct FindShifts : Strategy {
  StringRef op() const override { return "find"; }
  StringRef name() const override { return "shifts"; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto find = cast<FindOp>(op);
    if (!find.isWindowed()) {
      why = "the predicate looks at elements";
      return std::nullopt;
    }
    for (Operation &inner : find.getBody().front().without_terminator()) {
      if (!windowOf(&inner))
        continue;
      std::optional<uint64_t> back = backOf(inner);
      if (!back || *back >= kRegisterWindow) {
        why = back ? "a window is longer than 64"
                   : "the length of a window is known at run time only";
        return std::nullopt;
      }
    }
    if (!canVectorizeWindows(find, &why))
      return std::nullopt;
    return 1.0;
  }

  void rewrite(Operation *op, RewriterBase &b, const CPUTarget &target) const override {
    b.replaceOp(op, ShiftSearch(b, cast<FindOp>(op), target).emit());
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createFindShifts() {
  return std::make_unique<FindShifts>();
}
