//===- T1Values.h - Reading the T1 golden files -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Signed integers and floats as bit patterns (contract t1, section 12). Anything
// that is not as expected makes the case malformed and gives an empty value.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_GOLDEN_T1VALUES_H
#define ATLAS_UNITTESTS_GOLDEN_T1VALUES_H

#include "Case.h"

namespace atlas::test {

/// Reads members of one object of a case.
class Members {
public:
  Members(Case &c, const llvm::json::Object &object) : c(c), object(&object) {}

  Members at(llvm::StringRef key) const;
  const llvm::json::Array &array(llvm::StringRef key) const;
  int64_t integer(llvm::StringRef key) const;
  std::vector<int32_t> integers(llvm::StringRef key) const;
  std::vector<int64_t> longs(llvm::StringRef key) const;
  std::string text(llvm::StringRef key) const;
  /// A hexadecimal text of 8 (16) digits per value.
  std::vector<float> floats(llvm::StringRef key) const;
  std::vector<double> doubles(llvm::StringRef key) const;
  float real(llvm::StringRef key) const;
  double real64(llvm::StringRef key) const;
  /// A decimal number, or "nan", "inf" or "-inf", rounded to float32.
  float decimal(llvm::StringRef key) const;
  std::vector<float> decimals(llvm::StringRef key) const;
  const llvm::json::Value *get(llvm::StringRef key) const;

private:
  std::vector<uint64_t> patterns(llvm::StringRef key, size_t digits) const;
  float toDecimal(const llvm::json::Value &value) const;
  Case &c;
  const llvm::json::Object *object;
};

/// What runs a T1 case in the case's column; others are not run.
enum class T1Path { Reference, Library, Kernel, None };
T1Path pathOf(Case &c);

/// Compares bit patterns; reports the first that differs.
bool expectFloats(Case &c, const llvm::Twine &what,
                  llvm::ArrayRef<float> expected, llvm::ArrayRef<float> got);
bool expectDoubles(Case &c, const llvm::Twine &what,
                   llvm::ArrayRef<double> expected,
                   llvm::ArrayRef<double> got);
bool expectIntegers(Case &c, const llvm::Twine &what,
                    llvm::ArrayRef<int64_t> expected,
                    llvm::ArrayRef<int64_t> got);
bool expectNodes(Case &c, const llvm::Twine &what,
                 llvm::ArrayRef<int32_t> expected,
                 llvm::ArrayRef<int32_t> got);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_GOLDEN_T1VALUES_H
