//===- SPIRVWords.cpp - SPIR-V modules as words, to be edited -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "SPIRVWords.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVEnums.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Endian.h"

#include <utility>

using namespace atlas;
using namespace atlas::llvmspirv;
using mlir::spirv::Opcode;
using mlir::spirv::StorageClass;
using Capability = mlir::spirv::Capability;
using mlir::spirv::Decoration;
using mlir::spirv::ExecutionMode;

namespace {

constexpr uint32_t kMagic = 0x07230203;

bool is(const Instruction &i, Opcode opcode) {
  return i.opcode == static_cast<uint16_t>(opcode);
}

/// Text at word `at`: bytes up to a zero, padded to a word. `at` moves behind it.
std::string readText(const Instruction &i, unsigned &at) {
  std::string text;
  while (at < i.words.size()) {
    uint32_t word = i.words[at++];
    for (unsigned k = 0; k != 4; ++k) {
      char c = static_cast<char>(word >> (8 * k));
      if (!c)
        return text;
      text += c;
    }
  }
  return text;
}

/// Where the result id stands; nullopt for instructions without one.
std::optional<unsigned> resultIndex(const Instruction &i) {
  switch (static_cast<Opcode>(i.opcode)) {
  case Opcode::OpTypeVoid:
  case Opcode::OpTypeBool:
  case Opcode::OpTypeInt:
  case Opcode::OpTypeFloat:
  case Opcode::OpTypeVector:
  case Opcode::OpTypeArray:
  case Opcode::OpTypeRuntimeArray:
  case Opcode::OpTypeStruct:
  case Opcode::OpTypePointer:
  case Opcode::OpTypeFunction:
    return 0;
  case Opcode::OpUndef:
  case Opcode::OpConstantTrue:
  case Opcode::OpConstantFalse:
  case Opcode::OpConstant:
  case Opcode::OpConstantComposite:
  case Opcode::OpConstantNull:
  case Opcode::OpVariable:
    return 1;
  default:
    return std::nullopt;
  }
}

/// The operands of `i` that are ids and may keep a global alive. Literals that
/// look like ids are harmless where all words are taken for ids, so only those
/// instructions are told apart that would keep what is to go.
llvm::ArrayRef<uint32_t> usedIds(const Instruction &i) {
  llvm::ArrayRef<uint32_t> words = i.words;
  switch (static_cast<Opcode>(i.opcode)) {
  case Opcode::OpName:
  case Opcode::OpMemberName:
  case Opcode::OpDecorate:
  case Opcode::OpMemberDecorate:
  case Opcode::OpEntryPoint:
  case Opcode::OpCapability:
  case Opcode::OpExtension:
  case Opcode::OpExtInstImport:
  case Opcode::OpMemoryModel:
  case Opcode::OpExecutionMode:
  case Opcode::OpSource:
  case Opcode::OpLabel:
  case Opcode::OpTypeInt:
  case Opcode::OpTypeFloat:
    return {};
  case Opcode::OpTypeVector:
    return words.slice(1, 1);
  case Opcode::OpTypePointer:
    return words.drop_front(2);
  case Opcode::OpTypeArray:
  case Opcode::OpTypeRuntimeArray:
  case Opcode::OpTypeStruct:
  case Opcode::OpTypeFunction:
    return words.drop_front(1);
  case Opcode::OpConstant:
    return words.take_front(1);
  default:
    return words;
  }
}

} // namespace

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

std::optional<SPIRVWords> SPIRVWords::parse(llvm::ArrayRef<char> bytes) {
  if (bytes.size() < 20 || bytes.size() % 4)
    return std::nullopt;
  std::vector<uint32_t> all(bytes.size() / 4);
  for (auto [k, word] : llvm::enumerate(all))
    word = llvm::support::endian::read32le(bytes.data() + 4 * k);
  if (all[0] != kMagic)
    return std::nullopt;
  SPIRVWords out;
  out.version = all[1];
  out.generator = all[2];
  out.bound = all[3];
  for (size_t at = 5; at < all.size();) {
    size_t count = all[at] >> 16;
    if (!count || at + count > all.size())
      return std::nullopt;
    Instruction i;
    i.opcode = static_cast<uint16_t>(all[at]);
    i.words.assign(all.begin() + at + 1, all.begin() + at + count);
    out.code.push_back(std::move(i));
    at += count;
  }
  return out;
}

std::vector<uint32_t> SPIRVWords::write() const {
  std::vector<uint32_t> words{kMagic, version, generator, bound, 0};
  for (const Instruction &i : code) {
    words.push_back(static_cast<uint32_t>(i.words.size() + 1) << 16 | i.opcode);
    words.insert(words.end(), i.words.begin(), i.words.end());
  }
  return words;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

/// The id of a 32-bit constant, made if there is none.
uint32_t SPIRVWords::constant(uint32_t value) {
  auto type = llvm::find_if(code, [](const Instruction &i) {
    return is(i, Opcode::OpTypeInt) && i.words[1] == 32;
  });
  uint32_t type_id = type->words[0];
  for (const Instruction &i : code)
    if (is(i, Opcode::OpConstant) && i.words[0] == type_id && i.words[2] == value)
      return i.words[1];
  uint32_t id = bound++;
  code.insert(std::next(type),
              {static_cast<uint16_t>(Opcode::OpConstant), {type_id, id, value}});
  return id;
}

std::vector<std::string> SPIRVWords::capabilities() const {
  std::vector<std::string> names;
  for (const Instruction &i : code)
    if (is(i, Opcode::OpCapability))
      names.push_back(
          mlir::spirv::stringifyCapability(static_cast<Capability>(i.words[0])).str());
  llvm::sort(names);
  return names;
}

std::vector<std::string> SPIRVWords::extensions() const {
  std::vector<std::string> names;
  for (const Instruction &i : code)
    if (unsigned at = 0; is(i, Opcode::OpExtension))
      names.push_back(readText(i, at));
  llvm::sort(names);
  return names;
}

//===----------------------------------------------------------------------===//
// Repairs
//===----------------------------------------------------------------------===//

/// Removes what the ids stand for, and all that is said about them.
void SPIRVWords::erase(const llvm::DenseSet<uint32_t> &ids) {
  llvm::erase_if(code, [&](const Instruction &i) {
    if (is(i, Opcode::OpName) || is(i, Opcode::OpMemberName) ||
        is(i, Opcode::OpDecorate) || is(i, Opcode::OpMemberDecorate))
      return ids.contains(i.words[0]);
    auto own = resultIndex(i);
    return own && ids.contains(i.words[*own]);
  });
}

/// Variables of functions with a value at the start are strings: they go, and
/// then, again and again, whatever nothing uses.
void SPIRVWords::dropNames() {
  llvm::DenseSet<uint32_t> dead;
  for (Instruction &i : code) {
    if (!is(i, Opcode::OpVariable) || i.words.size() != 4)
      continue;
    if (i.words[2] == static_cast<uint32_t>(StorageClass::Function))
      dead.insert(i.words[1]);
    else if (i.words[2] == static_cast<uint32_t>(StorageClass::Workgroup))
      i.words.pop_back(); // it starts undefined
  }
  while (erase(dead), !(dead = findUnused()).empty())
    ;
}

/// Types, constants and variables that no instruction names.
llvm::DenseSet<uint32_t> SPIRVWords::findUnused() const {
  llvm::DenseSet<uint32_t> used, unused;
  for (const Instruction &i : code) {
    auto own = resultIndex(i);
    for (uint32_t id : usedIds(i))
      if (!own || i.words[*own] != id)
        used.insert(id);
  }
  for (const Instruction &i : code)
    if (auto own = resultIndex(i); own && !used.contains(i.words[*own]))
      unused.insert(i.words[*own]);
  return unused;
}

void SPIRVWords::orderMemory() {
  // AcquireRelease | UniformMemory | WorkgroupMemory; none.
  uint32_t all = 0, none = 0;
  auto isBarrier = [](const Instruction &i) { return is(i, Opcode::OpControlBarrier); };
  auto isAtomic = [](const Instruction &i) {
    return i.opcode >= static_cast<uint16_t>(Opcode::OpAtomicExchange) &&
           i.opcode <= static_cast<uint16_t>(Opcode::OpAtomicXor);
  };
  if (llvm::any_of(code, isBarrier))
    all = constant(0x8 | 0x40 | 0x100);
  if (llvm::any_of(code, isAtomic))
    none = constant(0);
  for (Instruction &i : code) {
    if (isBarrier(i))
      i.words[2] = all;
    else if (isAtomic(i))
      i.words[4] = none;
  }
}

/// NoContraction on float arithmetic, Aliased on buffers that may overlap.
void SPIRVWords::decorate(llvm::ArrayRef<std::string> aliased) {
  llvm::SmallVector<Instruction> added;
  auto add = [&](uint32_t id, Decoration decoration) {
    added.push_back({static_cast<uint16_t>(Opcode::OpDecorate),
                     {id, static_cast<uint32_t>(decoration)}});
  };
  for (const Instruction &i : code) {
    if (unsigned at = 1; is(i, Opcode::OpName) && llvm::is_contained(aliased, readText(i, at)))
      add(i.words[0], Decoration::Aliased);
    if (is(i, Opcode::OpFAdd) || is(i, Opcode::OpFSub) || is(i, Opcode::OpFMul) ||
        is(i, Opcode::OpFDiv) || is(i, Opcode::OpFNegate))
      add(i.words[1], Decoration::NoContraction);
  }
  auto first = llvm::find_if(code, [](const Instruction &i) {
    return is(i, Opcode::OpTypeVoid) || resultIndex(i);
  });
  code.insert(first, added.begin(), added.end());
}

/// Below 1.4 the interface of an entry point lists inputs and outputs only;
/// from 1.4 every variable that is left.
void SPIRVWords::setInterfaces(unsigned minor) {
  for (Instruction &entry : code) {
    if (!is(entry, Opcode::OpEntryPoint))
      continue;
    unsigned at = 2;
    readText(entry, at);
    auto isListed = [&](uint32_t id) {
      return llvm::any_of(code, [&](const Instruction &i) {
        return is(i, Opcode::OpVariable) && i.words[1] == id &&
               (minor >= 4 || i.words[2] == static_cast<uint32_t>(StorageClass::Input));
      });
    };
    llvm::SmallVector<uint32_t, 6> kept(entry.words.begin(), entry.words.begin() + at);
    for (uint32_t id : llvm::ArrayRef(entry.words).drop_front(at))
      if (isListed(id))
        kept.push_back(id);
    entry.words = kept;
  }
}

/// As FloatControls.h: on every entry point, for every width of floats.
void SPIRVWords::setFloatModes(const SPIRVFloats &floats) {
  llvm::SmallVector<ExecutionMode> modes{ExecutionMode::SignedZeroInfNanPreserve};
  if (floats.denormals)
    modes.push_back(ExecutionMode::DenormPreserve);
  if (floats.rounding)
    modes.push_back(ExecutionMode::RoundingModeRTE);
  llvm::SmallVector<Instruction> added;
  for (const Instruction &entry : code)
    for (ExecutionMode mode : modes)
      for (const Instruction &type : code)
        if (is(entry, Opcode::OpEntryPoint) && is(type, Opcode::OpTypeFloat))
          added.push_back({static_cast<uint16_t>(Opcode::OpExecutionMode),
                           {entry.words[1], static_cast<uint32_t>(mode), type.words[1]}});
  auto last = llvm::find_if(llvm::reverse(code), [](const Instruction &i) {
    return is(i, Opcode::OpExecutionMode) || is(i, Opcode::OpEntryPoint);
  });
  code.insert(last.base(), added.begin(), added.end());
}

/// The capability that a mode of an entry point needs.
static std::optional<Capability> capabilityOf(ExecutionMode mode) {
  switch (mode) {
  case ExecutionMode::SignedZeroInfNanPreserve:
    return Capability::SignedZeroInfNanPreserve;
  case ExecutionMode::DenormPreserve:
    return Capability::DenormPreserve;
  case ExecutionMode::RoundingModeRTE:
    return Capability::RoundingModeRTE;
  default:
    return std::nullopt;
  }
}

/// OpExtension with a name.
static Instruction extension(llvm::StringRef name) {
  Instruction i{static_cast<uint16_t>(Opcode::OpExtension), {}};
  i.words.assign(name.size() / 4 + 1, 0);
  for (auto [k, c] : llvm::enumerate(name))
    i.words[k / 4] |= static_cast<uint32_t>(c) << (8 * (k % 4));
  return i;
}

void SPIRVWords::setCapabilities(unsigned minor) {
  llvm::SmallVector<Capability> needed{Capability::Shader};
  bool has8 = false, hasControls = false;
  for (const Instruction &i : code) {
    if (is(i, Opcode::OpExecutionMode))
      if (auto capability = capabilityOf(static_cast<ExecutionMode>(i.words[1]))) {
        needed.push_back(*capability);
        hasControls = true;
      }
    if (is(i, Opcode::OpTypeInt) && i.words[1] != 32)
      needed.push_back(i.words[1] == 8    ? Capability::Int8
                       : i.words[1] == 16 ? Capability::Int16
                                          : Capability::Int64);
    if (is(i, Opcode::OpTypeFloat) && i.words[1] == 64)
      needed.push_back(Capability::Float64);
    if (!is(i, Opcode::OpDecorate) ||
        i.words[1] != static_cast<uint32_t>(Decoration::ArrayStride))
      continue;
    has8 |= i.words[2] == 1;
    if (i.words[2] < 4)
      needed.push_back(i.words[2] == 1 ? Capability::StorageBuffer8BitAccess
                                       : Capability::StorageBuffer16BitAccess);
  }
  llvm::sort(needed);
  needed.erase(llvm::unique(needed), needed.end());
  llvm::erase_if(code, [](const Instruction &i) {
    return is(i, Opcode::OpCapability) || is(i, Opcode::OpExtension);
  });
  std::vector<Instruction> head;
  for (Capability c : needed)
    head.push_back({static_cast<uint16_t>(Opcode::OpCapability), {static_cast<uint32_t>(c)}});
  if (has8 && minor < 5)
    head.push_back(extension("SPV_KHR_8bit_storage"));
  if (hasControls && minor < 4)
    head.push_back(extension("SPV_KHR_float_controls"));
  code.insert(code.begin(), head.begin(), head.end());
}

bool SPIRVWords::isNumberedAfresh() const {
  llvm::DenseSet<uint32_t> results;
  // The blocks of each function have the ids behind those of the one before.
  uint32_t before = 0, blocks = 0, last = 0;
  for (const Instruction &i : code) {
    bool isBlock = is(i, Opcode::OpLabel);
    std::optional<unsigned> at = isBlock ? 0 : resultIndex(i);
    if (is(i, Opcode::OpFunction))
      before += std::exchange(blocks, 0);
    if (at && (*at >= i.words.size() || !results.insert(i.words[*at]).second))
      return false;
    if (isBlock && i.words[0] <= before)
      return false;
    if (isBlock) {
      ++blocks;
      last = std::max(last, i.words[0]);
    }
    // Distinct ids above `before` are the next ones if the last is.
    if (is(i, Opcode::OpFunctionEnd) && last != before + blocks)
      return false;
  }
  return true;
}

void SPIRVWords::repair(const SPIRVOptions &options,
                        llvm::ArrayRef<std::string> aliased) {
  unsigned minor = options.minor;
  version = 0x00010000 | minor << 8;
  dropNames();
  orderMemory();
  decorate(aliased);
  setInterfaces(minor);
  setFloatModes(options.floats);
  setCapabilities(minor);
}
