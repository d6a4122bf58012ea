//===- CitationAttributes.td - Which contract allows what -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_CITATION_ATTRIBUTES_TD
#define ATLAS_CITATION_ATTRIBUTES_TD

include "atlas/Dialect/Atlas/IR/AtlasDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Atlas_CiteAttr : AttrDef<AtlasDialect, "Cite"> {
  let mnemonic = "cite";
  let summary = "an equation of a contract that an operation stands on";
  let description = [{
    Authors write `atlas.cite = [#atlas.cite<"C-ATLAS-ATOMIC-INT", "rmw">]` on an
    operation; `atlas-pin-citations` moves it into the operation's location.
    Source: backends-and-contracts.md CI-01.
  }];
  let parameters = (ins StringRefParameter<"contract id">:$contract,
                        StringRefParameter<"equation id">:$equation);
  let assemblyFormat = "`<` $contract `,` $equation `>`";
}

def Atlas_ProvAttr : AttrDef<AtlasDialect, "Prov"> {
  let mnemonic = "prov";
  let summary = "the citations of an operation, as metadata of its location";
  let description = [{
    `loc(fused<#atlas.prov<...>>[origin])`. Conversions drop attributes and keep
    locations, so this is what travels down to the code. Sorted, each once.
  }];
  let parameters = (ins ArrayRefParameter<"::atlas::CiteAttr">:$cites);
  let assemblyFormat = "`<` $cites `>`";
}

#endif // ATLAS_CITATION_ATTRIBUTES_TD
