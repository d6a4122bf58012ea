//===- PtxShapes.cpp - Shapes that have PTX of their own --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PtxShapes.h"

#include "PtxShapeText.h"

#include "atlas/Conversion/Common/KernelABIBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::backend;

namespace {

constexpr unsigned kThreads = 256;
constexpr llvm::StringLiteral kPartial = "shape.partial";

//===----------------------------------------------------------------------===//
// Recognition
//===----------------------------------------------------------------------===//

/// The value of a block of scalar operations at one argument, by their folders.
std::optional<uint64_t> evaluate(Block &body, uint64_t argument) {
  if (body.getNumArguments() != 1 || !body.getArgument(0).getType().isInteger(8))
    return std::nullopt;
  DenseMap<Value, Attribute> known;
  known[body.getArgument(0)] =
      IntegerAttr::get(body.getArgument(0).getType(), APInt(8, argument));
  for (Operation &op : body.without_terminator()) {
    SmallVector<Attribute> operands;
    for (Value operand : op.getOperands()) {
      Attribute outside; // constants stand before the region
      if (!known.contains(operand) && matchPattern(operand, m_Constant(&outside)))
        known[operand] = outside;
      operands.push_back(known.lookup(operand));
    }
    SmallVector<OpFoldResult> results;
    if (op.getNumRegions() || op.getNumResults() != 1 ||
        failed(op.fold(operands, results)) || results.empty())
      return std::nullopt;
    auto value = dyn_cast<Attribute>(results[0]);
    known[op.getResult(0)] = value ? value : known.lookup(cast<Value>(results[0]));
  }
  Operation *yield = body.getTerminator();
  if (yield->getNumOperands() != 1)
    return std::nullopt;
  auto result = dyn_cast_or_null<IntegerAttr>(known.lookup(yield->getOperand(0)));
  if (!result)
    return std::nullopt;
  return result.getValue().getZExtValue();
}

bool isMod96(Block &body) {
  for (uint64_t byte = 0; byte != 256; ++byte)
    if (evaluate(body, byte) != byte % 96)
      return false;
  return true;
}

bool isIdentity(Block &body) {
  return body.getNumArguments() == 1 && llvm::hasSingleElement(body) &&
         body.getTerminator()->getOperands() == body.getArguments();
}

bool isBytes(Value value) {
  auto type = dyn_cast<MemRefType>(value.getType());
  return isa<BlockArgument>(value) && type && type.getRank() == 1 &&
         type.isDynamicDim(0) && type.getLayout().isIdentity() &&
         type.getElementType().isInteger(8);
}

/// The one operation of a kernel beside constants and the return.
Operation *onlyOperation(KernelOp kernel) {
  if (!kernel.getBody().hasOneBlock())
    return nullptr;
  Operation *only = nullptr;
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (op.hasTrait<OpTrait::ConstantLike>())
      continue;
    if (only)
      return nullptr;
    only = &op;
  }
  return only;
}

bool isByteSum(KernelOp kernel, ReduceOp op) {
  if (kernel.getBody().front().getNumArguments() != 1 || op.getInputs().size() != 1 ||
      op.getNumResults() != 1 || op.hasCombinerRegion() || !isBytes(op.getInputs()[0]))
    return false;
  auto widen = op.getWiden();
  return widen && widen->isInteger(64) && op.getKind(0) == CombineKind::addi &&
         matchPattern(op.getInits()[0], m_Zero()) && isIdentity(op.getBody().front()) &&
         kernel.getBody().front().getTerminator()->getOperands() == op.getResults();
}

bool isHistogram(KernelOp kernel, HistogramOp op) {
  if (kernel.getBody().front().getNumArguments() != 2 || op.getInputs().size() != 1 ||
      !isBytes(op.getInputs()[0]) || op.getAccumulate() ||
      kernel.getBody().front().getTerminator()->getNumOperands())
    return false;
  auto bins = cast<MemRefType>(op.getBins().getType());
  return isa<BlockArgument>(op.getBins()) && bins.getRank() == 1 &&
         bins.getLayout().isIdentity() && bins.getDimSize(0) == 96 &&
         bins.getElementType().isInteger(64) && isMod96(op.getBody().front());
}

//===----------------------------------------------------------------------===//
// Plans
//===----------------------------------------------------------------------===//

constexpr DataType kI64{DataType::Int, 64};

/// Two entries: `perUnit` 64-bit values for each unit, then their sums in `out`.
DeviceProgram makeProgram(KernelABI abi, StringRef data, unsigned perUnit,
                          const DeviceBuffer &out, uint64_t shared0, uint64_t shared1) {
  std::string n = ("dim(" + data + ")").str(), units = n + " ceildiv 32768";
  std::string count = llvm::formatv("({0}) * {1}", units, perUnit).str();
  abi.temps = {{kPartial.str(), llvm::formatv("({0}) * {1}", units, 8 * perUnit).str()}};
  abi.phases.resize(2);
  abi.phases[0] = {"partial", units, 1, false, {data.str()}, {kPartial.str()}};
  abi.phases[1] = {"final", "1", 1, true, {kPartial.str()}, {}};
  if (out.kind == DeviceBuffer::Param)
    abi.phases[1].writes.push_back(out.name);
  DeviceProgram program;
  program.workgroup = kThreads;
  DeviceBuffer in{DeviceBuffer::Param, data.str(), {}, n, true, false};
  for (const KernelParam &param : abi.params)
    if (param.name == data)
      in.type = param.type;
  DeviceBuffer partial{DeviceBuffer::Temp, kPartial.str(), kI64, count, false, true};
  DeviceBuffer read = partial;
  read.read = true;
  read.written = false;
  program.entries = {
      {abi.name + "_p0", units, {in, partial}, {{n, "", 0}, {units, "", 0}}, shared0},
      {abi.name + "_p1", "1", {read, out}, {{units, "", 0}}, shared1}};
  program.kernel = std::move(abi);
  return program;
}

} // namespace

std::optional<PtxShape> backend::matchPtxShape(ModuleOp module) {
  auto kernels = module.getOps<KernelOp>();
  if (!llvm::hasSingleElement(kernels))
    return std::nullopt;
  KernelOp kernel = *kernels.begin();
  Operation *op = onlyOperation(kernel);
  KernelABI abi = lowering::buildKernelABI(kernel);
  if (!llvm::all_of(abi.name, [](char c) { return llvm::isAlnum(c) || c == '_'; }))
    return std::nullopt;
  std::string name = abi.name;
  auto nameOf = [&](Value value) {
    return abi.params[cast<BlockArgument>(value).getArgNumber()].name;
  };
  if (auto reduce = dyn_cast_or_null<ReduceOp>(op); reduce && isByteSum(kernel, reduce)) {
    DeviceBuffer out{DeviceBuffer::Result, abi.results[0].name, kI64, "1", false, true};
    std::string data = nameOf(reduce.getInputs()[0]);
    return PtxShape{kByteSumShape,
                    makeProgram(std::move(abi), data, 1, out, 1024, 2048),
                    printByteSum(name)};
  }
  if (auto counts = dyn_cast_or_null<HistogramOp>(op);
      counts && isHistogram(kernel, counts)) {
    DeviceBuffer out{DeviceBuffer::Param, nameOf(counts.getBins()), kI64, "96", false, true};
    std::string data = nameOf(counts.getInputs()[0]);
    return PtxShape{kHistogramShape,
                    makeProgram(std::move(abi), data, 96, out, 8192 + 384, 0),
                    printHistogram(name)};
  }
  return std::nullopt;
}

std::string backend::printPtxModule(const PtxShape &shape, StringRef arch,
                                    StringRef version) {
  return llvm::formatv(".version {0}\n.target {1}\n.address_size 64\n{2}", version, arch,
                       shape.body)
      .str();
}
