//===- PtxShapeEmitter.cpp - A specialist of ptx ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PtxShapeEmitter.h"

#include "DeviceConstructs.h"
#include "DeviceEmission.h"
#include "PtxShapes.h"
#include "Specialists.h"

#include "atlas/Backend/Ptx/PtxHw.h"
#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// A construct that the text of a shape has, in its first or second entry.
struct ShapeUse {
  llvm::StringLiteral shape;
  unsigned entry, count;
  llvm::StringLiteral cls;
  unsigned width = 0;
};

constexpr ShapeUse kUses[] = {
    {kByteSumShape, 0, 1, "launch.entry"},
    {kByteSumShape, 0, 3, "launch.index"},
    {kByteSumShape, 0, 3, "mem.binding"},
    {kByteSumShape, 0, 2, "mem.readonly-cache"},
    {kByteSumShape, 0, 1, "simd.vector", 128},
    {kByteSumShape, 0, 4, "packed.dot4"},
    {kByteSumShape, 0, 1, "mem.workgroup"},
    {kByteSumShape, 0, 2, "sync.workgroup"},
    {kByteSumShape, 1, 1, "launch.entry"},
    {kByteSumShape, 1, 1, "launch.index"},
    {kByteSumShape, 1, 3, "mem.binding"},
    {kByteSumShape, 1, 1, "mem.readonly-cache"},
    {kByteSumShape, 1, 1, "mem.workgroup"},
    {kByteSumShape, 1, 1, "sync.workgroup"},
    {kHistogramShape, 0, 1, "launch.entry"},
    {kHistogramShape, 0, 3, "launch.index"},
    {kHistogramShape, 0, 3, "mem.binding"},
    {kHistogramShape, 0, 2, "mem.readonly-cache"},
    {kHistogramShape, 0, 3, "simd.vector", 128},
    {kHistogramShape, 0, 2, "mem.workgroup"},
    {kHistogramShape, 0, 4, "sync.workgroup"},
    {kHistogramShape, 0, 18, "atomic.int", 32},
    {kHistogramShape, 1, 1, "launch.entry"},
    {kHistogramShape, 1, 1, "launch.index"},
    {kHistogramShape, 1, 3, "mem.binding"},
    {kHistogramShape, 1, 1, "mem.readonly-cache"},
};

std::vector<FoundConstruct> constructsOf(const PtxShape &shape,
                                         llvm::StringRef origin) {
  std::vector<FoundConstruct> found;
  for (const ShapeUse &use : kUses) {
    if (use.shape != shape.shape)
      continue;
    contract::ConstructUse construct{use.cls.str(), "", use.width, "", ""};
    if (use.cls == "atomic.int") {
      construct.scope = "workgroup";
      construct.ordering = "relaxed";
    } else if (use.cls == "mem.readonly-cache") {
      construct.introducedFrom = "mem.binding";
    }
    found.push_back({shape.program.entries[use.entry].name,
                     std::move(construct), origin.str(), use.count});
  }
  return found;
}

class PtxShapes final : public Emitter {
public:
  explicit PtxShapes(EmitterServices services)
      : services(std::move(services)) {}
  llvm::StringRef name() const override { return kPtxShapesName; }
  bool mayTake(mlir::ModuleOp module,
               const BackendConfig &config) const override {
    return llvm::any_of(kUses, [&](const ShapeUse &use) {
      return isListed(services, module, config.target, name(), use.shape);
    });
  }
  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override;

private:
  EmitterServices services;
};

llvm::Expected<std::optional<Emission>>
PtxShapes::tryEmit(mlir::ModuleOp module, const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  if (!mayTake(module, config))
    return std::nullopt;
  mlir::DialectRegistry registry;
  registerDeviceDialects(registry);
  module.getContext()->appendDialectRegistry(registry);
  std::string contract = kernelContract(module);
  mlir::PassManager passes(module.getContext(),
                           mlir::ModuleOp::getOperationName());
  buildAtlasLevelsPipeline(passes);
  passes.addPass(mlir::createInlinerPass());
  passes.addPass(mlir::createSymbolDCEPass());
  if (mlir::failed(passes.run(module)))
    return makeBackendError(BackendErrorKind::Lower, config.target.id(),
                            "domain operations could not be expanded");
  std::optional<PtxShape> shape = matchPtxShape(module);
  if (!shape ||
      !isListed(services, module, config.target, name(), shape->shape))
    return std::nullopt;
  const PtxHw &hw = PtxHw::of(*hardware);
  auto kernel = *module.getOps<KernelOp>().begin();
  auto rows = citeConstructs(*services.corpus, services.allowDrafts,
                             {config.target, *hardware}, contract,
                             constructsOf(*shape, originOf(kernel.getLoc())));
  if (!rows)
    return rows.takeError();
  std::string text = printPtxModule(*shape, hw.arch, hw.isa.text());
  std::string program = llvm::formatv("{0}\n", shape->program.toJSON()).str();
  Emission emission;
  emission.format = {"ptx", false};
  emission.bytes.assign(text.begin(), text.end());
  emission.declared = std::move(*rows);
  emission.entries = describeEntries(shape->program);
  emission.sidecars.push_back(
      {kProgramSidecar.str(), {program.begin(), program.end()}});
  return std::optional(std::move(emission));
}

} // namespace

std::unique_ptr<Emitter>
backend::makePtxShapes(const EmitterServices &services) {
  return std::make_unique<PtxShapes>(services);
}
