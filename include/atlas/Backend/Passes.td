//===- Passes.td - Passes that need contracts -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_BACKEND_PASSES_TD
#define ATLAS_BACKEND_PASSES_TD

include "mlir/Pass/PassBase.td"

def PinCitationsPass : Pass<"atlas-pin-citations"> {
  let summary = "moves atlas.cite attributes into locations";
  let description = [{
    Conversions drop discardable attributes and keep locations. The citations of
    an operation become metadata of its location,
    `loc(fused<#atlas.prov<...>>[origin])`, and every operation that is made from
    it inherits them.
  }];
}

class CitationPass<string name> : Pass<name> {
  // Made with a corpus, by registerCitationPasses alone.
  let constructor = "nullptr";
  let options = [
    Option<"hardware", "hardware", "std::string", "",
           "profile of the device, as \"ptx:sm_90\"">,
    Option<"kernelContract", "contract", "std::string", "",
           "id of the kernel's own contract">
  ];
}

def AttachCitationsPass : CitationPass<"atlas-attach-citations"> {
  let summary = "cites a contract for every construct without one";
  let description = [{
    For each operation that stands for a construct and carries no citation that
    sanctions it: the enforced contract of the library that does, for target and
    hardware; among several the nearest one that the kernel's contract depends
    on. ATL0405 where there is none, where several are equally near, where
    nothing classifies an operation, and for an author's citation that does not
    count here.
  }];
}

def CheckCitationsPass : CitationPass<"atlas-check-citations"> {
  let summary = "every construct carries a citation that sanctions it";
  let description = [{
    The checkpoint behind each conversion: ATL0405 for an operation that stands
    for a construct and whose location cites nothing that sanctions it, as after
    `strip-debuginfo`.
  }];
}

#endif // ATLAS_BACKEND_PASSES_TD
