//===- ScalarText.cpp - Scalars as text -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/ScalarText.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

using namespace atlas;

namespace {

const llvm::fltSemantics &semanticsOf(DataType type) {
  switch (type.bits) {
  case 16:
    return llvm::APFloat::IEEEhalf();
  case 32:
    return llvm::APFloat::IEEEsingle();
  default:
    return llvm::APFloat::IEEEdouble();
  }
}

uint64_t maskOf(DataType type) {
  return llvm::maskTrailingOnes<uint64_t>(type.bits);
}

/// nullopt if the text is no integer or does not fit.
std::optional<uint64_t> parseInteger(llvm::StringRef text, DataType type,
                                     bool isSigned) {
  if (type.bits == 1 && (text == "true" || text == "false"))
    return text == "true";
  bool negative = text.consume_front("-");
  if (!negative)
    text.consume_front("+");
  unsigned radix = text.consume_front_insensitive("0x") ? 16 : 10;
  uint64_t magnitude;
  if (text.empty() || !llvm::isHexDigit(text.front()) ||
      text.getAsInteger(radix, magnitude))
    return std::nullopt;
  uint64_t top = uint64_t(1) << (type.bits - 1);
  uint64_t most = negative ? (isSigned ? top : 0)
                           : (isSigned ? top - 1 : maskOf(type));
  if (magnitude > most)
    return std::nullopt;
  return (negative ? -magnitude : magnitude) & maskOf(type);
}

std::optional<uint64_t> parseFloat(llvm::StringRef text, DataType type) {
  const llvm::fltSemantics &semantics = semanticsOf(type);
  llvm::StringRef digits = text;
  bool negative = digits.consume_front("-");
  if (!negative)
    digits.consume_front("+");
  if (digits.equals_insensitive("inf") || digits.equals_insensitive("infinity"))
    return llvm::APFloat::getInf(semantics, negative)
        .bitcastToAPInt().getZExtValue();
  if (digits.equals_insensitive("nan"))
    return llvm::APFloat::getNaN(semantics, negative)
        .bitcastToAPInt().getZExtValue();
  // The library's own words for special values end here.
  if (digits.empty() || !(llvm::isDigit(digits[0]) || digits[0] == '.'))
    return std::nullopt;
  // It wants an exponent after hexadecimal digits; 0x10 is 16 all the same.
  std::string spelled = digits.str();
  if (digits.starts_with_insensitive("0x") &&
      !digits.contains_insensitive("p"))
    spelled += "p0";
  // "1e" and "0x1p" pass for numbers there.
  if (!llvm::isDigit(spelled.back()) && spelled.back() != '.')
    return std::nullopt;
  llvm::APFloat value(semantics);
  auto status =
      value.convertFromString(spelled, llvm::APFloat::rmNearestTiesToEven);
  if (!status) {
    llvm::consumeError(status.takeError());
    return std::nullopt;
  }
  if (*status & llvm::APFloat::opOverflow)
    return std::nullopt;
  if (negative)
    value.changeSign();
  return value.bitcastToAPInt().getZExtValue();
}

std::string rangeText(DataType type, bool isSigned) {
  if (type.isFloat())
    return "a number that " + type.text() + " can hold";
  if (!isSigned)
    return fmt::format("0 to {}", maskOf(type));
  uint64_t top = uint64_t(1) << (type.bits - 1);
  return fmt::format("-{} to {}", top, top - 1);
}

} // namespace

std::string atlas::typeText(DataType type, bool isSigned) {
  if (type.isFloat())
    return type.text();
  return fmt::format("{}{}", isSigned ? 'i' : 'u', type.bits);
}

llvm::Expected<uint64_t> atlas::parseScalar(llvm::StringRef text, DataType type,
                                           bool isSigned,
                                           llvm::StringRef name) {
  auto bits = type.isFloat() ? parseFloat(text, type)
                             : parseInteger(text, type, isSigned);
  if (bits)
    return *bits;
  return makeError(ErrorCode::ArgumentRange,
                   "'" + name + "' is " + typeText(type, isSigned) +
                       " and cannot be '" + text + "'",
                   "expected " + rangeText(type, isSigned));
}

int64_t atlas::signedValue(uint64_t bits, DataType type) {
  return llvm::SignExtend64(bits & maskOf(type), type.bits);
}

double atlas::floatValue(uint64_t bits, DataType type) {
  if (type.bits == 64)
    return llvm::bit_cast<double>(bits);
  if (type.bits == 32)
    return llvm::bit_cast<float>(static_cast<uint32_t>(bits));
  llvm::APFloat half(llvm::APFloat::IEEEhalf(), llvm::APInt(16, bits & 0xffff));
  return half.convertToDouble();
}

std::string atlas::formatScalar(uint64_t bits, DataType type, bool isSigned) {
  bits &= maskOf(type);
  if (!type.isFloat())
    return isSigned ? fmt::format("{}", signedValue(bits, type))
                    : fmt::format("{}", bits);
  double value = floatValue(bits, type);
  if (std::isnan(value))
    return "nan";
  return type.bits == 64 ? fmt::format("{}", value)
                         : fmt::format("{}", static_cast<float>(value));
}

std::string atlas::formatHex(uint64_t bits, DataType type) {
  return fmt::format("0x{:0{}x}", bits & maskOf(type), (type.bits + 3) / 4);
}

llvm::json::Value atlas::scalarToJSON(uint64_t bits, DataType type,
                                     bool isSigned) {
  bits &= maskOf(type);
  if (!type.isFloat())
    return isSigned ? llvm::json::Value(signedValue(bits, type))
                    : llvm::json::Value(bits);
  double value = floatValue(bits, type);
  if (std::isfinite(value))
    return value;
  return formatScalar(bits, type, isSigned);
}

uint64_t atlas::loadElement(const void *data, size_t index, DataType type) {
  uint64_t bits = 0;
  size_t bytes = type.byteSize();
  std::memcpy(&bits, static_cast<const char *>(data) + index * bytes, bytes);
  return bits;
}

void atlas::storeElement(void *data, size_t index, DataType type,
                        uint64_t bits) {
  size_t bytes = type.byteSize();
  std::memcpy(static_cast<char *>(data) + index * bytes, &bits, bytes);
}
