//===- ConstructInterface.td - What an operation is on a machine ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONSTRUCT_INTERFACE_TD
#define ATLAS_CONSTRUCT_INTERFACE_TD

include "mlir/IR/OpBase.td"

def ConstructOpInterface : OpInterface<"ConstructOpInterface"> {
  let description = [{
    Names the target-specific constructs that an operation stands for. An
    operation that implements it and names none is exempt ("core": control flow,
    plain accesses to memory that something else accounts for). Operations of
    other dialects get external models; one that touches memory, steers control,
    synchronises or reads a special register and has no answer is refused, so
    that a new operation cannot slip through unclassified.

    Source: backends-and-contracts.md CI-03.
  }];
  let cppNamespace = "::atlas";
  let methods = [
    InterfaceMethod<[{
        Appends one entry for each construct.
      }],
      "void", "getConstructs",
      (ins "::llvm::SmallVectorImpl<::atlas::contract::ConstructUse> &":$uses),
      /*methodBody=*/[{}], /*defaultImplementation=*/[{ (void)uses; }]>
  ];
}

#endif // ATLAS_CONSTRUCT_INTERFACE_TD
