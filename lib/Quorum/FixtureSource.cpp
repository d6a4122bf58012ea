//===- FixtureSource.cpp - Elements as a fixture makes them -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FixtureSource.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace atlas;
using namespace atlas::quorum;
using contract::Text;

void FixtureSourceMaker::issue(contract::Position position,
                               const llvm::Twine &text) const {
  issues.push_back(
      {path.str(), position, ErrorCode::ContractCheck, text.str(), ""});
}

uint64_t FixtureSourceMaker::parse(const Text &text) const {
  auto word = parseScalar(text.value, param.type, param.isSigned, param.name);
  if (word)
    return *word;
  issue(text.position, llvm::toString(word.takeError()));
  return 0;
}

/// A value of the range: whole numbers both ends included, floats on the line
/// between them, rounded once.
uint64_t FixtureSourceMaker::element(const DataKey &key, uint64_t index) const {
  if (!source.values.empty())
    return parse(source.values[(key.caseIndex + index) % source.values.size()]);
  auto generator = parseGenerator(source.generator.value);
  if (!source.range)
    return generateElement(generator.value_or(Generator::Uniform), key, index,
                           param.type);
  uint64_t first = parse(source.range->first), last = parse(source.range->second);
  if (param.type.isFloat()) {
    DataType wide{DataType::Float, 64};
    double place = floatValue(
        generateElement(Generator::Uniform, key, index, wide), wide);
    double low = floatValue(first, param.type), high = floatValue(last, param.type);
    return roundedFloat(low + place * (high - low), param.type);
  }
  uint64_t mask = param.type.bits == 64
                      ? UINT64_MAX
                      : (uint64_t(1) << param.type.bits) - 1;
  uint64_t span = ((last - first) & mask) + 1; // 0: everything
  DataType wide{DataType::Int, 64};
  Generator how = generator.value_or(Generator::Uniform);
  return (first + generateElement(how, key, index, wide, span)) & mask;
}

uint64_t FixtureSourceMaker::scalar(const DataKey &key) const {
  return element(key, 0);
}

std::vector<uint8_t> FixtureSourceMaker::fromFile(uint64_t count) const {
  std::vector<uint8_t> bytes(count * param.type.byteSize());
  llvm::SmallString<128> file(llvm::sys::path::parent_path(path));
  llvm::sys::path::append(file, source.path.value);
  auto contents = readFile(file);
  if (!contents) {
    issue(source.path.position, llvm::toString(contents.takeError()));
    return bytes;
  }
  llvm::StringRef data = (*contents)->getBuffer();
  if (data.size() < bytes.size())
    issue(source.path.position, "the file has " + llvm::Twine(data.size()) +
                                    " bytes, the buffer " +
                                    llvm::Twine(bytes.size()));
  else
    bytes.assign(data.begin(), data.begin() + bytes.size());
  return bytes;
}

std::vector<uint8_t> FixtureSourceMaker::buffer(const DataKey &key,
                                                uint64_t count) const {
  if (source.generator.value == "file")
    return fromFile(count);
  if (source.generator.value == "const" && source.values.empty())
    issue(source.generator.position, "'const' needs a value");
  std::vector<uint8_t> bytes(count * param.type.byteSize());
  // A list runs over the elements, the same in every case.
  DataKey fixed = key;
  if (!source.values.empty())
    fixed.caseIndex = 0;
  for (uint64_t i = 0; i < count; ++i)
    storeElement(bytes.data(), i, param.type, element(fixed, i));
  return bytes;
}

int64_t FixtureSourceMaker::evaluate(CallData &call, const Text &expression,
                                     int64_t size) const {
  bool added = call.scalars.try_emplace("n", uint64_t(size)).second;
  auto value = call.evaluate(expression.value);
  if (added)
    call.scalars.erase("n");
  if (value && *value >= 0)
    return *value;
  issue(expression.position,
        value ? "'" + expression.value + "' is below 0"
              : llvm::toString(value.takeError()));
  return 0;
}

void FixtureSourceMaker::csr(CallData &call, const DataKey &key, int64_t size,
                             CsrPairs &pairs) const {
  std::vector<int64_t> *values;
  std::vector<int64_t> &dims = call.dims[param.name];
  if (source.of.value.empty()) {
    int64_t rows = std::max<int64_t>(dims[0] - 1, 0);
    CsrData &csr = pairs[param.name];
    csr = generateCsr(key, uint64_t(rows),
                      uint64_t(evaluate(call, source.columns, size)),
                      uint64_t(evaluate(call, source.entries, size)));
    values = &csr.offsets;
  } else {
    auto found = pairs.find(source.of.value);
    if (found == pairs.end())
      return issue(source.of.position,
                   "no row offsets '" + source.of.value + "' stand before");
    values = &found->second.columns;
  }
  dims[0] = int64_t(values->size());
  std::vector<uint8_t> &bytes = call.inputs[param.name];
  bytes.resize(values->size() * param.type.byteSize());
  for (size_t i = 0; i < values->size(); ++i)
    storeElement(bytes.data(), i, param.type, uint64_t((*values)[i]));
}
