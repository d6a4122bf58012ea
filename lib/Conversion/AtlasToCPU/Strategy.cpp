//===- Strategy.cpp - The list of strategies and the choice ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Strategy.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace atlas;
using namespace atlas::cpu;

ArrayRef<std::unique_ptr<Strategy>> cpu::allStrategies() {
  static const std::vector<std::unique_ptr<Strategy>> list = [] {
    std::vector<std::unique_ptr<Strategy>> out;
    out.push_back(createMapVector());
    out.push_back(createReduceLanes());
    out.push_back(createReduceCanonical());
    out.push_back(createReduceCanonicalScalar());
    out.push_back(createFindBlock());
    out.push_back(createFindShifts());
    out.push_back(createFindLoads());
    out.push_back(createFindColumns());
    out.push_back(createScanLanes());
    out.push_back(createHistogramBitslice());
    out.push_back(createHistogramSubtable());
    out.push_back(createHistogramTable());
    out.push_back(createQueueBuckets());
    out.push_back(createQueueHeap4());
    out.push_back(createQueueInterval());
    appendScalarStrategies(out);
    return out;
  }();
  return list;
}

/// "atlas.reduce" -> "reduce", "atlas.queue.init" -> "queue".
static StringRef shortName(mlir::Operation *op) {
  return op->getName().stripDialect().split('.').first;
}

Expected<StrategyOverrides> StrategyOverrides::parse(StringRef text) {
  StrategyOverrides out;
  SmallVector<StringRef> parts;
  text.split(parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    part = part.trim();
    if (part == "scalar") {
      out.scalar = true;
      continue;
    }
    auto [op, name] = part.split(':');
    bool known = any_of(allStrategies(), [&, op = op, name = name](const auto &s) {
      return s->op() == op && s->name() == name;
    });
    if (!known) {
      std::vector<std::string> names;
      for (const auto &s : allStrategies())
        names.push_back((s->op() + ":" + s->name()).str());
      return makeError(ErrorCode::StrategyUnknown,
                       "unknown strategy '" + part + "'",
                       "known: scalar, " + join(names, ", "));
    }
    out.names.emplace_back(op.str(), name.str());
  }
  return out;
}

const Strategy *cpu::selectStrategy(mlir::Operation *op,
                                    const CPUTarget &target,
                                    const StrategyOverrides &overrides,
                                    std::string &report) {
  StringRef opName = shortName(op);
  StringRef wanted = overrides.scalar ? "scalar" : "";
  auto isWanted = [&](const Strategy &s) {
    return wanted.empty() || s.name() == wanted ||
           (wanted == "scalar" && s.isPlain());
  };
  for (const auto &[name, strategy] : overrides.names)
    if (name == opName)
      wanted = strategy;
  if (op->hasAttr(kFewAttr) || op->hasAttr(kRareAttr))
    wanted = "scalar";

  const Strategy *best = nullptr;
  double bestCost = 0;
  std::string declined;
  for (const auto &s : allStrategies()) {
    if (s->op() != opName || !isWanted(*s))
      continue;
    std::string why;
    std::optional<double> cost;
    if (s->needsVectors() && !target.hasVectors() && s->name() != wanted)
      why = "the target has no vector registers";
    else
      cost = s->cost(op, target, why);
    if (!cost) {
      declined += (Twine(declined.empty() ? "" : "; ") + s->name() +
                   " declined: " + why)
                      .str();
      continue;
    }
    if (!best || *cost < bestCost) {
      best = s.get();
      bestCost = *cost;
    }
  }
  if (!best) {
    op->emitOpError("ATL0602: no strategy ")
        << (wanted.empty() ? "" : "named '" + wanted.str() + "' ")
        << "serves this operation on " << target.level
        << (declined.empty() ? "" : " (" + declined + ")");
    return nullptr;
  }
  report = (opName + ": " + best->name()).str();
  if (!declined.empty())
    report += " (" + declined + ")";
  return best;
}
