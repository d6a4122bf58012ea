//===- Call.cpp - Binding and checking arguments --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas/JIT/Engine.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace atlas::jit {
namespace {

// A length may name a buffer whose length names another one, and so on.
constexpr unsigned kMaxDepth = 64;

// First byte and one past the last byte that a buffer can touch. Rows of a
// strided buffer count with the gaps between them. Empty = no bytes.
struct Range {
  uintptr_t begin = 0, end = 0;
  bool empty() const { return begin == end; }
};

std::optional<Range> byteRange(const atlas_buffer_t &buffer,
                               const KernelParam &param) {
  Range range;
  if (buffer.dim[0] == 0 || buffer.dim[1] == 0)
    return range;
  int64_t elements = buffer.dim[0], bytes = 0;
  if (param.rank == 2) {
    if (MulOverflow(buffer.dim[0] - 1, buffer.stride, elements) ||
        AddOverflow(elements, buffer.dim[1], elements))
      return std::nullopt;
  }
  if (MulOverflow(elements, int64_t(param.type.byteSize()), bytes))
    return std::nullopt;
  range.begin = reinterpret_cast<uintptr_t>(buffer.data);
  range.end = range.begin + uintptr_t(bytes);
  if (range.end < range.begin)
    return std::nullopt;
  return range;
}

bool sameView(const atlas_buffer_t &a, const atlas_buffer_t &b, bool rank2) {
  return a.data == b.data && a.dim[0] == b.dim[0] && a.dim[1] == b.dim[1] &&
         (!rank2 || a.stride == b.stride);
}

} // namespace

Call::Call(const KernelABI &abi)
    : description(&abi), buffers(abi.numBuffers()), bufferSet(buffers.size()),
      scalarSet(abi.numScalars()), scalars(scalarSet.size()),
      results(abi.results.size()) {}

Error Call::setBuffer(StringRef name, void *data, ArrayRef<int64_t> dims,
                      int64_t stride) {
  const KernelParam *param = description->findParam(name);
  if (!param || !param->isBuffer())
    return makeError(ErrorCode::ArgumentUnknown,
                     "kernel '" + description->name + "' has no buffer '" +
                         name + "'");
  if (dims.size() != param->rank)
    return makeError(ErrorCode::ArgumentType,
                     "buffer '" + name + "' has rank " + Twine(param->rank) +
                         ", the argument has " + Twine(dims.size()));
  unsigned ordinal = description->ordinal(param - description->params.data());
  atlas_buffer_t &buffer = buffers[ordinal];
  buffer.data = data;
  buffer.dim[0] = dims[0];
  buffer.dim[1] = dims.size() == 2 ? dims[1] : 1;
  buffer.stride = stride ? stride : buffer.dim[1];
  bufferSet[ordinal] = true;
  return Error::success();
}

Error Call::setScalar(StringRef name, uint64_t bits) {
  const KernelParam *param = description->findParam(name);
  if (!param || param->isBuffer())
    return makeError(ErrorCode::ArgumentUnknown,
                     "kernel '" + description->name + "' has no scalar '" +
                         name + "'");
  if (param->type.bits < 64 && bits >> param->type.bits)
    return makeError(ErrorCode::ArgumentRange,
                     "value " + Twine(bits) + " does not fit scalar '" + name +
                         "' of type " + param->type.text());
  unsigned ordinal = description->ordinal(param - description->params.data());
  scalars[ordinal] = bits;
  scalarSet[ordinal] = true;
  return Error::success();
}

// What was set, or else the length of a buffer whose extent this scalar is.
std::optional<uint64_t> Call::scalarValue(unsigned index) const {
  unsigned ordinal = description->ordinal(index);
  if (scalarSet[ordinal])
    return scalars[ordinal];
  const std::string &name = description->params[index].name;
  for (auto [other, param] : enumerate(description->params))
    if (param.isBuffer() && param.length == name)
      if (unsigned buffer = description->ordinal(other); bufferSet[buffer])
        return uint64_t(buffers[buffer].dim[0]);
  return std::nullopt;
}

std::optional<int64_t> Call::extent(unsigned index, unsigned k,
                                    unsigned depth) const {
  const KernelParam &param = description->params[index];
  if (k >= param.rank)
    return std::nullopt;
  unsigned ordinal = description->ordinal(index);
  if (bufferSet[ordinal])
    return buffers[ordinal].dim[k];
  if (param.dims[k] != kDynamic)
    return param.dims[k];
  if (k != 0 || param.length.empty() || depth >= kMaxDepth)
    return std::nullopt;
  Expected<int64_t> value = evaluate(param.length, depth + 1);
  if (value)
    return *value;
  consumeError(value.takeError());
  return std::nullopt;
}

Expected<int64_t> Call::evaluate(StringRef expression, unsigned depth) const {
  Expected<LengthExpr> parsed = LengthExpr::parse(expression);
  if (!parsed)
    return parsed.takeError();
  return parsed->evaluate(
      [&](StringRef name, unsigned k, bool isDim) -> std::optional<int64_t> {
        const KernelParam *param = description->findParam(name);
        if (!param || param->isBuffer() != isDim)
          return std::nullopt;
        unsigned index = param - description->params.data();
        if (isDim)
          return extent(index, k, depth);
        if (auto value = scalarValue(index))
          return int64_t(*value);
        return std::nullopt;
      });
}

Expected<std::vector<int64_t>> Call::extents(StringRef name) const {
  const KernelParam *param = description->findParam(name);
  if (!param || !param->isBuffer())
    return makeError(ErrorCode::ArgumentUnknown,
                     "kernel '" + description->name + "' has no buffer '" +
                         name + "'");
  unsigned index = param - description->params.data();
  unsigned ordinal = description->ordinal(index);
  std::vector<int64_t> result;
  for (unsigned k = 0; k < param->rank; ++k) {
    if (bufferSet[ordinal]) {
      result.push_back(buffers[ordinal].dim[k]);
    } else if (param->dims[k] != kDynamic) {
      result.push_back(param->dims[k]);
    } else if (k == 0 && !param->length.empty()) {
      Expected<int64_t> value = evaluate(param->length, 0);
      if (!value)
        return value.takeError();
      if (*value < 0)
        return makeError(ErrorCode::ArgumentShape, "the length of '" + name +
                                                       "', " + param->length +
                                                       ", is " + Twine(*value));
      result.push_back(*value);
    } else {
      return makeError(ErrorCode::ArgumentMissing,
                       "the shape of '" + name +
                           "' follows from nothing that is set",
                       "give the buffer");
    }
  }
  return result;
}

Error Call::checkBuffer(unsigned index) const {
  const KernelParam &param = description->params[index];
  const atlas_buffer_t &buffer = buffers[description->ordinal(index)];
  auto shape = [&](const Twine &text) {
    return makeError(ErrorCode::ArgumentShape,
                     "buffer '" + param.name + "' " + text);
  };
  for (unsigned k = 0; k < param.rank; ++k) {
    if (buffer.dim[k] < 0)
      return shape("has extent " + Twine(buffer.dim[k]));
    if (param.dims[k] != kDynamic && buffer.dim[k] != param.dims[k])
      return shape("has extent " + Twine(buffer.dim[k]) + " in dimension " +
                   Twine(k) + "; the kernel declares " + Twine(param.dims[k]));
  }
  if (!param.length.empty()) {
    Expected<int64_t> wanted = evaluate(param.length, 0);
    if (!wanted)
      return wanted.takeError();
    if (buffer.dim[0] != *wanted)
      return shape("has length " + Twine(buffer.dim[0]) + "; its length is " +
                   param.length + " = " + Twine(*wanted));
  }
  if (param.rank == 2 && buffer.stride < buffer.dim[1])
    return shape("has row stride " + Twine(buffer.stride) +
                 ", less than a row of " + Twine(buffer.dim[1]));
  if (param.rank == 2 && !param.strided && buffer.stride != buffer.dim[1])
    return shape("has row stride " + Twine(buffer.stride) +
                 "; the kernel takes rows of " + Twine(buffer.dim[1]) +
                 " one after the other");
  std::optional<Range> range = byteRange(buffer, param);
  if (!range)
    return shape("does not fit the address space");
  if (range->empty())
    return Error::success();
  if (!buffer.data)
    return makeError(ErrorCode::ArgumentNull,
                     "buffer '" + param.name + "' has elements but no data");
  if (reinterpret_cast<uintptr_t>(buffer.data) %
      std::max<uint64_t>(param.align, 1))
    return makeError(ErrorCode::ArgumentAlign,
                     "buffer '" + param.name + "' must be aligned to " +
                         Twine(param.align) + " bytes");
  return Error::success();
}

Error Call::checkOverlap(unsigned written, unsigned other) const {
  const KernelParam &a = description->params[written];
  const KernelParam &b = description->params[other];
  const atlas_buffer_t &x = buffers[description->ordinal(written)];
  const atlas_buffer_t &y = buffers[description->ordinal(other)];
  Range first = *byteRange(x, a), second = *byteRange(y, b);
  if (first.empty() || second.empty() || first.end <= second.begin ||
      second.end <= first.begin)
    return Error::success();
  if (a.mayOverlap || b.mayOverlap)
    return Error::success();
  bool paired =
      is_contained(a.inplace, b.name) || is_contained(b.inplace, a.name);
  if (paired && a.type.byteSize() == b.type.byteSize() && a.rank == b.rank &&
      sameView(x, y, a.rank == 2))
    return Error::success();
  return makeError(
      ErrorCode::ArgumentOverlap,
      "output '" + a.name + "' overlaps '" + b.name + "'",
      paired ? "these two may be the same buffer, but not overlap otherwise"
             : "the kernel does not mark them inplace");
}

Error Call::check() {
  for (auto [index, param] : enumerate(description->params)) {
    unsigned ordinal = description->ordinal(index);
    if (param.isBuffer()) {
      if (!bufferSet[ordinal])
        return makeError(ErrorCode::ArgumentMissing,
                         "buffer '" + param.name + "' has no value");
      continue;
    }
    std::optional<uint64_t> value = scalarValue(index);
    if (!value)
      return makeError(ErrorCode::ArgumentMissing,
                       "scalar '" + param.name + "' has no value");
    if (param.type.bits < 64 && *value >> param.type.bits)
      return makeError(ErrorCode::ArgumentRange,
                       "a buffer of " + Twine(*value) +
                           " elements is too long for scalar '" + param.name +
                           "' of type " + param.type.text());
    // Not marked as set: a later setBuffer infers it anew.
    scalars[ordinal] = *value;
  }
  for (auto [index, param] : enumerate(description->params))
    if (param.isBuffer())
      if (Error error = checkBuffer(index))
        return error;
  for (auto [index, param] : enumerate(description->params)) {
    if (!param.isWritten())
      continue;
    for (auto [other, second] : enumerate(description->params)) {
      // Two outputs are compared once.
      if (!second.isBuffer() || other == index ||
          (second.isWritten() && other < index))
        continue;
      if (Error error = checkOverlap(index, other))
        return error;
    }
  }
  packed = {};
  packed.version = ATLAS_ARGS_VERSION;
  packed.size = sizeof(atlas_args_t);
  packed.phase = ATLAS_PHASE_ALL;
  packed.buffers = buffers.data();
  packed.scalars = scalars.data();
  packed.results = results.data();
  return Error::success();
}

} // namespace atlas::jit
