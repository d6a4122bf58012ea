//===- Names.cpp - Names of the engine's enumerators ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas/JIT/Engine.h"

using namespace llvm;

namespace atlas::jit {

StringRef tierName(Tier tier) {
  switch (tier) {
  case Tier::Aot:
    return "aot";
  case Tier::Jit:
    return "jit";
  case Tier::Special:
    return "special";
  case Tier::Auto:
    return "auto";
  }
  return "";
}

StringRef cacheStateName(CacheState state) {
  switch (state) {
  case CacheState::Off:
    return "off";
  case CacheState::Hit:
    return "hit";
  case CacheState::HitCanonical:
    return "hit-canonical";
  case CacheState::Miss:
    return "miss";
  case CacheState::Corrupt:
    return "corrupt";
  case CacheState::Refused:
    return "refused";
  }
  return "";
}

} // namespace atlas::jit
