//===- AtlasAttributes.td - All attributes of the dialect -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect parses and prints them from one table; headers are by topic.
//===----------------------------------------------------------------------===//
include "atlas/Dialect/Atlas/IR/AtlasDomainOps.td"
include "atlas/Dialect/Atlas/IR/CitationAttributes.td"
