//===- SeedMain.cpp - atlas-seed: code with a defect ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   atlas-seed DEFECT FILE.mlir KERNEL TARGET LAYOUT DIR
//
// TARGET spirv, llvm-spirv, wgsl or ptx: the kernel's gpu module with the defect
// ("none": without), as DIR/module, and how to run it as DIR/program.json.
// TARGET source: the kernel itself with the defect as DIR/kernel.mlir, for cpu and
// wasm. Exit code 3: the code has no place for this defect. For tests only.
//===----------------------------------------------------------------------===//

#include "Defects.h"

#include "atlas/Conversion/AtlasToGPU/Passes.h"
#include "atlas/Conversion/DeviceCode/DeviceCode.h"
#include "atlas/Conversion/GPUToLLVMSPIRV/GPUToLLVMSPIRV.h"
#include "atlas/Conversion/GPUToPTX/GPUToPTX.h"
#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"
#include "atlas/Conversion/GPUToWGSL/GPUToWGSL.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/File.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace atlas;

namespace {

/// What to seed, where, and what for.
struct Request {
  llvm::StringRef defect, file, kernel, target, layout, folder;
};

int fail(const llvm::Twine &text) {
  llvm::errs() << "atlas-seed: " << text << "\n";
  return 1;
}

int write(const Request &request, llvm::StringRef name, llvm::StringRef text) {
  if (auto error = writeFileAtomically((request.folder + "/" + name).str(), text))
    return fail(llvm::toString(std::move(error)));
  return 0;
}

/// 0, or the exit code.
int seed(const Request &request, Operation *root) {
  if (request.defect == "none")
    return 0;
  const defects::Defect *defect = defects::find(request.defect);
  if (!defect)
    return fail("no defect '" + request.defect + "'");
  if (!defect->apply(root)) {
    llvm::errs() << "atlas-seed: no place for it\n";
    return 3;
  }
  return failed(verify(root)) ? fail("the seeded code does not verify") : 0;
}

llvm::Expected<std::string> print(gpu::GPUModuleOp code, llvm::StringRef target) {
  if (target == "wgsl")
    return emitWGSL(code);
  if (target == "ptx")
    return emitPTX(code, {});
  SPIRVCode module;
  if (target == "spirv") {
    auto made = emitSPIRV(code);
    if (!made)
      return made.takeError();
    module = std::move(*made);
  } else {
    auto made = emitSPIRVByLLVM(code);
    if (!made)
      return made.takeError();
    if (!*made)
      return llvm::createStringError("declined");
    module = std::move(**made);
  }
  return std::string(reinterpret_cast<const char *>(module.words.data()),
                     module.words.size() * 4);
}

int seedDevice(const Request &request, ModuleOp module) {
  GPUPipelineOptions options;
  options.layout =
      request.layout == "words32" ? DeviceLayout::Words32 : DeviceLayout::Bytes8;
  options.vectorBytes = request.target == "ptx" ? 16 : 0;
  PassManager passes(module.getContext(), ModuleOp::getOperationName());
  buildGPUPipeline(passes, options);
  if (failed(passes.run(module)))
    return fail("the kernel does not lower");
  gpu::GPUModuleOp code = *module.getOps<gpu::GPUModuleOp>().begin();
  if (int exit = seed(request, code))
    return exit;
  auto text = print(code, request.target);
  if (!text)
    return fail(llvm::toString(text.takeError()));
  if (int exit = write(request, "module", *text))
    return exit;
  return write(request, "program.json",
               code->getAttrOfType<StringAttr>(kDeviceProgramAttrName).getValue());
}

int run(const Request &request) {
  DialectRegistry registry;
  registerDeviceDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto module = parseSourceFile<ModuleOp>(request.file, &context);
  if (!module)
    return fail("the kernel does not parse");
  for (auto kernel : llvm::make_early_inc_range(module->getOps<KernelOp>()))
    if (kernel.getSymName() != request.kernel)
      kernel.erase();
  if (request.target != "source")
    return seedDevice(request, *module);
  if (int exit = seed(request, *module))
    return exit;
  std::string text;
  llvm::raw_string_ostream os(text);
  module->print(os);
  return write(request, "kernel.mlir", text + "\n");
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 7)
    return fail("DEFECT FILE.mlir KERNEL TARGET LAYOUT DIR");
  return run({argv[1], argv[2], argv[3], argv[4], argv[5], argv[6]});
}
