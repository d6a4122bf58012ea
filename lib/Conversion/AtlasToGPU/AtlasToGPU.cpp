//===- AtlasToGPU.cpp - atlas-to-gpu --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each kernel becomes a gpu.module: one entry point for each phase of its launch
// plan, and the sidecar that says how to run them.
//===----------------------------------------------------------------------===//

#include "DeviceForm.h"
#include "PhaseLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "atlas/Conversion/AtlasToGPU/Passes.h"
#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/Common/PhaseMarks.h"
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

/// Larger buffers of one thread would cost every thread of the device memory.
constexpr int64_t kMostPrivateElements = 64;

/// So many temporaries have a buffer each, which drivers know not to overlap.
constexpr unsigned kFewTemps = 4;

/// Elements: a multiple of any word and any vector.
constexpr int64_t kTempAlign = 16;

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
    findOwnBuffers(*phases);
    mergeTemporaries(*phases);
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
  SmallVector<SmallVector<unsigned>> own; ///< by phase: arguments no other uses
  /// Where each temporary of the plan lies: in a buffer for all of its type.
  struct Place {
    std::string buffer, offset, count;
  };
  std::vector<Place> places;

  /// Stack buffers that only one phase uses can lie on the stack of its thread.
  void findOwnBuffers(ArrayRef<std::unique_ptr<Region>> phases) {
    own.resize(phases.size());
    for (auto [t, temp] : llvm::enumerate(program.kernel.temps)) {
      unsigned arg = program.kernel.params.size() + t;
      MemRefType type = tempTypes[t];
      if (!StringRef(temp.name).starts_with(kStackTempPrefix) ||
          type.getNumElements() > kMostPrivateElements)
        continue;
      SmallVector<unsigned> users;
      for (auto [i, phase] : llvm::enumerate(phases))
        if (!phase->front().getArgument(arg).use_empty())
          users.push_back(i);
      if (users.size() == 1)
        own[users[0]].push_back(arg);
    }
  }

  /// Devices bind few buffers, so many temporaries share one for each element type,
  /// each starting at a multiple of kTempAlign elements.
  void mergeTemporaries(ArrayRef<std::unique_ptr<Region>> phases) {
    KernelABI &abi = program.kernel;
    auto isUsed = [&](unsigned arg) {
      return llvm::any_of(llvm::enumerate(phases), [&](auto phase) {
        return !phase.value()->front().getArgument(arg).use_empty() &&
               !llvm::is_contained(own[phase.index()], arg);
      });
    };
    places.resize(abi.temps.size());
    SmallVector<unsigned> used = llvm::to_vector(llvm::make_filter_range(
        llvm::seq<unsigned>(0, abi.temps.size()),
        [&](unsigned t) { return isUsed(abi.params.size() + t); }));
    if (used.size() <= kFewTemps)
      return keepApart(used);
    llvm::MapVector<Type, Buffer> buffers;
    // Those of a known size go first, so that their places are constants.
    for (bool isFixed : {true, false})
      for (unsigned t : used)
        if (tempTypes[t].hasStaticShape() == isFixed)
          place(t, buffers);
    renameTemporaries();
    abi.temps.clear();
    for (auto &[type, buffer] : buffers) {
      std::string bytes = std::to_string(dataTypeOf(type).byteSize());
      abi.temps.push_back({buffer.name, "(" + buffer.end() + ") * " + bytes, -1, true});
    }
  }

  void keepApart(ArrayRef<unsigned> used) {
    std::vector<LaunchTemp> temps;
    for (unsigned t : used) {
      LaunchTemp &temp = program.kernel.temps[t];
      DataType type = dataTypeOf(tempTypes[t].getElementType());
      places[t] = {temp.name, "",
                   "(" + temp.size + ") floordiv " + std::to_string(type.byteSize())};
      temps.push_back(temp);
    }
    renameTemporaries(); // drops those that no phase uses
    program.kernel.temps = std::move(temps);
  }

  /// A buffer for temporaries of one type while it grows: elements of known number,
  /// then others.
  struct Buffer {
    std::string name, more;
    int64_t known = 0;
    std::string end() const { return std::to_string(known) + more; }
  };

  void place(unsigned t, llvm::MapVector<Type, Buffer> &buffers) {
    MemRefType type = tempTypes[t];
    Buffer &buffer = buffers[type.getElementType()];
    if (buffer.name.empty())
      buffer.name = "temps" + std::to_string(buffers.size() - 1);
    places[t].buffer = buffer.name;
    places[t].offset = buffer.end();
    if (type.hasStaticShape()) {
      places[t].count = std::to_string(type.getNumElements());
      buffer.known += llvm::alignTo(type.getNumElements(), kTempAlign);
      return;
    }
    std::string bytes = std::to_string(dataTypeOf(type.getElementType()).byteSize());
    std::string align = std::to_string(kTempAlign);
    places[t].count = "(" + program.kernel.temps[t].size + ") floordiv " + bytes;
    buffer.more += " + (" + places[t].count + ") ceildiv " + align + " * " + align;
  }

  /// In the accesses of phases.
  void renameTemporaries() {
    KernelABI &abi = program.kernel;
    auto rename = [&](std::vector<std::string> &names) {
      std::vector<std::string> now;
      for (std::string &name : names) {
        auto temp = llvm::find_if(abi.temps, [&](auto &t) { return t.name == name; });
        std::string known =
            temp == abi.temps.end() ? name : places[temp - abi.temps.begin()].buffer;
        if (!known.empty() && !llvm::is_contained(now, known))
          now.push_back(known);
      }
      names = std::move(now);
    };
    for (LaunchPhase &phase : abi.phases) {
      rename(phase.reads);
      rename(phase.writes);
    }
  }

  LogicalResult addEntry(Region &phase, unsigned i, const std::string &name) {
    const LaunchPhase &plan = program.kernel.phases[i];
    unsigned arguments = phase.getNumArguments();
    unsigned firstResult = 0;
    if (auto first =
            phase.front().getTerminator()->getAttrOfType<IntegerAttr>(kFirstResultAttr))
      firstResult = first.getInt();
    bool perThread = false;
    if (failed(lowerPhase(phase, plan.serial, own[i], options, perThread,
                          program.kernel.strategies)))
      return failure();
    DeviceEntry entry;
    entry.name = name;
    entry.groups = plan.space;
    if (perThread)
      entry.groups = "(" + plan.space + ") ceildiv " + std::to_string(options.threads);
    auto function = buildDeviceFunction(b, phase, describe(phase, arguments, firstResult, plan),
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
                                 unsigned firstResult, const LaunchPhase &plan) {
    const KernelABI &abi = program.kernel;
    std::vector<PhaseArg> all(phase.getNumArguments());
    for (auto [p, param] : llvm::enumerate(abi.params))
      param.isBuffer() ? describeBuffer(param, all[p]) : void(all[p].scalar = param.name);
    for (auto [t, place] : llvm::enumerate(places)) {
      if (place.buffer.empty())
        continue;
      PhaseArg &arg = all[abi.params.size() + t];
      DataType type = dataTypeOf(tempTypes[t].getElementType());
      auto temp = llvm::find_if(abi.temps, [&](auto &t) { return t.name == place.buffer; });
      arg.buffer = {DeviceBuffer::Temp, place.buffer, type,
                    "(" + temp->size + ") floordiv " + std::to_string(type.byteSize())};
      arg.extents = {place.count};
      arg.offset = place.offset;
    }
    all[arguments].expression = plan.space;
    // Few phases return anything.
    for (unsigned at = arguments + 1, r = firstResult; at != all.size(); ++at, ++r)
      all[at].buffer = {
          DeviceBuffer::Result, abi.results[r].name,
          dataTypeOf(cast<MemRefType>(phase.getArgument(at).getType()).getElementType()),
          "1"};
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
    options.wideAtomics = !options.words && wideAtomics;
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
    contractFloats(getOperation());
    getOperation()->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                            UnitAttr::get(&getContext()));
  }
};

} // namespace
