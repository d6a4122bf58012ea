//===- SupportTargets.cpp - Readers of the support library ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "FuzzTargets.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/KernelABI.h"
#include "atlas/Support/Npy.h"
#include "atlas/Support/SourceLimits.h"

#include "llvm/Support/MathExtras.h"

namespace atlas::fuzz {
namespace {

/// "" if the error carries a code of the table, else a complaint.
std::string coded(llvm::Error error) {
  std::string wrong;
  llvm::handleAllErrors(
      std::move(error),
      [&](const AtlasError &known) {
        if (known.getText().empty())
          wrong = "an error without text";
      },
      [&](const llvm::ErrorInfoBase &other) {
        wrong = "an error without a code: " + other.message();
      });
  return wrong;
}

/// A parsed array's elements must fill exactly its shape, inside the input.
std::string runNpy(llvm::StringRef bytes) {
  auto array = parseNpy(bytes, "fuzz.npy");
  if (!array)
    return coded(array.takeError());
  ++acceptedInputs;
  uint64_t elements = 1;
  for (int64_t extent : array->shape) {
    if (extent < 0)
      return "a negative extent";
    bool overflow = false;
    elements = llvm::SaturatingMultiply(elements, uint64_t(extent), &overflow);
    if (overflow)
      return "a shape that overflows";
  }
  if (elements * array->type.byteSize() != array->data.size())
    return "shape and data differ";
  if (!array->data.empty() &&
      (array->data.begin() < bytes.begin() || array->data.end() > bytes.end()))
    return "data outside the file";
  // What was read can be written and read again.
  std::string again =
      npyHeader(array->type, array->isSigned, array->shape) + array->data.str();
  auto second = parseNpy(again, "again.npy");
  if (!second)
    return "the written form is refused: " + llvm::toString(second.takeError());
  return second->shape == array->shape && second->data == array->data
             ? ""
             : "the written form reads differently";
}

std::vector<std::string> npySeeds(llvm::StringRef) {
  std::vector<std::string> seeds;
  const std::pair<const char *, std::vector<int64_t>> forms[] = {
      {"i8", {5}},
      {"i16", {3, 4}},
      {"f32", {7}},
      {"f64", {2, 2}},
      {"i64", {0}}};
  for (const auto &[name, shape] : forms) {
    DataType type = *DataType::parse(name);
    int64_t count = 1;
    for (int64_t extent : shape)
      count *= extent;
    seeds.push_back(npyHeader(type, false, shape) +
                    std::string(count * type.byteSize(), 'x'));
  }
  // Versions 2 and 3 have a 32-bit header length.
  std::string header =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n";
  for (char version : {2, 3})
    seeds.push_back(std::string("\x93NUMPY") + version + '\0' +
                    char(header.size()) + std::string(3, '\0') + header +
                    std::string(8, 'y'));
  return seeds;
}

constexpr llvm::StringRef npyWords[] = {"'descr'", "'fortran_order'",
                                        "'shape'", "True",
                                        "False",   "'<u2'",
                                        "'|u1'",   "'>i4'",
                                        "'|O'",    "'<f2'",
                                        "(1,)",    "()",
                                        "(2, 3)",  ", ",
                                        "{",       "}",
                                        "\\x00",   "99999999999999999999",
                                        "-1"};

/// Every expression parses to an error or evaluates to one, or to a value that
/// does not depend on when it is asked.
std::string runLength(llvm::StringRef bytes) {
  auto expr = LengthExpr::parse(bytes);
  if (!expr)
    return coded(expr.takeError());
  ++acceptedInputs;
  auto lookup = [](llvm::StringRef name, unsigned k,
                   bool isDim) -> std::optional<int64_t> {
    if (name.empty())
      return std::nullopt;
    return isDim ? int64_t(4096 + k) : int64_t(name.size()) - 3;
  };
  auto first = expr->evaluate(lookup);
  auto second = expr->evaluate(lookup);
  if (bool(first) != bool(second))
    return "two evaluations differ";
  if (!first) {
    llvm::consumeError(second.takeError());
    return coded(first.takeError());
  }
  return *first == *second ? "" : "two evaluations differ";
}

std::vector<std::string> lengthSeeds(llvm::StringRef) {
  return {"dim(data)", "dim(data) exactdiv 256 * 256",
          "dim(x, 1) + 2 * (n - 1)", "n ceildiv 64 min dim(y) max 3",
          "9223372036854775807 floordiv (m - 7)"};
}

constexpr llvm::StringRef lengthWords[] = {"dim(",
                                           ")",
                                           "(",
                                           "ceildiv",
                                           "floordiv",
                                           "exactdiv",
                                           "min",
                                           "max",
                                           "+",
                                           "-",
                                           "*",
                                           "0",
                                           ", 1",
                                           "9223372036854775807",
                                           "18446744073709551616"};

/// A signature that parses survives JSON.
std::string runSignature(llvm::StringRef bytes) {
  auto abi = parseSignature("fuzz", bytes);
  if (!abi)
    return coded(abi.takeError());
  ++acceptedInputs;
  auto again = KernelABI::fromJSON(abi->toJSON());
  if (!again)
    return "its own JSON is refused: " + llvm::toString(again.takeError());
  return again->toJSON() == abi->toJSON() ? "" : "JSON round trip differs";
}

std::vector<std::string> signatureSeeds(llvm::StringRef) {
  return {"in before:u8[n], in after:u8[n], n:i64 -> i7",
          "in data:u8[n], n:i64 -> i32",
          "inout state:i64[1], in chunk:u8[n], n:i64",
          "in data:u8[256], out bins:u16[96]",
          "in x:f32[n][256], out y:f64[n * 2], a:f32, n:i64 -> i16, i8"};
}

constexpr llvm::StringRef signatureWords[] = {
    "in ", "out ", "inout ", "table ", ":u8[",  ":f32[",
    "]",   "[",    "->",     ", ",     "n:i64", "i7",
    "i1",  "i64",  "i65",    "f16",    "dim(",  " exactdiv 256"};

/// Any JSON gives an error or a description that its own text reproduces.
std::string runAbi(llvm::StringRef bytes) {
  auto value = llvm::json::parse(bytes);
  if (!value) {
    llvm::consumeError(value.takeError());
    return "";
  }
  auto abi = KernelABI::fromJSON(*value);
  if (!abi)
    return coded(abi.takeError());
  ++acceptedInputs;
  auto again = KernelABI::fromJSON(abi->toJSON());
  if (!again)
    return "its own JSON is refused: " + llvm::toString(again.takeError());
  return again->toJSON() == abi->toJSON() ? "" : "JSON round trip differs";
}

std::vector<std::string> abiSeeds(llvm::StringRef folder) {
  std::vector<std::string> seeds;
  for (const std::string &text : signatureSeeds(folder)) {
    auto abi = parseSignature("kernel", text);
    if (!abi) {
      llvm::consumeError(abi.takeError());
      continue;
    }
    abi->phases.push_back({"p", "dim(data)", 4, false, {"data"}, {"bins"}});
    abi->temps.push_back({"t", "8 * 64", 0, true});
    std::string json;
    llvm::raw_string_ostream(json) << abi->toJSON();
    seeds.push_back(json);
  }
  return seeds;
}

constexpr llvm::StringRef abiWords[] = {"\"",         "{",
                                        "}",          "[",
                                        "]",          ":",
                                        ",",          "null",
                                        "true",       "-1",
                                        "1e99",       "\"in\"",
                                        "\"i8\"",     "9223372036854775807",
                                        "\"\\u0000\""};

std::string runLimits(llvm::StringRef bytes) {
  for (llvm::StringRef path : {"fuzz.mlir", "fuzz.ll", "fuzz.bc"})
    if (llvm::Error error = checkSourceLimits(bytes, path))
      if (std::string wrong = coded(std::move(error)); !wrong.empty())
        return wrong;
  ++acceptedInputs;
  return "";
}

std::vector<std::string> limitSeeds(llvm::StringRef folder) {
  return readSeeds((folder + "/ir/kernels").str(), {".mlir", ".ll"});
}

constexpr llvm::StringRef limitWords[] = {
    "(((((", "[[[[", "<<<<", "{{{{", ")", "\"", "\\\"", "//", ";", "->"};

} // namespace

llvm::ArrayRef<FuzzTarget> supportTargets() {
  static const FuzzTarget targets[] = {
      {"npy", runNpy, npySeeds, npyWords},
      {"length-expression", runLength, lengthSeeds, lengthWords},
      {"signature", runSignature, signatureSeeds, signatureWords},
      {"abi-json", runAbi, abiSeeds, abiWords},
      {"source-limits", runLimits, limitSeeds, limitWords}};
  return targets;
}

} // namespace atlas::fuzz
