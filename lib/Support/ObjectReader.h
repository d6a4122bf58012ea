//===- ObjectReader.h - Strict reading of one JSON object -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to this folder; for descriptions that callers size memory by.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_SUPPORT_OBJECTREADER_H
#define ATLAS_LIB_SUPPORT_OBJECTREADER_H

#include "atlas/Support/Error.h"
#include "atlas/Support/KernelABI.h"

namespace atlas {

/// Reads one JSON object field by field and remembers the first failure. Every
/// reader leaves the target alone when an optional field is absent.
class ObjectReader {
public:
  ObjectReader(const llvm::json::Value &value, llvm::StringRef what)
      : object(value.getAsObject()), what(what) {
    if (!object)
      fail("is not an object");
  }

  void text(llvm::StringRef key, std::string &out, bool required = false) {
    if (const llvm::json::Value *value = take(key, required)) {
      if (auto text = value->getAsString())
        out = text->str();
      else
        fail(key + " is not a string");
    }
  }
  void flag(llvm::StringRef key, bool &out) {
    if (const llvm::json::Value *value = take(key, false)) {
      if (auto flag = value->getAsBoolean())
        out = *flag;
      else
        fail(key + " is not true or false");
    }
  }
  void number(llvm::StringRef key, int64_t &out, int64_t least, int64_t most,
              bool required = false) {
    if (const llvm::json::Value *value = take(key, required)) {
      auto number = value->getAsInteger();
      if (number && *number >= least && *number <= most)
        out = *number;
      else
        fail(key + " is not a number of its range");
    }
  }
  /// The value of a required field, null after a failure.
  const llvm::json::Value *value(llvm::StringRef key) { return take(key, true); }
  void texts(llvm::StringRef key, std::vector<std::string> &out) {
    forEach(key, [&](const llvm::json::Value &value) {
      if (auto text = value.getAsString())
        out.push_back(text->str());
      else
        fail(key + " holds something that is not a string");
    });
  }
  void expression(llvm::StringRef key, std::string &out, bool required) {
    text(key, out, required);
    if (ok() && !out.empty())
      if (auto parsed = LengthExpr::parse(out); !parsed)
        fail(key + ": " + llvm::toString(parsed.takeError()));
  }
  void type(llvm::StringRef key, DataType &out) {
    std::string spelling;
    text(key, spelling, /*required=*/true);
    if (!ok())
      return;
    if (auto parsed = DataType::parse(spelling))
      out = *parsed;
    else
      fail(key + " '" + spelling + "' is not a type");
  }
  /// A hexadecimal word that fits the type.
  void bits(llvm::StringRef key, DataType type, std::optional<uint64_t> &out) {
    std::string digits;
    text(key, digits);
    uint64_t word;
    if (!ok() || digits.empty())
      return;
    if (!llvm::StringRef(digits).starts_with("0x") ||
        llvm::StringRef(digits).getAsInteger(0, word) ||
        (type.bits < 64 && word >> type.bits))
      return fail(key + " '" + digits + "' is no value of the type");
    out = word;
  }
  void forEach(llvm::StringRef key,
               llvm::function_ref<void(const llvm::json::Value &)> visit) {
    if (const llvm::json::Value *value = take(key, false)) {
      const llvm::json::Array *array = value->getAsArray();
      if (!array)
        return fail(key + " is not an array");
      for (const llvm::json::Value &element : *array)
        if (ok())
          visit(element);
    }
  }
  void fail(const llvm::Twine &text) {
    if (failure.empty())
      failure = (what + ": " + text).str();
  }
  /// Takes over the failure of a part.
  void adopt(const ObjectReader &part) {
    if (!part.ok())
      fail(part.failure);
  }
  bool ok() const { return failure.empty(); }
  /// To be called last: refuses fields that nobody asked for.
  void finish() {
    if (ok() && object->size() != seen)
      fail("has an unknown field");
  }
  llvm::Error error() const {
    return makeError(ErrorCode::ABIInvalid, failure);
  }

private:
  const llvm::json::Value *take(llvm::StringRef key, bool required) {
    if (!ok())
      return nullptr;
    const llvm::json::Value *value = object->get(key);
    if (value)
      ++seen;
    else if (required)
      fail(key + " is missing");
    return value;
  }

  const llvm::json::Object *object;
  std::string what, failure;
  size_t seen = 0;
};

} // namespace atlas

#endif // ATLAS_LIB_SUPPORT_OBJECTREADER_H
