//===- CPUTarget.cpp - Named CPU levels -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The x86-64 levels are those of the x86-64 psABI supplement; v4-icl adds the
// Ice Lake byte-level extensions (design.md section 3).
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace {

struct Level {
  StringLiteral name, triple, cpu;
  StringLiteral base; ///< level whose features are included
  StringLiteral features;
};

constexpr Level kLevels[] = {
    {"x86-64", "x86_64-unknown-linux-gnu", "x86-64", "",
     "cmov,cx8,fxsr,mmx,sse,sse2,x87,64bit"},
    {"x86-64-v2", "x86_64-unknown-linux-gnu", "x86-64-v2", "x86-64",
     "cx16,sahf,popcnt,sse3,ssse3,sse4.1,sse4.2,crc32"},
    {"x86-64-v3", "x86_64-unknown-linux-gnu", "x86-64-v3", "x86-64-v2",
     "avx,avx2,bmi,bmi2,f16c,fma,lzcnt,movbe,xsave"},
    {"x86-64-v4", "x86_64-unknown-linux-gnu", "x86-64-v4", "x86-64-v3",
     "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,evex512"},
    {"x86-64-v4-icl", "x86_64-unknown-linux-gnu", "x86-64-v4", "x86-64-v4",
     "avx512bitalg,avx512vbmi,avx512vbmi2,avx512vnni,avx512vpopcntdq,gfni"},
    {"aarch64", "aarch64-unknown-linux-gnu", "generic", "", "neon,fp-armv8"},
    {"aarch64-dotprod", "aarch64-unknown-linux-gnu", "generic", "aarch64",
     "dotprod"},
    {"aarch64-sve2", "aarch64-unknown-linux-gnu", "generic", "aarch64-dotprod",
     "sve,sve2,fullfp16"},
    {"wasm32", "wasm32-unknown-unknown", "generic", "",
     "simd128,bulk-memory"},
};

/// What may follow the name of a level: the same processor under another
/// system, with its object format and calling convention.
struct System {
  StringLiteral suffix, triple;
};

constexpr System kSystems[] = {{"-macos", "-apple-macosx11.0.0"},
                               {"-windows", "-pc-windows-msvc"}};

const Level *findLevel(StringRef name) {
  const Level *it = find_if(kLevels, [&](const Level &l) { return l.name == name; });
  return it == std::end(kLevels) ? nullptr : it;
}

void addFeatures(const Level &level, std::vector<std::string> &out) {
  if (const Level *base = findLevel(level.base))
    addFeatures(*base, out);
  SmallVector<StringRef> parts;
  StringRef(level.features).split(parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts)
    out.push_back(part.str());
}

} // namespace

atlas::CPUTarget::Arch atlas::CPUTarget::arch() const {
  StringRef name = StringRef(triple).split('-').first;
  if (name == "x86_64")
    return Arch::X86;
  if (name == "aarch64" || name == "arm64")
    return Arch::AArch64;
  if (name == "wasm32")
    return Arch::Wasm32;
  return Arch::Other;
}

bool atlas::CPUTarget::has(StringRef feature) const {
  auto it = lower_bound(features, feature,
                        [](const std::string &a, StringRef b) { return a < b; });
  return it != features.end() && *it == feature;
}

std::string atlas::CPUTarget::featureString() const {
  std::string text;
  for (const std::string &feature : features) {
    if (!text.empty())
      text += ',';
    text += '+';
    text += feature;
  }
  return text;
}

bool atlas::CPUTarget::hasVectors() const {
  return arch() != Arch::Wasm32 || has("simd128");
}

unsigned atlas::CPUTarget::vectorBytes() const {
  if (arch() != Arch::X86)
    return 16;
  if (has("avx512bw") && has("avx512vl") && has("avx512dq"))
    return 64;
  return has("avx2") ? 32 : 16;
}

Expected<atlas::CPUTarget> atlas::CPUTarget::named(StringRef name) {
  StringRef base = name, system;
  for (const System &other : kSystems)
    if (base.consume_back(other.suffix)) {
      system = other.triple;
      break;
    }
  const Level *level = findLevel(base);
  // WebAssembly has no other system.
  if (!level || (!system.empty() && level->name == "wasm32"))
    return makeError(ErrorCode::TargetUnknown,
                     "unknown CPU level '" + name + "'",
                     "known levels: " + join(levelNames(), ", ") +
                         "; -macos and -windows may follow an x86-64 or "
                         "aarch64 level");
  CPUTarget target;
  target.level = name.str();
  target.triple = system.empty()
                      ? level->triple.str()
                      : (level->triple.split('-').first + system).str();
  target.cpu = level->cpu.str();
  addFeatures(*level, target.features);
  sort(target.features);
  return target;
}

ArrayRef<StringRef> atlas::CPUTarget::levelNames() {
  static const std::vector<StringRef> names = [] {
    std::vector<StringRef> out;
    for (const Level &level : kLevels)
      out.push_back(level.name);
    return out;
  }();
  return names;
}
