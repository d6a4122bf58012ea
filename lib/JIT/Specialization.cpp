//===- Specialization.cpp - Named constants of a kernel -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Specialization.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <tuple>

using namespace llvm;

namespace atlas::jit {
namespace {

Error refuse(const Twine &text) {
  return makeError(ErrorCode::SpecializeInvalid, text,
                   "name a scalar, or a dimension as dim(buffer)");
}

// Splits "dim(data)" or "dim(data,1)".
bool parseDim(StringRef text, StringRef &buffer, unsigned &k) {
  if (!text.consume_front("dim(") || !text.consume_back(")"))
    return false;
  auto [name, index] = text.split(',');
  buffer = name.trim();
  k = 0;
  return index.empty() || !index.trim().getAsInteger(10, k);
}

Expected<SpecializedValue> resolveScalar(const KernelABI &abi, StringRef name,
                                         uint64_t value) {
  const KernelParam *param = abi.findParam(name);
  if (!param || param->isBuffer())
    return refuse("the kernel has no scalar '" + name + "'");
  if (param->type.bits < 64 && value >> param->type.bits)
    return refuse("value " + Twine(value) + " does not fit scalar '" + name +
                  "' of type " + param->type.text());
  SpecializedValue result;
  result.param = param - abi.params.data();
  result.ordinal = abi.ordinal(result.param);
  result.value = value;
  return result;
}

Expected<SpecializedValue> resolveDim(const KernelABI &abi, StringRef buffer,
                                      unsigned k, uint64_t value) {
  const KernelParam *param = abi.findParam(buffer);
  if (!param || !param->isBuffer() || k >= param->rank)
    return refuse("the kernel has no dimension dim(" + buffer + ", " +
                  Twine(k) + ")");
  if (int64_t(value) < 0)
    return refuse("dimension " + Twine(value) + " is out of range");
  if (k == 0 && !param->length.empty())
    if (const KernelParam *scalar = abi.findParam(param->length);
        scalar && !scalar->isBuffer())
      return resolveScalar(abi, scalar->name, value);
  if (param->dims[k] != kDynamic)
    return refuse("dim(" + buffer + ", " + Twine(k) + ") is " +
                  Twine(param->dims[k]) + " already");
  SpecializedValue result;
  result.isDim = true;
  result.param = param - abi.params.data();
  result.ordinal = abi.ordinal(result.param);
  result.k = k;
  result.value = value;
  return result;
}

} // namespace

Expected<SpecializedValues>
resolveSpecialization(const KernelABI &abi,
                      ArrayRef<std::pair<std::string, uint64_t>> values) {
  SpecializedValues resolved;
  for (const auto &[name, value] : values) {
    StringRef buffer;
    unsigned k = 0;
    Expected<SpecializedValue> one = parseDim(name, buffer, k)
                                         ? resolveDim(abi, buffer, k, value)
                                         : resolveScalar(abi, name, value);
    if (!one)
      return one.takeError();
    for (const SpecializedValue &other : resolved)
      if (other.isDim == one->isDim && other.param == one->param &&
          other.k == one->k && other.value != one->value)
        return refuse("'" + name + "' is given two values");
    if (!is_contained(resolved, *one))
      resolved.push_back(*one);
  }
  sort(resolved, [](const SpecializedValue &a, const SpecializedValue &b) {
    return std::tie(a.isDim, a.param, a.k) < std::tie(b.isDim, b.param, b.k);
  });
  return resolved;
}

} // namespace atlas::jit
