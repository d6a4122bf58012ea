//===- Case.cpp - One golden case in one column ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Case.h"

#include "llvm/ADT/StringExtras.h"

using namespace atlas::test;
namespace json = llvm::json;

void Case::set(State state, const llvm::Twine &why) {
  // The first finding stays; a later one is often its consequence.
  if (current == State::Failed || current == State::Malformed)
    return;
  current = state;
  finding = why.str();
}

void Case::malformed(const llvm::Twine &why) { set(State::Malformed, why); }
void Case::notRun(const llvm::Twine &why) { set(State::NotRun, why); }

const json::Value *Case::get(llvm::StringRef key) {
  const json::Value *value = row.get(key);
  if (!value)
    malformed("no '" + key + "'");
  return value;
}

std::optional<int64_t> Case::integer(llvm::StringRef key) {
  const json::Value *value = get(key);
  auto number = value ? value->getAsInteger() : std::nullopt;
  if (value && !number)
    malformed("'" + key + "' is not an integer");
  return number;
}

/// A 64-bit value: a JSON number or a decimal string.
static std::optional<uint64_t> toWord(const json::Value &value) {
  if (auto number = value.getAsUINT64())
    return number;
  uint64_t parsed;
  if (auto digits = value.getAsString())
    if (!digits->getAsInteger(10, parsed))
      return parsed;
  return std::nullopt;
}

std::optional<uint64_t> Case::word(llvm::StringRef key) {
  const json::Value *value = get(key);
  auto number = value ? toWord(*value) : std::nullopt;
  if (value && !number)
    malformed("'" + key + "' is no unsigned 64-bit value");
  return number;
}

std::optional<bool> Case::boolean(llvm::StringRef key) {
  const json::Value *value = get(key);
  auto flag = value ? value->getAsBoolean() : std::nullopt;
  if (value && !flag)
    malformed("'" + key + "' is not true or false");
  return flag;
}

std::optional<std::string> Case::text(llvm::StringRef key) {
  const json::Value *value = get(key);
  auto string = value ? value->getAsString() : std::nullopt;
  if (value && !string)
    malformed("'" + key + "' is not a text");
  return string ? std::optional<std::string>(string->str()) : std::nullopt;
}

std::optional<Bytes> Case::hex(llvm::StringRef key) {
  const json::Value *value = get(key);
  auto digits = value ? value->getAsString() : std::nullopt;
  if (!digits) {
    malformed("'" + key + "' is not a text");
    return std::nullopt;
  }
  auto bytes = decodeHex(*digits);
  if (bytes)
    return std::move(*bytes);
  malformed("'" + key + "': " + llvm::toString(bytes.takeError()));
  return std::nullopt;
}

std::optional<GoldenFile::Slice> Case::slice(llvm::StringRef key) {
  auto result = file.slice(get(key));
  if (result)
    return *result;
  malformed("'" + key + "': " + llvm::toString(result.takeError()));
  return std::nullopt;
}

std::optional<std::vector<uint64_t>> Case::words(llvm::StringRef key) {
  const json::Value *value = get(key);
  const json::Array *array = value ? value->getAsArray() : nullptr;
  if (!array) {
    malformed("'" + key + "' is not a list");
    return std::nullopt;
  }
  std::vector<uint64_t> result;
  for (const json::Value &element : *array) {
    auto number = toWord(element);
    if (!number) {
      malformed("'" + key + "' holds something else than unsigned integers");
      return std::nullopt;
    }
    result.push_back(*number);
  }
  return result;
}

bool Case::call(llvm::StringRef kernel, Invocation &invocation) {
  llvm::Error error = column.call(kernel, invocation);
  if (!error)
    return true;
  set(State::Failed, kernel + ": " + llvm::toString(std::move(error)));
  return false;
}

bool Case::expect(const llvm::Twine &what, uint64_t expected, uint64_t got) {
  if (expected == got)
    return true;
  set(State::Failed, what + ": expected " + llvm::Twine(expected) + " (0x" +
                         llvm::utohexstr(expected, true) + "), got " +
                         llvm::Twine(got) + " (0x" +
                         llvm::utohexstr(got, true) + ")");
  return false;
}

bool Case::expectBytes(const llvm::Twine &what,
                       llvm::ArrayRef<uint8_t> expected,
                       llvm::ArrayRef<uint8_t> got) {
  std::string name = what.str();
  if (!expect(name + " length", expected.size(), got.size()))
    return false;
  for (size_t i = 0; i < got.size(); ++i)
    if (expected[i] != got[i])
      return expect(name + "[" + llvm::Twine(i) + "]", expected[i], got[i]);
  return true;
}

bool Case::expectText(const llvm::Twine &what, llvm::StringRef expected,
                      llvm::StringRef got) {
  if (expected == got)
    return true;
  set(State::Failed,
      what + ": expected '" + expected + "', got '" + got + "'");
  return false;
}

bool Case::expectWords(const llvm::Twine &what,
                       llvm::ArrayRef<uint64_t> expected,
                       llvm::ArrayRef<uint64_t> got) {
  std::string name = what.str();
  if (!expect(name + " length", expected.size(), got.size()))
    return false;
  for (size_t i = 0; i < got.size(); ++i)
    if (expected[i] != got[i])
      return expect(name + "[" + llvm::Twine(i) + "]", expected[i], got[i]);
  return true;
}

bool Case::expectIntact(const llvm::Twine &what, const Guarded &buffer) {
  if (buffer.intact())
    return true;
  set(State::Failed, what + ": bytes outside the buffer were changed");
  return false;
}
