//===- T1Values.cpp - Reading the T1 golden files -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "T1Values.h"

#include "llvm/ADT/SmallVectorExtras.h"

#include <bit>
#include <limits>

using namespace atlas::test;
namespace json = llvm::json;

const json::Value *Members::get(llvm::StringRef key) const {
  const json::Value *value = object->get(key);
  if (!value)
    c.malformed("no '" + key + "'");
  return value;
}

Members Members::at(llvm::StringRef key) const {
  static const json::Object empty;
  const json::Value *value = get(key);
  const json::Object *inner = value ? value->getAsObject() : nullptr;
  if (value && !inner)
    c.malformed("'" + key + "' is no object");
  return Members(c, inner ? *inner : empty);
}

const json::Array &Members::array(llvm::StringRef key) const {
  static const json::Array empty;
  const json::Value *value = get(key);
  const json::Array *array = value ? value->getAsArray() : nullptr;
  if (value && !array)
    c.malformed("'" + key + "' is no list");
  return array ? *array : empty;
}

int64_t Members::integer(llvm::StringRef key) const {
  const json::Value *value = get(key);
  auto number = value ? value->getAsInteger() : std::nullopt;
  if (value && !number)
    c.malformed("'" + key + "' is not an integer");
  return number.value_or(0);
}

std::vector<int64_t> Members::longs(llvm::StringRef key) const {
  std::vector<int64_t> result;
  for (const json::Value &value : array(key)) {
    auto number = value.getAsInteger();
    if (!number)
      c.malformed("'" + key + "' holds something else than integers");
    result.push_back(number.value_or(0));
  }
  return result;
}

std::vector<int32_t> Members::integers(llvm::StringRef key) const {
  std::vector<int32_t> result;
  for (int64_t number : longs(key)) {
    if (number != int32_t(number))
      c.malformed("'" + key + "' holds more than 32 bits");
    result.push_back(int32_t(number));
  }
  return result;
}

std::string Members::text(llvm::StringRef key) const {
  const json::Value *value = get(key);
  auto string = value ? value->getAsString() : std::nullopt;
  if (value && !string)
    c.malformed("'" + key + "' is not a text");
  return string.value_or("").str();
}

std::vector<uint64_t> Members::patterns(llvm::StringRef key,
                                        size_t digits) const {
  std::string all = text(key);
  llvm::StringRef rest = all;
  std::vector<uint64_t> result;
  for (; !rest.empty(); rest = rest.drop_front(digits)) {
    uint64_t word = 0;
    if (rest.size() < digits || rest.take_front(digits).getAsInteger(16, word)) {
      c.malformed("'" + key + "' is no list of bit patterns");
      return {};
    }
    result.push_back(word);
  }
  return result;
}

std::vector<float> Members::floats(llvm::StringRef key) const {
  std::vector<float> result;
  for (uint64_t word : patterns(key, 8))
    result.push_back(std::bit_cast<float>(uint32_t(word)));
  return result;
}

std::vector<double> Members::doubles(llvm::StringRef key) const {
  std::vector<double> result;
  for (uint64_t word : patterns(key, 16))
    result.push_back(std::bit_cast<double>(word));
  return result;
}

float Members::real(llvm::StringRef key) const {
  std::vector<float> values = floats(key);
  if (values.size() != 1)
    c.malformed("'" + key + "' is not one value");
  return values.empty() ? 0 : values[0];
}

double Members::real64(llvm::StringRef key) const {
  std::vector<double> values = doubles(key);
  if (values.size() != 1)
    c.malformed("'" + key + "' is not one value");
  return values.empty() ? 0 : values[0];
}

float Members::toDecimal(const json::Value &value) const {
  if (auto number = value.getAsNumber())
    return float(*number);
  llvm::StringRef text = value.getAsString().value_or("");
  constexpr float infinity = std::numeric_limits<float>::infinity();
  if (text == "inf" || text == "-inf")
    return text == "inf" ? infinity : -infinity;
  if (text != "nan")
    c.malformed("a value is no number");
  return std::numeric_limits<float>::quiet_NaN();
}

float Members::decimal(llvm::StringRef key) const {
  const json::Value *value = get(key);
  return value ? toDecimal(*value) : 0;
}

std::vector<float> Members::decimals(llvm::StringRef key) const {
  std::vector<float> result;
  for (const json::Value &value : array(key))
    result.push_back(toDecimal(value));
  return result;
}

T1Path atlas::test::pathOf(Case &c) {
  if (c.column.name() == "reference")
    return T1Path::Reference;
  if (c.column.isLibrary())
    return T1Path::Library;
  if (c.column.has("t1-prepare") && c.column.has("t1-propagate") &&
      c.column.has("t1"))
    return T1Path::Kernel;
  c.notRun("has no kernel");
  return T1Path::None;
}

bool atlas::test::expectFloats(Case &c, const llvm::Twine &what,
                               llvm::ArrayRef<float> expected,
                               llvm::ArrayRef<float> got) {
  auto bits = [](float x) { return uint64_t(std::bit_cast<uint32_t>(x)); };
  return c.expectWords(what, llvm::map_to_vector(expected, bits),
                       llvm::map_to_vector(got, bits));
}

bool atlas::test::expectDoubles(Case &c, const llvm::Twine &what,
                                llvm::ArrayRef<double> expected,
                                llvm::ArrayRef<double> got) {
  auto bits = [](double x) { return std::bit_cast<uint64_t>(x); };
  return c.expectWords(what, llvm::map_to_vector(expected, bits),
                       llvm::map_to_vector(got, bits));
}

bool atlas::test::expectIntegers(Case &c, const llvm::Twine &what,
                                 llvm::ArrayRef<int64_t> expected,
                                 llvm::ArrayRef<int64_t> got) {
  auto word = [](int64_t x) { return uint64_t(x); };
  return c.expectWords(what, llvm::map_to_vector(expected, word),
                       llvm::map_to_vector(got, word));
}

bool atlas::test::expectNodes(Case &c, const llvm::Twine &what,
                              llvm::ArrayRef<int32_t> expected,
                              llvm::ArrayRef<int32_t> got) {
  auto word = [](int32_t x) { return uint64_t(uint32_t(x)); };
  return c.expectWords(what, llvm::map_to_vector(expected, word),
                       llvm::map_to_vector(got, word));
}
