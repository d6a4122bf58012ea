//===- BenchData.cpp - Arguments that a benchmark makes up ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BenchData.h"

#include "atlas/JIT/Engine.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace atlas;
using namespace atlas::tool;

namespace {

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014): the same data in every run and on every machine.
class Random {
public:
  uint64_t next() {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

private:
  uint64_t state = 0x0061746c6173;
};

/// Random sign and fraction under the exponent of [0.5, 1).
uint64_t randomFloat(uint64_t bits, DataType type) {
  struct Layout {
    uint64_t keep, exponent;
  };
  Layout layout = type.bits == 16   ? Layout{0x83ff, 0x3800}
                  : type.bits == 32 ? Layout{0x807fffff, 0x3f000000}
                                    : Layout{0x800fffffffffffff,
                                             0x3fe0000000000000};
  return (bits & layout.keep) | layout.exponent;
}

/// Makes the byte sum a multiple of 96 by the last byte.
void conserve(unsigned char *bytes, uint64_t count) {
  if (count == 0)
    return;
  uint64_t sum = 0;
  for (uint64_t i = 0; i + 1 < count; ++i)
    sum += bytes[i];
  bytes[count - 1] = (96 - sum % 96) % 96;
}

void fill(char *data, uint64_t count, DataType type, Random &random) {
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t bits = random.next();
    storeElement(data, i, type, type.isFloat() ? randomFloat(bits, type) : bits);
  }
  if (!type.isFloat() && type.bits == 8)
    conserve(reinterpret_cast<unsigned char *>(data), count);
}

/// A scalar that is some buffer's whole length expression.
bool isLengthScalar(const KernelABI &abi, const KernelParam &scalar) {
  for (const KernelParam &p : abi.params)
    if (p.isBuffer() && llvm::StringRef(p.length).trim() == scalar.name)
      return true;
  return false;
}

/// Sets every free extent and length scalar, in the arguments (outputs) and in
/// the probe, which evaluates the declared lengths.
llvm::Error chooseExtents(ArgumentSet &arguments, jit::Call &probe,
                          int64_t size) {
  const KernelABI &abi = arguments.kernel();
  for (const KernelParam &p : abi.params) {
    if (p.isBuffer())
      continue;
    uint64_t one = p.type.isFloat()
                       ? *parseScalar("1", p.type, false, p.name)
                       : 1;
    uint64_t bits = arguments.scalar(p.name).value_or(
        isLengthScalar(abi, p) ? uint64_t(size) : p.defaultBits.value_or(one));
    arguments.setScalarBits(p.name, bits);
    if (auto error = probe.setScalar(p.name, bits))
      return error;
  }
  for (const KernelParam &p : abi.params) {
    if (!p.isBuffer() || !p.length.empty())
      continue;
    llvm::SmallVector<int64_t, 2> dims(p.dims, p.dims + p.rank);
    if (p.rank == 2 && dims[1] == kDynamic)
      dims[1] = 64;
    if (dims[0] == kDynamic)
      dims[0] = p.rank == 2 ? size / std::max<int64_t>(dims[1], 1) : size;
    for (unsigned k = 0; k < p.rank; ++k)
      if (p.role == ParamRole::Out && p.dims[k] == kDynamic &&
          !arguments.dim(p.name, k))
        arguments.setDim(p.name, k, dims[k]);
    if (auto error = probe.setBuffer(p.name, nullptr, dims))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error makeInput(ArgumentSet &arguments, const jit::Call &probe,
                      const KernelParam &p, Random &random) {
  auto dims = probe.extents(p.name);
  if (!dims)
    return dims.takeError();
  int64_t count = 1, bytes;
  for (int64_t extent : *dims)
    if (llvm::MulOverflow(count, extent, count))
      count = INT64_MAX;
  if (llvm::MulOverflow(count, int64_t(p.type.byteSize()), bytes))
    return makeError(ErrorCode::LengthOverflow,
                     "the size of '" + p.name + "' leaves 64 bits");
  auto memory = AlignedBuffer::allocate(bytes, p.align);
  if (!memory)
    return memory.takeError();
  fill(memory->data(), count, p.type, random);
  InputBuffer input;
  input.memory = std::move(*memory);
  input.data = input.memory.data();
  input.dims.assign(dims->begin(), dims->end());
  arguments.addInput(p.name, std::move(input));
  return llvm::Error::success();
}

llvm::Expected<int64_t> parseSize(llvm::StringRef text) {
  llvm::StringRef digits = text.trim();
  unsigned shift = 0;
  for (auto [suffix, bits] : {std::pair("k", 10), {"M", 20}, {"G", 30}})
    if (digits.consume_back_insensitive(suffix))
      shift = bits;
  uint64_t value;
  if (digits.empty() || !llvm::isDigit(digits[0]) ||
      digits.getAsInteger(10, value) || value > (uint64_t(INT64_MAX) >> shift))
    return makeError(ErrorCode::UsageInvalid,
                     "--size '" + text + "' is no number of elements",
                     "for instance 12288, 12k, 1M");
  return int64_t(value << shift);
}

} // namespace

llvm::Expected<std::vector<int64_t>>
tool::parseSizes(llvm::ArrayRef<std::string> texts) {
  std::vector<int64_t> sizes;
  for (llvm::StringRef text : texts) {
    llvm::SmallVector<llvm::StringRef> parts;
    text.split(parts, ',');
    for (llvm::StringRef part : parts) {
      auto size = parseSize(part);
      if (!size)
        return size.takeError();
      sizes.push_back(*size);
    }
  }
  return sizes;
}

bool tool::dependsOnSize(const KernelABI &abi) {
  for (const KernelParam &p : abi.params) {
    if (!p.isBuffer() && isLengthScalar(abi, p))
      return true;
    for (unsigned k = 0; p.isBuffer() && k < p.rank; ++k)
      if (p.dims[k] == kDynamic && (k > 0 || p.length.empty()))
        return true;
  }
  return false;
}

int64_t tool::fixedSize(const KernelABI &abi) {
  for (const KernelParam &p : abi.params)
    if (p.isRead())
      return p.dims[0] * (p.rank == 2 ? p.dims[1] : 1);
  return 0;
}

llvm::Expected<ArgumentSet>
tool::makeBenchArguments(const KernelABI &abi, int64_t size,
                         llvm::ArrayRef<std::string> set) {
  ArgumentSet arguments(abi);
  for (const std::string &text : set) {
    auto item = splitAssignment("--set", text);
    if (!item)
      return item.takeError();
    if (auto error = arguments.setScalar(item->first, item->second))
      return error;
  }
  jit::Call probe(abi);
  if (auto error = chooseExtents(arguments, probe, size))
    return error;
  Random random;
  for (const KernelParam &p : abi.params)
    if (p.isRead())
      if (auto error = makeInput(arguments, probe, p, random))
        return error;
  return arguments;
}
