//===- Citations.cpp - Citations that travel in locations -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/Citations.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace atlas;

namespace {

/// Context pointers have no order that a run repeats; the texts have.
bool isBefore(CiteAttr a, CiteAttr b) {
  return std::pair(a.getContract(), a.getEquation()) <
         std::pair(b.getContract(), b.getEquation());
}

void sortUnique(SmallVectorImpl<CiteAttr> &cites) {
  llvm::sort(cites, isBefore);
  cites.erase(llvm::unique(cites), cites.end());
}

ProvAttr provOf(FusedLoc location) {
  return llvm::dyn_cast_if_present<ProvAttr>(location.getMetadata());
}

} // namespace

SmallVector<CiteAttr> atlas::citationsOf(Location location) {
  SmallVector<CiteAttr> cites;
  location->walk([&](Location inner) {
    if (auto fused = dyn_cast<FusedLoc>(inner))
      if (ProvAttr prov = provOf(fused))
        llvm::append_range(cites, prov.getCites());
    return WalkResult::advance();
  });
  sortUnique(cites);
  return cites;
}

Location atlas::withCitations(Location location, ArrayRef<CiteAttr> cites) {
  if (cites.empty())
    return location;
  SmallVector<CiteAttr> all = citationsOf(location);
  llvm::append_range(all, cites);
  sortUnique(all);
  SmallVector<Location> inner{location};
  if (auto fused = dyn_cast<FusedLoc>(location); fused && provOf(fused))
    inner.assign(fused.getLocations().begin(), fused.getLocations().end());
  MLIRContext *context = location.getContext();
  return FusedLoc::get(inner, ProvAttr::get(context, all), context);
}

void atlas::pinCitations(Operation *root) {
  root->walk([](Operation *op) {
    auto written = op->getAttrOfType<ArrayAttr>(kCiteAttr);
    if (!written)
      return;
    SmallVector<CiteAttr> cites;
    for (Attribute one : written)
      if (auto cite = dyn_cast<CiteAttr>(one))
        cites.push_back(cite);
    op->setLoc(withCitations(op->getLoc(), cites));
    op->removeAttr(kCiteAttr);
  });
}
