//===- ArgumentSet.cpp - Arguments as the user gave them --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ArgumentSet.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"
#include "atlas/Support/Npy.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cstring>

using namespace atlas;
using namespace atlas::tool;

namespace {

/// What a buffer parameter expects, for messages: "u8[?, 96]".
std::string shapeText(const KernelParam &p) {
  std::string text = typeText(p.type, p.isSigned) + "[";
  for (unsigned k = 0; k < p.rank; ++k) {
    text += k ? ", " : "";
    text += p.dims[k] == kDynamic ? "?" : llvm::itostr(p.dims[k]);
  }
  return text + "]";
}

llvm::Error shapeError(const KernelParam &p, llvm::StringRef path,
                       llvm::StringRef found, ErrorCode code) {
  return makeError(code, "'" + p.name + "' is " + shapeText(p) + ", '" + path +
                             "' has " + found);
}

/// Fills dims and data from a .npy text.
llvm::Error readNpy(const KernelParam &p, llvm::StringRef path,
                    InputBuffer &input) {
  auto array = parseNpy(input.file->getBuffer(), path);
  if (!array)
    return array.takeError();
  if (array->type != p.type || array->shape.size() != p.rank)
    return shapeError(p, path, array->text(), ErrorCode::ArgumentType);
  for (unsigned k = 0; k < p.rank; ++k)
    if (p.dims[k] != kDynamic && p.dims[k] != array->shape[k])
      return shapeError(p, path, array->text(), ErrorCode::ArgumentShape);
  input.dims = array->shape;
  input.data = array->data.data();
  return llvm::Error::success();
}

/// Takes raw little-endian elements; the size gives the outer extent.
llvm::Error readRaw(const KernelParam &p, llvm::StringRef path,
                    InputBuffer &input) {
  uint64_t bytes = input.file->getBufferSize(), unit = p.type.byteSize();
  std::string found = llvm::utostr(bytes) + " bytes";
  if (p.rank == 2) {
    if (p.dims[1] == kDynamic)
      return makeError(ErrorCode::RawSizeInvalid,
                       "'" + p.name + "' is " + shapeText(p) +
                           ": the row length of a raw file is not known",
                       "give a .npy file");
    unit *= p.dims[1];
  }
  if (unit ? bytes % unit != 0 : bytes != 0)
    return shapeError(p, path,
                      found + ", no multiple of " + llvm::utostr(unit),
                      ErrorCode::RawSizeInvalid);
  int64_t outer = unit ? int64_t(bytes / unit) : std::max(p.dims[0], int64_t(0));
  if (p.dims[0] != kDynamic && p.dims[0] != outer)
    return shapeError(p, path, found, ErrorCode::ArgumentShape);
  input.dims = {outer};
  if (p.rank == 2)
    input.dims.push_back(p.dims[1]);
  input.data = input.file->getBufferStart();
  return llvm::Error::success();
}

/// Kernels may rely on an alignment that the place in a file does not have.
llvm::Error alignInput(const KernelParam &p, uint64_t bytes,
                       InputBuffer &input) {
  uint64_t align = std::max<uint64_t>(p.align, 64);
  if (reinterpret_cast<uintptr_t>(input.data) % align == 0)
    return llvm::Error::success();
  auto memory = AlignedBuffer::allocate(bytes, align);
  if (!memory)
    return memory.takeError();
  if (bytes)
    std::memcpy(memory->data(), input.data, bytes);
  input.memory = std::move(*memory);
  input.data = input.memory.data();
  input.file.reset();
  return llvm::Error::success();
}

} // namespace

llvm::Expected<std::pair<std::string, std::string>>
tool::splitAssignment(llvm::StringRef option, llvm::StringRef text) {
  auto [name, value] = text.split('=');
  if (name.empty() || name.size() == text.size() || value.empty())
    return makeError(ErrorCode::UsageInvalid, option + " '" + text +
                                                  "' is not of the form "
                                                  "NAME=VALUE");
  return std::pair(name.str(), value.str());
}

std::optional<std::pair<std::string, unsigned>>
tool::parseDimName(llvm::StringRef text) {
  if (!text.consume_front("dim(") || !text.consume_back(")"))
    return std::nullopt;
  auto [name, index] = text.split(',');
  unsigned k = 0;
  if (name.size() != text.size() &&
      (index.trim().getAsInteger(10, k) || k > 1))
    return std::nullopt;
  name = name.trim();
  name.consume_front("%");
  return std::pair(name.str(), k);
}

bool tool::isNpyPath(llvm::StringRef path) {
  return path.ends_with_insensitive(".npy");
}

std::string tool::suggestNames(llvm::StringRef wanted,
                               llvm::ArrayRef<std::string> names) {
  if (names.empty())
    return "there are none";
  const std::string *best = nullptr;
  unsigned bestDistance = std::max<size_t>(2, wanted.size() / 3) + 1;
  for (const std::string &name : names) {
    unsigned distance = wanted.edit_distance_insensitive(name);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = &name;
    }
  }
  if (best)
    return "did you mean '" + *best + "'?";
  return "there is '" + llvm::join(names, "', '") + "'";
}

llvm::Error
tool::unknownArgument(const KernelABI &abi, llvm::StringRef option,
                      llvm::StringRef name,
                      llvm::function_ref<bool(const KernelParam &)> fits) {
  if (const KernelParam *p = abi.findParam(name)) {
    static constexpr llvm::StringLiteral kKinds[] = {
        "an input buffer", "an output buffer", "an inout buffer",
        "a table buffer", "a scalar"};
    return makeError(ErrorCode::ArgumentUnknown,
                     option + " does not take '" + name + "', which is " +
                         kKinds[unsigned(p->role)] + " of '" + abi.name + "'",
                     p->isBuffer() ? "buffers are given with --in and --out"
                                   : "scalars are given with --set");
  }
  std::vector<std::string> names;
  for (const KernelParam &p : abi.params)
    if (fits(p))
      names.push_back(p.name);
  return makeError(ErrorCode::ArgumentUnknown,
                   "'" + abi.name + "' has no parameter '" + name + "' for " +
                       option,
                   suggestNames(name, names));
}

llvm::Error ArgumentSet::readInput(llvm::StringRef name,
                                   llvm::StringRef path) {
  auto fits = [](const KernelParam &p) { return p.isRead(); };
  const KernelParam *p = abi.findParam(name);
  if (!p || !fits(*p))
    return unknownArgument(abi, "--in", name, fits);
  if (inputs.contains(name))
    return makeError(ErrorCode::ArgumentRepeated,
                     "'" + name + "' is given twice");
  if (path == "-" && std::exchange(stdinUsed, true))
    return makeError(ErrorCode::ArgumentRepeated,
                     "standard input can be read for one parameter only");
  InputBuffer input;
  input.path = path.str();
  auto file = readFile(path);
  if (!file)
    return file.takeError();
  input.file = std::move(*file);
  if (auto error = isNpyPath(path) ? readNpy(*p, path, input)
                                   : readRaw(*p, path, input))
    return error;
  uint64_t bytes = p->type.byteSize();
  for (int64_t extent : input.dims)
    bytes *= extent; // no overflow: the file has as many bytes
  if (auto error = alignInput(*p, bytes, input))
    return error;
  addInput(name, std::move(input));
  return llvm::Error::success();
}

void ArgumentSet::addInput(llvm::StringRef name, InputBuffer input) {
  inputs[name] = std::move(input);
}

llvm::Error ArgumentSet::setScalar(llvm::StringRef name,
                                   llvm::StringRef value) {
  auto fits = [](const KernelParam &p) { return !p.isBuffer(); };
  if (auto dimName = parseDimName(name))
    return setDimText(dimName->first, dimName->second, value);
  const KernelParam *p = abi.findParam(name);
  if (!p || !fits(*p))
    return unknownArgument(abi, "--set", name, fits);
  if (scalars.contains(name))
    return makeError(ErrorCode::ArgumentRepeated,
                     "'" + name + "' is given twice");
  auto bits = parseScalar(value, p->type, p->isSigned, name);
  if (!bits)
    return bits.takeError();
  scalars[name] = *bits;
  return llvm::Error::success();
}

/// An extent may be given for outputs only: an input's file has its own.
llvm::Error ArgumentSet::setDimText(llvm::StringRef name, unsigned k,
                                    llvm::StringRef value) {
  const KernelParam *p = abi.findParam(name);
  if (!p || p->role != ParamRole::Out || k >= p->rank)
    return unknownArgument(abi, "--set dim()", name, [](const KernelParam &q) {
      return q.role == ParamRole::Out;
    });
  if (dim(name, k))
    return makeError(ErrorCode::ArgumentRepeated,
                     "'dim(" + name + ")' is given twice");
  if (p->dims[k] != kDynamic || (k == 0 && !p->length.empty()))
    return makeError(ErrorCode::ArgumentUnknown,
                     "the extent of '" + name + "' is declared as " +
                         (p->dims[k] != kDynamic ? llvm::itostr(p->dims[k])
                                                 : p->length) +
                         " and cannot be set");
  auto bits =
      parseScalar(value, {DataType::Int, 63}, false, "dim(" + name.str() + ")");
  if (!bits)
    return bits.takeError();
  setDim(name, k, *bits);
  return llvm::Error::success();
}

const InputBuffer *ArgumentSet::input(llvm::StringRef name) const {
  auto it = inputs.find(name);
  return it == inputs.end() ? nullptr : &it->second;
}

std::optional<uint64_t> ArgumentSet::scalar(llvm::StringRef name) const {
  auto it = scalars.find(name);
  return it == scalars.end() ? std::nullopt : std::optional(it->second);
}

std::optional<int64_t> ArgumentSet::dim(llvm::StringRef name,
                                        unsigned k) const {
  if (const InputBuffer *buffer = input(name))
    return k < buffer->dims.size() ? std::optional(buffer->dims[k])
                                   : std::nullopt;
  auto it = dims.find({name.str(), k});
  return it == dims.end() ? std::nullopt : std::optional(it->second);
}

uint64_t ArgumentSet::inputBytes() const {
  uint64_t total = 0;
  for (const auto &entry : inputs) {
    uint64_t bytes = abi.findParam(entry.first())->type.byteSize();
    for (int64_t extent : entry.second.dims)
      bytes *= extent;
    total += bytes;
  }
  return total;
}
