//===- Binding.cpp - One ready call of one kernel ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Binding.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace atlas;
using namespace atlas::tool;

namespace {

/// The extent of a buffer whose length is just this scalar.
std::optional<int64_t> inferLength(const KernelABI &abi, const ArgumentSet &set,
                                   llvm::StringRef scalar) {
  for (const KernelParam &p : abi.params)
    if (p.isBuffer() && llvm::StringRef(p.length).trim() == scalar)
      if (auto extent = set.dim(p.name, 0))
        return extent;
  return std::nullopt;
}

std::string buffersText(const KernelParam &p) {
  std::string type = typeText(p.type, p.isSigned);
  return p.rank == 2 ? type + " rows" : type + " elements";
}

} // namespace

llvm::Error tool::missingArgument(const KernelABI &abi,
                                  const KernelParam &param) {
  std::string note;
  if (!param.isBuffer())
    note = "give it with --set " + param.name + "=VALUE (" +
           typeText(param.type, param.isSigned) + ")";
  else if (param.isRead())
    note = "give it with --in " + param.name + "=FILE (" + buffersText(param) +
           (param.length.empty() ? ")" : ", length " + param.length + ")");
  else
    note = "nothing decides its length: give it with --set 'dim(" +
           param.name + ")=N'";
  return makeError(ErrorCode::ArgumentMissing,
                   "'" + abi.name + "' needs a value for '" + param.name + "'",
                   note);
}

llvm::Expected<std::unique_ptr<Binding>>
Binding::create(const KernelABI &abi, const ArgumentSet &set) {
  std::unique_ptr<Binding> binding(new Binding(abi));
  // Outputs come last: their lengths may depend on everything else.
  if (auto error = binding->bindInputs(set))
    return error;
  if (auto error = binding->bindScalars(set))
    return error;
  if (auto error = binding->bindDefaults(set))
    return error;
  if (auto error = binding->bindOutputs(set))
    return error;
  if (auto error = binding->call.check())
    return error;
  return binding;
}

llvm::Error Binding::bindScalars(const ArgumentSet &set) {
  for (const KernelParam &p : abi().params) {
    if (p.isBuffer())
      continue;
    std::optional<uint64_t> bits = set.scalar(p.name);
    if (!bits)
      bits = inferLength(abi(), set, p.name);
    if (!bits)
      bits = p.defaultBits;
    if (!bits)
      return missingArgument(abi(), p);
    if (auto error = call.setScalar(p.name, *bits))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<char *> Binding::allocate(const KernelParam &param,
                                         llvm::ArrayRef<int64_t> dims) {
  int64_t bytes = param.type.byteSize();
  for (int64_t extent : dims)
    if (extent < 0 || llvm::MulOverflow(bytes, extent, bytes))
      return makeError(ErrorCode::LengthOverflow,
                       "the size of '" + param.name + "' leaves 64 bits");
  auto buffer = AlignedBuffer::allocate(bytes, param.align);
  if (!buffer)
    return buffer.takeError();
  memory.push_back(std::move(*buffer));
  return memory.back().data();
}

llvm::Error Binding::bindInputs(const ArgumentSet &set) {
  for (const KernelParam &p : abi().params) {
    if (!p.isRead())
      continue;
    const InputBuffer *input = set.input(p.name);
    if (!input && p.defaultBits)
      continue; // its length may depend on everything else
    if (!input)
      return missingArgument(abi(), p);
    // The description says "in": the kernel does not write through this.
    char *data = static_cast<char *>(const_cast<void *>(input->data));
    if (p.isWritten()) {
      auto copy = allocate(p, input->dims);
      if (!copy)
        return copy.takeError();
      if (memory.back().size())
        std::memcpy(*copy, data, memory.back().size());
      data = *copy;
    }
    if (auto error = call.setBuffer(p.name, data, input->dims))
      return error;
    bound.push_back({&p, data, input->dims});
  }
  return llvm::Error::success();
}

/// Inputs that were left out, of their declared lengths, full of their default.
llvm::Error Binding::bindDefaults(const ArgumentSet &set) {
  for (const KernelParam &p : abi().params) {
    if (!p.isBuffer() || !p.defaultBits || set.input(p.name))
      continue;
    auto dims = call.extents(p.name);
    if (!dims)
      return dims.takeError();
    auto data = allocate(p, *dims);
    if (!data)
      return data.takeError();
    for (int64_t i = 0; i < (*dims)[0]; ++i)
      storeElement(*data, size_t(i), p.type, *p.defaultBits);
    if (auto error = call.setBuffer(p.name, *data, *dims))
      return error;
    bound.push_back({&p, *data, {dims->begin(), dims->end()}});
  }
  return llvm::Error::success();
}

llvm::Expected<llvm::SmallVector<int64_t, 2>>
Binding::outputExtents(const KernelParam &p, const ArgumentSet &set) const {
  llvm::SmallVector<int64_t, 2> dims(p.dims, p.dims + p.rank);
  bool complete = true;
  for (unsigned k = 0; k < p.rank; ++k) {
    bool given = p.dims[k] != kDynamic || (k == 0 && !p.length.empty());
    if (!given) {
      auto extent = set.dim(p.name, k);
      if (!extent)
        return missingArgument(abi(), p);
      dims[k] = *extent;
    }
    complete &= given;
  }
  if (complete || !p.length.empty()) {
    auto declared = call.extents(p.name);
    if (!declared)
      return declared.takeError();
    for (unsigned k = 0; k < p.rank; ++k)
      if (dims[k] == kDynamic)
        dims[k] = (*declared)[k];
  }
  return dims;
}

llvm::Error Binding::bindOutputs(const ArgumentSet &set) {
  for (const KernelParam &p : abi().params) {
    if (p.role != ParamRole::Out)
      continue;
    auto dims = outputExtents(p, set);
    if (!dims)
      return dims.takeError();
    auto data = allocate(p, *dims);
    if (!data)
      return data.takeError();
    if (auto error = call.setBuffer(p.name, *data, *dims))
      return error;
    bound.push_back({&p, *data, *dims});
  }
  return llvm::Error::success();
}

llvm::Error Binding::run(atlas_packed_fn entry) {
  plainResults.emplace(std::max<size_t>(abi().results.size(), 1));
  atlas_args_t args = call.args();
  args.phase = ATLAS_PHASE_ALL;
  args.results = plainResults->data();
  if (int32_t code = entry(&args))
    return makeError(ErrorCode::KernelFailed, "the function of '" + abi().name +
                                                  "' returned code " +
                                                  llvm::Twine(code));
  return llvm::Error::success();
}

uint64_t Binding::result(unsigned index) const {
  return plainResults ? (*plainResults)[index] : call.result(index);
}

std::vector<OutputView> Binding::outputs() const {
  std::vector<OutputView> views;
  for (const KernelParam &p : abi().params) {
    if (!p.isBuffer() || !p.isWritten())
      continue;
    auto it = llvm::find_if(bound, [&](const Bound &b) {
      return b.param == &p;
    });
    OutputView view{&p, it->data, it->dims};
    for (auto [index, r] : llvm::enumerate(abi().results))
      if (r.name == p.count)
        view.dims[0] =
            std::clamp<int64_t>(result(index), 0, view.dims[0]);
    views.push_back(std::move(view));
  }
  return views;
}

llvm::ArrayRef<int64_t> Binding::extents(llvm::StringRef name) const {
  for (const Bound &b : bound)
    if (b.param->name == name)
      return b.dims;
  return {};
}
