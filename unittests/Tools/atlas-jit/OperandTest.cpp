//===- OperandTest.cpp ------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Operand.h"

#include <gtest/gtest.h>

using namespace atlas::tool;

TEST(Operand, LibraryKernels) {
  for (llvm::StringRef text : {"r96-histogram", "conserved_sum", "a:b", "x.py"}) {
    Operand operand = Operand::parse(text);
    EXPECT_FALSE(operand.isFile) << text.str();
    EXPECT_EQ(operand.kernel, text);
    EXPECT_EQ(operand.text(), text);
  }
}

TEST(Operand, Files) {
  struct {
    llvm::StringRef text, path, kernel;
  } rows[] = {
      {"x.mlir", "x.mlir", ""},
      {"x.mlir:k", "x.mlir", "k"},
      {"x.mlirbc:k-1", "x.mlirbc", "k-1"},
      {"x.ll", "x.ll", ""},
      {"x.bc:k", "x.bc", "k"},
      {"./k", "./k", ""},
      {"./k:f", "./k", "f"},
      {"dir/x.txt", "dir/x.txt", ""},
      {"a:b/x.mlir", "a:b/x.mlir", ""},
      {"a:b/x.mlir:k", "a:b/x.mlir", "k"},
      {"a:b.mlir", "a:b.mlir", ""},
      {"a/b:c/d", "a/b:c/d", ""},
  };
  for (auto &row : rows) {
    Operand operand = Operand::parse(row.text);
    EXPECT_TRUE(operand.isFile) << row.text.str();
    EXPECT_EQ(operand.path, row.path);
    EXPECT_EQ(operand.kernel, row.kernel);
    EXPECT_EQ(operand.text(), row.text);
  }
}
