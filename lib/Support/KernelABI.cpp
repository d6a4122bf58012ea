//===- KernelABI.cpp - What a caller must know of a kernel ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types, look-ups and dimension order. The JSON form is in KernelABIJson.cpp.
//===----------------------------------------------------------------------===//

#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;

std::string DataType::text() const {
  return (isFloat() ? "f" : "i") + llvm::utostr(bits);
}

std::optional<DataType> DataType::parse(llvm::StringRef text) {
  DataType type;
  if (text.consume_front("f"))
    type.kind = Float;
  else if (!text.consume_front("i"))
    return std::nullopt;
  // getAsInteger alone would take "i08" and "i+8".
  if (text.empty() || !llvm::isDigit(text.front()) || text.front() == '0' ||
      text.getAsInteger(10, type.bits))
    return std::nullopt;
  if (type.isFloat()
          ? type.bits != 16 && type.bits != 32 && type.bits != 64
          : type.bits > 64)
    return std::nullopt;
  return type;
}

const KernelParam *KernelABI::findParam(llvm::StringRef paramName) const {
  auto it = llvm::find_if(
      params, [&](const KernelParam &p) { return p.name == paramName; });
  return it == params.end() ? nullptr : &*it;
}

unsigned KernelABI::ordinal(unsigned index) const {
  bool buffer = params[index].isBuffer();
  return llvm::count_if(llvm::ArrayRef(params).take_front(index),
                        [&](const KernelParam &p) {
                          return p.isBuffer() == buffer;
                        });
}

unsigned KernelABI::numBuffers() const {
  return llvm::count_if(params,
                        [](const KernelParam &p) { return p.isBuffer(); });
}

unsigned KernelABI::numScalars() const { return params.size() - numBuffers(); }

std::vector<std::pair<unsigned, unsigned>>
atlas::independentDims(const KernelABI &abi) {
  std::vector<std::pair<unsigned, unsigned>> dims;
  for (auto [index, param] : llvm::enumerate(abi.params)) {
    if (!param.isBuffer())
      continue;
    for (unsigned dim = 0; dim < param.rank; ++dim) {
      // `length` gives dimension 0 only.
      bool given = dim == 0 && !param.length.empty();
      if (param.dims[dim] == kDynamic && !given)
        dims.emplace_back(index, dim);
    }
  }
  return dims;
}
