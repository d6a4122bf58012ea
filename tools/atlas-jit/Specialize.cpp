//===- Specialize.cpp - Values of --specialize ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Specialize.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::tool;

namespace {

using Value = std::pair<std::string, uint64_t>;

llvm::Error noValue(llvm::StringRef name) {
  return makeError(ErrorCode::SpecializeInvalid,
                   "nothing gives a value for '" + name + "'",
                   "write --specialize " + name + "=VALUE");
}

/// The canonical spelling that the engine expects: k only if it is not 0.
std::string dimName(llvm::StringRef buffer, unsigned k) {
  return ("dim(" + buffer + (k ? "," + llvm::utostr(k) : "") + ")").str();
}

llvm::Expected<Value> dimValue(const ArgumentSet &arguments,
                               llvm::StringRef buffer, unsigned k,
                               llvm::StringRef text) {
  const KernelParam *p = arguments.kernel().findParam(buffer);
  if (!p || !p->isBuffer() || k >= p->rank)
    return makeError(ErrorCode::SpecializeInvalid,
                     "'" + arguments.kernel().name + "' has no dimension '" +
                         dimName(buffer, k) + "'");
  std::string name = dimName(buffer, k);
  if (text.empty()) {
    auto extent = arguments.dim(buffer, k);
    if (!extent && p->dims[k] != kDynamic)
      extent = p->dims[k];
    if (!extent)
      return noValue(name);
    return Value(name, *extent);
  }
  auto bits = parseScalar(text, {DataType::Int, 63}, false, name);
  if (!bits)
    return bits.takeError();
  return Value(name, *bits);
}

llvm::Expected<Value> scalarValue(const ArgumentSet &arguments,
                                  llvm::StringRef name, llvm::StringRef text) {
  const KernelParam *p = arguments.kernel().findParam(name);
  if (!p || p->isBuffer())
    return makeError(ErrorCode::SpecializeInvalid,
                     "'" + arguments.kernel().name + "' has no scalar '" +
                         name + "'",
                     p ? "specialise on dim(" + name + ")" : llvm::Twine());
  if (!text.empty()) {
    auto bits = parseScalar(text, p->type, p->isSigned, name);
    if (!bits)
      return bits.takeError();
    return Value(name.str(), *bits);
  }
  auto bits = arguments.scalar(name);
  if (!bits)
    bits = p->defaultBits;
  if (!bits)
    return noValue(name);
  return Value(name.str(), *bits);
}

/// What `atlas.constant` marks.
std::vector<std::string> markedNames(const KernelABI &abi) {
  std::vector<std::string> names;
  for (const KernelParam &p : abi.params)
    if (p.constant)
      names.push_back(p.isBuffer() ? dimName(p.name, 0) : p.name);
  return names;
}

} // namespace

llvm::Expected<std::vector<Value>>
tool::specializedValues(const ArgumentSet &arguments,
                        llvm::ArrayRef<std::string> options) {
  std::vector<std::string> marked;
  if (options.empty()) {
    marked = markedNames(arguments.kernel());
    if (marked.empty())
      return makeError(ErrorCode::SpecializeInvalid,
                       "'" + arguments.kernel().name +
                           "' marks nothing as worth specialising",
                       "name a value with --specialize NAME[=VALUE]");
    options = marked;
  }
  std::vector<Value> values;
  for (llvm::StringRef option : options) {
    auto [name, text] = option.split('=');
    auto dim = parseDimName(name);
    auto value = dim ? dimValue(arguments, dim->first, dim->second, text)
                     : scalarValue(arguments, name, text);
    if (!value)
      return value.takeError();
    for (const Value &other : values)
      if (other.first == value->first)
        return makeError(ErrorCode::ArgumentRepeated,
                         "--specialize '" + other.first + "' is given twice");
    values.push_back(std::move(*value));
  }
  return values;
}
