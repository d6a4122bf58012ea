//===- NativeEmission.cpp - What emitters of machine code share -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "NativeEmission.h"

using namespace atlas;
using namespace atlas::backend;

llvm::Expected<Emission>
backend::nativeEmission(const EmitterServices &services, const HwProfile &hardware,
                        mlir::ModuleOp module, const NativeCode &code,
                        llvm::ArrayRef<FoundConstruct> found,
                        Format format, std::vector<char> bytes) {
  auto rows = citeConstructs(*services.corpus, services.allowDrafts,
                             {hardware.target(), hardware}, code.kernel.contract, found);
  if (!rows)
    return rows.takeError();
  auto unused =
      unusedCitations(*services.corpus, hardware.target().id(), code.kernel.name,
                      authorCitations(module), *rows);
  if (!unused)
    return unused.takeError();
  Emission emission;
  emission.format = std::move(format);
  emission.bytes = std::move(bytes);
  emission.declared = std::move(*rows);
  emission.unused = std::move(*unused);
  for (const std::string &symbol : {code.packed, code.typed})
    if (!symbol.empty())
      emission.entries.push_back({symbol, code.kernel, {}, 0, {}, {}});
  return emission;
}
