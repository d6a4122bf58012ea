//===- ErrorTest.cpp --------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Testing.h"

#include "llvm/ADT/StringRef.h"

#include <gtest/gtest.h>

#include <set>

using namespace atlas;
using namespace atlas::test;

TEST(Error, MessageHasLocationCodeTextAndNote) {
  EXPECT_EQ(messageOf(makeError(ErrorCode::ParseFailed, "bad token",
                                "close it", "a.mlir:3:5")),
            "a.mlir:3:5: ATL0105: bad token\n  note: close it");
  EXPECT_EQ(messageOf(makeError(ErrorCode::FileNotFound, "no file")),
            "ATL0101: no file");
}

TEST(Error, CodesAreUniqueAndDocumented) {
  struct Row {
    int number;
    llvm::StringRef doc;
  } rows[] = {
#define ATLAS_ERROR(NAME, NUMBER, KIND, DOC) {NUMBER, DOC},
#include "atlas/Support/ErrorCodes.def"
  };
  std::set<int> seen;
  for (const Row &row : rows) {
    EXPECT_TRUE(seen.insert(row.number).second) << row.number;
    EXPECT_TRUE(row.number > 0 && row.number < 10000);
    EXPECT_GE(row.doc.size(), 10u);
    EXPECT_EQ(errorDoc(static_cast<ErrorCode>(row.number)), row.doc);
  }
}

TEST(Error, KindsComeFromTheTable) {
  EXPECT_EQ(errorKind(ErrorCode::FileNotFound), ErrorKind::Usage);
  EXPECT_EQ(errorKind(ErrorCode::LinkFailed), ErrorKind::Run);
  EXPECT_EQ(errorCodeText(ErrorCode::LinkFailed), "ATL0503");
}
