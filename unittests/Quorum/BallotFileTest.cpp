//===- BallotFileTest.cpp ---------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A ballot comes back as it was, and nothing else is taken for one.

#include "atlas/Quorum/BallotFile.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::quorum;

namespace {

Ballot ballot() {
  Ballot b;
  KernelParam x;
  x.name = "x";
  x.type = *DataType::parse("i8");
  x.dims[0] = kDynamic;
  b.kernel.name = "k";
  b.kernel.params = {x};
  b.tolerance = 0.1;
  b.cases.id = "f";
  b.cases.contract = "C-F";
  b.cases.skipped = {{"inf", "no infinities"}};
  OutputRule rule;
  rule.comparison.kind = Comparison::Kind::Ulp;
  rule.comparison.amount = 3;
  rule.comparison.bitwiseNaN = rule.partial = true;
  b.cases.rules["y"] = rule;
  CallData call;
  call.name = "n=3";
  call.dims["x"] = {3};
  call.scalars["s"] = 0xffffffffffffffff;
  call.inputs["x"] = {1, 0, 255};
  b.cases.calls = {call};
  CallOutput y{"y", *DataType::parse("f32"), false, true, false, {1, 2, 3, 4}, ""};
  CallOutput r{"r", *DataType::parse("i64"), true, true, true, {9}, "behind"};
  b.expected = {{CallOutputs{y, r}, CallOutputs{y}}};
  return b;
}

std::string failure(llvm::StringRef text, llvm::StringRef bytes) {
  auto read = readBallot(text, bytes);
  return read ? "" : llvm::toString(read.takeError());
}

} // namespace

TEST(BallotFile, ComesBack) {
  BallotFile file = writeBallot(ballot());
  auto read = readBallot(file.text, file.bytes);
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  // All of it is in the text and the bytes.
  BallotFile again = writeBallot(*read);
  EXPECT_EQ(again.text, file.text);
  EXPECT_EQ(again.bytes, file.bytes);
  EXPECT_EQ(read->tolerance, 0.1);
  EXPECT_EQ(read->cases.calls[0].scalars.at("s"), 0xffffffffffffffff);
  EXPECT_EQ(read->cases.calls[0].inputs.at("x"), (std::vector<uint8_t>{1, 0, 255}));
  EXPECT_EQ(read->cases.rules.at("y").comparison.amount, 3);
  EXPECT_TRUE(read->cases.rules.at("y").partial);
  EXPECT_EQ(read->expected[0][0][1].damage, "behind");
}

TEST(BallotFile, NothingElseIsABallot) {
  BallotFile file = writeBallot(ballot());
  for (size_t size = 0; size + 2 < file.text.size(); ++size)
    EXPECT_NE(failure(llvm::StringRef(file.text).take_front(size), file.bytes), "");
  // Bytes that are not there.
  for (size_t size = 0; size < file.bytes.size(); ++size)
    EXPECT_NE(failure(file.text, llvm::StringRef(file.bytes).take_front(size)), "");
  // No field may be missing or have another type.
  for (llvm::StringRef key :
       {"calls", "rules", "expected", "dims", "scalars", "kind", "bytes", "type"}) {
    std::string text = file.text;
    text.replace(text.find("\"" + key.str() + "\""), key.size() + 2,
                 "\"" + std::string(key.size(), '_') + "\"");
    EXPECT_NE(failure(text, file.bytes), "") << key.str();
  }
}
