//===- ScalarStrategies.cpp - The plain loops as strategies ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// This set is the independent in-process check (`--compare scalar`) and the
// fallback for regions that have no vector form.
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"
#include "atlas/Conversion/Common/PlainLoops.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

/// Always applicable, at a cost above any other.
template <typename OpT>
struct ScalarStrategy : Strategy {
  StringRef op() const override {
    return OpT::getOperationName().drop_front(sizeof("atlas.") - 1);
  }
  StringRef name() const override { return "scalar"; }
  std::optional<double> cost(Operation *, const CPUTarget &,
                             std::string &) const override {
    return 1000.0;
  }
  void rewrite(Operation *op, RewriterBase &rewriter,
               const CPUTarget &) const override {
    lowering::lowerPlain(op, rewriter);
  }
};

/// Left to right. Integer combinations are associative, so the order does not
/// show; float ones come here only for `order sequential` or `free` (the
/// canonical order has its own plain form, see ReduceCanonical.cpp).
struct ReduceScalar : ScalarStrategy<ReduceOp> {
  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto reduce = cast<ReduceOp>(op);
    bool isFloat = llvm::any_of(reduce.getResultTypes(), [](Type t) {
      return isa<FloatType>(t);
    });
    if (isFloat && !reduce.hasCombinerRegion() &&
        reduce.getOrder() == FloatOrder::Canonical) {
      why = "a float reduction in canonical order";
      return std::nullopt;
    }
    return 1000.0;
  }
};

} // namespace

void cpu::appendScalarStrategies(std::vector<std::unique_ptr<Strategy>> &list) {
  list.push_back(std::make_unique<ScalarStrategy<MapOp>>());
  list.push_back(std::make_unique<ReduceScalar>());
  list.push_back(std::make_unique<ScalarStrategy<ScanOp>>());
  list.push_back(std::make_unique<ScalarStrategy<FindOp>>());
  list.push_back(std::make_unique<ScalarStrategy<HistogramOp>>());
  list.push_back(std::make_unique<ScalarStrategy<GatherOp>>());
  list.push_back(std::make_unique<ScalarStrategy<ScatterOp>>());
}
