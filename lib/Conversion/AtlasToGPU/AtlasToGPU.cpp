//===- AtlasToGPU.cpp - atlas-to-gpu --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each kernel becomes a gpu.module: one entry point for each phase of its launch
// plan, and the sidecar that says how to run them.
//===----------------------------------------------------------------------===//

#include "DeviceForm.h"
#include "PhaseLowering.h"
#include "atlas/Conversion/AtlasToGPU/Passes.h"
#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/Common/Phases.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

namespace atlas {
#define GEN_PASS_DEF_ATLASTOGPUPASS
#include "atlas/Conversion/AtlasToGPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

namespace {

/// A name that every target accepts.
std::string plainName(StringRef name) {
  std::string out;
  for (char c : name)
    out += llvm::isAlnum(c) ? c : '_';
  if (out.empty() || llvm::isDigit(out[0]))
    out.insert(0, "k");
  return out;
}

class KernelToDevice {
public:
  KernelToDevice(KernelOp kernel, const PhaseOptions &options)
      : kernel(kernel), options(options), b(kernel.getContext()) {}

  LogicalResult run() {
    program.kernel = buildKernelABI(kernel);
    program.layout = options.words ? DeviceLayout::Words32 : DeviceLayout::Bytes8;
    program.workgroup = options.threads;
    KernelABI &abi = program.kernel;
    if (failed(moveTemporaries(kernel, abi, tempTypes)))
      return failure();
    PlanUnits units;
    units.reduce = units.histogram = 32768;
    units.task = units.map;
    units.always = true;
    auto phases = splitPhases(kernel, abi, tempTypes, units);
    if (failed(phases))
      return failure();
    b.setInsertionPoint(kernel);
    auto module = gpu::GPUModuleOp::create(b, kernel.getLoc(), plainName(abi.name));
    b.setInsertionPointToStart(module.getBody());
    std::string name = plainName(abi.name);
    for (auto [i, phase] : llvm::enumerate(*phases))
      if (failed(addEntry(*phase, i, name + "_p" + std::to_string(i)))) {
        module.erase();
        return failure();
      }
    module->setAttr(kDeviceProgramAttrName,
                    b.getStringAttr(llvm::formatv("{0}", program.toJSON()).str()));
    kernel.erase();
    return success();
  }

private:
  KernelOp kernel;
  const PhaseOptions &options;
  OpBuilder b;
  DeviceProgram program;
  SmallVector<MemRefType> tempTypes;

  LogicalResult addEntry(Region &phase, unsigned i, const std::string &name) {
    const LaunchPhase &plan = program.kernel.phases[i];
    unsigned arguments = phase.getNumArguments();
    bool perThread = false;
    if (failed(lowerPhase(phase, plan.serial, options, perThread,
                          program.kernel.strategies)))
      return failure();
    DeviceEntry entry;
    entry.name = name;
    entry.groups = plan.space;
    if (perThread)
      entry.groups = "(" + plan.space + ") ceildiv " + std::to_string(options.threads);
    auto function = buildDeviceFunction(b, phase, describe(phase, arguments, plan),
                                        program.layout, options.threads, entry);
    if (failed(function))
      return failure();
    program.entries.push_back(std::move(entry));
    return success();
  }

  /// What the block arguments of a lowered phase stand for: the first
  /// `arguments` are those of the plan, behind them come the number of units and
  /// the results.
  std::vector<PhaseArg> describe(Region &phase, unsigned arguments,
                                 const LaunchPhase &plan) {
    const KernelABI &abi = program.kernel;
    std::vector<PhaseArg> all(phase.getNumArguments());
    for (auto [p, param] : llvm::enumerate(abi.params))
      param.isBuffer() ? describeBuffer(param, all[p]) : void(all[p].scalar = param.name);
    for (auto [t, temp] : llvm::enumerate(abi.temps)) {
      PhaseArg &arg = all[abi.params.size() + t];
      DataType type = dataTypeOf(tempTypes[t].getElementType());
      std::string count = "(" + temp.size + ") floordiv " + std::to_string(type.byteSize());
      arg.buffer = {DeviceBuffer::Temp, temp.name, type, count};
      arg.extents = {count};
    }
    all[arguments].expression = plan.space;
    for (auto [r, result] : llvm::enumerate(abi.results)) {
      if (arguments + 1 + r == all.size())
        break; // only the last phase returns
      all[arguments + 1 + r].buffer = {
          DeviceBuffer::Result, result.name,
          dataTypeOf(cast<MemRefType>(phase.getArgument(arguments + 1 + r).getType())
                         .getElementType()),
          "1"};
    }
    return all;
  }

  void describeBuffer(const KernelParam &param, PhaseArg &arg) {
    std::string count;
    for (unsigned d = 0; d != param.rank; ++d) {
      std::string extent = param.dims[d] != kDynamic
                               ? std::to_string(param.dims[d])
                               : "dim(" + param.name + (d ? "," + std::to_string(d) : "") + ")";
      arg.extents.push_back(extent);
      count += (d ? " * " : "") + extent;
    }
    arg.strided = param.strided;
    arg.mayAlias = !param.inplace.empty() || param.mayOverlap;
    for (const KernelParam &other : program.kernel.params)
      arg.mayAlias |= other.mayOverlap || llvm::is_contained(other.inplace, param.name);
    arg.buffer = {DeviceBuffer::Param, param.name, param.type, count};
  }
};

struct AtlasToGPU : atlas::impl::AtlasToGPUPassBase<AtlasToGPU> {
  using AtlasToGPUPassBase::AtlasToGPUPassBase;

  void runOnOperation() override {
    PhaseOptions options;
    options.threads = blockSize;
    options.words = layout == "words32";
    options.vectorBytes = options.words ? 0 : vectorBytes;
    if (!options.words && layout != "bytes8") {
      getOperation().emitError("ATL0601: no layout '") << layout
          << "'; layouts: bytes8, words32";
      return signalPassFailure();
    }
    if (!llvm::isPowerOf2_32(blockSize) || blockSize > 1024) {
      getOperation().emitError("ATL0601: a workgroup has a power of two of threads, "
                               "at most 1024");
      return signalPassFailure();
    }
    for (auto kernel : llvm::make_early_inc_range(getOperation().getOps<KernelOp>()))
      if (failed(KernelToDevice(kernel, options).run()))
        return signalPassFailure();
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      function.erase(); // helpers were inlined
    getOperation()->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                            UnitAttr::get(&getContext()));
  }
};

} // namespace
