//===- Histogram.cpp - Facts shared by the histogram strategies -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Histogram.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

/// Runs a region on one unsigned byte, on machine integers. None when it holds
/// something this small interpreter does not know.
std::optional<uint64_t> evaluateByte(Block &body, uint8_t byte) {
  llvm::SmallDenseMap<Value, APInt, 16> values;
  values[body.getArgument(0)] = APInt(8, byte);
  auto get = [&](Value v) -> std::optional<APInt> {
    if (auto it = values.find(v); it != values.end())
      return it->second;
    IntegerAttr attr;
    if (auto constant = v.getDefiningOp<arith::ConstantOp>())
      if ((attr = dyn_cast<IntegerAttr>(constant.getValue())))
        return attr.getValue();
    return std::nullopt;
  };
  for (Operation &op : body.without_terminator()) {
    if (isa<arith::ConstantOp>(op))
      continue;
    if (op.getNumResults() != 1 || !op.getResult(0).getType().isIntOrIndex())
      return std::nullopt;
    SmallVector<APInt> in;
    for (Value operand : op.getOperands()) {
      std::optional<APInt> v = get(operand);
      if (!v)
        return std::nullopt;
      in.push_back(*v);
    }
    Type type = op.getResult(0).getType();
    unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
    std::optional<APInt> out;
    bool shiftOk = in.size() == 2 && in[1].ult(in[0].getBitWidth());
    if (isa<arith::AddIOp>(op)) out = in[0] + in[1];
    else if (isa<arith::SubIOp>(op)) out = in[0] - in[1];
    else if (isa<arith::MulIOp>(op)) out = in[0] * in[1];
    else if (isa<arith::AndIOp>(op)) out = in[0] & in[1];
    else if (isa<arith::OrIOp>(op)) out = in[0] | in[1];
    else if (isa<arith::XOrIOp>(op)) out = in[0] ^ in[1];
    else if (isa<arith::MinUIOp>(op)) out = llvm::APIntOps::umin(in[0], in[1]);
    else if (isa<arith::MaxUIOp>(op)) out = llvm::APIntOps::umax(in[0], in[1]);
    else if (isa<arith::RemUIOp>(op) && !in[1].isZero()) out = in[0].urem(in[1]);
    else if (isa<arith::DivUIOp>(op) && !in[1].isZero()) out = in[0].udiv(in[1]);
    else if (isa<arith::ShRUIOp>(op) && shiftOk) out = in[0].lshr(in[1]);
    else if (isa<arith::ShLIOp>(op) && shiftOk) out = in[0].shl(in[1]);
    else if (isa<arith::ExtUIOp, arith::IndexCastUIOp>(op)) out = in[0].zextOrTrunc(width);
    else if (isa<arith::ExtSIOp, arith::IndexCastOp>(op)) out = in[0].sextOrTrunc(width);
    else if (isa<arith::TruncIOp>(op)) out = in[0].trunc(width);
    else if (auto cmp = dyn_cast<arith::CmpIOp>(op))
      out = APInt(1, arith::applyCmpPredicate(cmp.getPredicate(), in[0], in[1]));
    else if (isa<arith::SelectOp>(op)) out = in[0].isOne() ? in[1] : in[2];
    if (!out)
      return std::nullopt;
    values[op.getResult(0)] = *out;
  }
  std::optional<APInt> result = get(body.getTerminator()->getOperand(0));
  if (!result || result->getActiveBits() > 64)
    return std::nullopt;
  return result->getZExtValue();
}

} // namespace

std::optional<std::vector<uint64_t>> cpu::byteTable(HistogramOp op) {
  Block &body = op.getBody().front();
  if (op.getInputs().size() != 1 || body.getNumArguments() != 1 ||
      !body.getArgument(0).getType().isInteger(8))
    return std::nullopt;
  std::vector<uint64_t> table;
  for (unsigned byte = 0; byte != 256; ++byte) {
    std::optional<uint64_t> bin = evaluateByte(body, byte);
    if (!bin)
      return std::nullopt;
    table.push_back(*bin);
  }
  return table;
}

namespace {

/// Whether every index the region can yield lies below `bins`: by its type, or
/// by the table of a single byte input.
bool provedInRange(HistogramOp op, uint64_t bins) {
  Block &body = op.getBody().front();
  Type index = body.getTerminator()->getOperand(0).getType();
  if (!index.isIndex() && index.getIntOrFloatBitWidth() < 64 &&
      (uint64_t(1) << index.getIntOrFloatBitWidth()) <= bins)
    return true;
  std::optional<std::vector<uint64_t>> table = byteTable(op);
  return table && llvm::all_of(*table, [&](uint64_t bin) { return bin < bins; });
}

} // namespace

std::optional<CountShape> cpu::countShape(HistogramOp op, std::string &why) {
  auto bins = cast<MemRefType>(op.getBins().getType());
  if (bins.isDynamicDim(0)) {
    why = "the number of bins is not known at compile time";
    return std::nullopt;
  }
  if (!isa<IntegerType>(bins.getElementType()) ||
      op.getBody().front().getTerminator()->getNumOperands() != 1) {
    why = "elements carry weights";
    return std::nullopt;
  }
  if (cast<MemRefType>(op.getInputs()[0].getType()).getRank() != 1) {
    why = "the buffers are of rank 2 and not contiguous";
    return std::nullopt;
  }
  uint64_t count = bins.getDimSize(0);
  return CountShape{count, provedInRange(op, count)};
}
