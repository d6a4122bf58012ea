//===- Strategy.h - Ways to lower one L1 operation on a CPU -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A strategy is a named way to lower one data-parallel operation for one class
// of CPU: {operation, target predicate, cost, rewrite}. The list is built once;
// the cheapest one that applies is taken unless an override names another.
//
// To add one: write its .cpp, declare its factory below, add it to the list in
// Strategy.cpp, and pin its instructions in test/Conversion/AtlasToCPU.
// Source: dialect.md section 7.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_STRATEGY_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_STRATEGY_H

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"
#include "atlas/Conversion/Common/Phases.h"

#include "mlir/IR/Operation.h"
#include "mlir/IR/PatternMatch.h"

#include <memory>
#include <optional>
#include <string>

namespace atlas::cpu {

using lowering::kFewAttr;

/// One way to lower one kind of operation. Stateless.
class Strategy {
public:
  virtual ~Strategy() = default;
  /// The operation's short name: "reduce"; "queue" stands for the operations
  /// on one queue, of which `atlas.queue.init` is lowered with all the others.
  virtual llvm::StringRef op() const = 0;
  /// The strategy's name: "sad".
  virtual llvm::StringRef name() const = 0;
  /// True for the strategy that "scalar" selects: the plain loop.
  virtual bool isPlain() const { return name() == "scalar"; }
  /// True if vector registers are all that it gains by. A target without them takes
  /// the plain loop, whose code is a tenth of what lanes become there.
  virtual bool needsVectors() const { return false; }
  /// Cost per element in arbitrary units comparable within one op, or none
  /// when the strategy cannot serve (then `why` says so).
  virtual std::optional<double> cost(mlir::Operation *op,
                                     const CPUTarget &target,
                                     std::string &why) const = 0;
  /// Replaces the operation. Only called when cost() gave a value.
  virtual void rewrite(mlir::Operation *op, mlir::RewriterBase &rewriter,
                       const CPUTarget &target) const = 0;
};

/// All strategies, in a fixed order.
llvm::ArrayRef<std::unique_ptr<Strategy>> allStrategies();

/// Overrides parsed from "histogram:bitslice,reduce:lanes"; "scalar" alone
/// selects the plain loops everywhere.
struct StrategyOverrides {
  bool scalar = false;
  std::vector<std::pair<std::string, std::string>> names;
  static llvm::Expected<StrategyOverrides> parse(llvm::StringRef text);
};

/// Picks the strategy for `op`. Emits a diagnostic and returns null when an
/// override cannot serve. `report` gets "histogram: bitslice" with the reasons
/// why cheaper ones declined.
const Strategy *selectStrategy(mlir::Operation *op, const CPUTarget &target,
                               const StrategyOverrides &overrides,
                               std::string &report);

// Factories, one per file.
std::unique_ptr<Strategy> createMapVector();
std::unique_ptr<Strategy> createReduceLanes();
std::unique_ptr<Strategy> createReduceCanonical();
std::unique_ptr<Strategy> createReduceCanonicalScalar();
std::unique_ptr<Strategy> createFindBlock();
std::unique_ptr<Strategy> createFindShifts();
std::unique_ptr<Strategy> createFindLoads();
std::unique_ptr<Strategy> createFindColumns();
std::unique_ptr<Strategy> createScanLanes();
std::unique_ptr<Strategy> createHistogramBitslice();
std::unique_ptr<Strategy> createHistogramSubtable();
std::unique_ptr<Strategy> createHistogramTable();
std::unique_ptr<Strategy> createQueueBuckets();
std::unique_ptr<Strategy> createQueueHeap4();
std::unique_ptr<Strategy> createQueueInterval();
void appendScalarStrategies(std::vector<std::unique_ptr<Strategy>> &list);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_STRATEGY_H
