//===- Contract.h - What every T1 path shares -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The checks of contract t1, section 2, the threshold T, and the decay table of
// section 3. Both paths use the same checks, so they accept the same inputs.
// Thread rule: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_CONTRACT_H
#define ATLAS_RUNTIME_T1_CONTRACT_H

#include "atlas-c/t1.h"
#include "t1/Array.h"

namespace atlas::runtime::t1 {

/// The float32 nearest to 1e-8, bit pattern 0x322BCC77.
constexpr float kThreshold = 9.99999993922529e-09f;

/// The outcome of a step: a code and, where one is to blame, an element.
struct Finding {
  atlas_t1_code code = ATLAS_T1_OK;
  const char *what = ""; ///< "indices", "rate", ...
  int64_t index = -1;    ///< -1: the whole of it

  explicit operator bool() const { return code != ATLAS_T1_OK; }
};

/// Number of the kinds of findings that validation makes, in their order.
enum class Stage { Shape, Indptr, Edge, Seed, Float, Cap };
constexpr Stage kStages[] = {Stage::Shape, Stage::Indptr, Stage::Edge,
                             Stage::Seed,  Stage::Float,  Stage::Cap};

/// One stage of validation for each part of the input. A stage may rely on the
/// stages before it.
Finding checkGraph(Stage stage, const atlas_t1_arrays &arrays);
Finding checkSeeds(Stage stage, size_t nodes, const atlas_t1_seeds &seeds);
Finding checkParams(Stage stage, const atlas_t1_params &params);

/// All stages for a graph alone, for what comes with a prepared graph of
/// `nodes` nodes, and for everything at once.
Finding checkGraph(const atlas_t1_arrays &arrays);
Finding checkCall(size_t nodes, const atlas_t1_seeds &seeds,
                  const atlas_t1_params &params);
Finding checkAll(const atlas_t1_arrays &arrays, const atlas_t1_seeds &seeds,
                 const atlas_t1_params &params);

/// The entries 1, 2, ... of the decay table, one after the other.
class DecaySteps {
public:
  DecaySteps() = default;
  DecaySteps(float rate, float floor) : rate(double(rate)), floor(floor) {}
  float next() {
    power = power * rate;
    float value = float(power);
    return value >= floor ? value : floor;
  }

private:
  double rate = 0, power = 1.0;
  float floor = 0;
};

/// The decay table, made as far as it is asked for.
class Decay {
public:
  void restart(float rate, float floor) {
    steps = DecaySteps(rate, floor);
    length = 0;
  }
  /// Makes entries 1..d, where the entries before d exist; false without memory.
  bool extend(size_t d) {
    if (d <= length)
      return true;
    if (!table.grow(d + 1 < 64 ? 64 : d + 1, length ? length + 1 : 0))
      return false;
    table[d] = steps.next();
    length = d;
    return true;
  }
  float operator[](size_t d) const { return table[d]; }

private:
  DecaySteps steps;
  size_t length = 0;
  Array<float> table; ///< entry 0 is unused
};

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_CONTRACT_H
