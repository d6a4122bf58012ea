//===- Specialists.cpp - Which specialists a contract lists -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Specialists.h"

#include "atlas/Backend/Citations.h"
#include "atlas/Contract/Corpus.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;

bool backend::isListed(const EmitterServices &services, mlir::ModuleOp module,
                       Target target, llvm::StringRef emitter, llvm::StringRef shape) {
  const contract::Contract *found =
      services.corpus ? services.corpus->find(kernelContract(module)) : nullptr;
  const contract::CompileTarget *one = found ? found->findTarget(target.id()) : nullptr;
  return one && llvm::any_of(one->via, [&](const contract::Via &via) {
           return via.emitter.value == emitter && via.shape.value == shape;
         });
}
