//===- NpyTest.cpp ----------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/Npy.h"
#include "Testing.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::test;

namespace {

/// A file with the given dictionary text and data.
std::string file(llvm::StringRef dict, llvm::StringRef data, int major = 1) {
  std::string out = "\x93NUMPY";
  out += char(major);
  out += '\0';
  out += char(dict.size() & 0xff);
  out += char(dict.size() >> 8);
  if (major > 1)
    out += std::string(2, '\0');
  return out + dict.str() + data.str();
}

std::string dict(llvm::StringRef descr, llvm::StringRef order,
                 llvm::StringRef shape) {
  return ("{'descr': '" + descr + "', 'fortran_order': " + order +
          ", 'shape': " + shape + ", }\n")
      .str();
}

int code(llvm::StringRef text) { return codeOf(parseNpy(text, "x.npy")); }

} // namespace

TEST(Npy, ReadsAllVersions) {
  for (int major : {1, 2, 3}) {
    std::string text = file(dict("<u2", "False", "(3,)"), "aabbcc", major);
    auto array = parseNpy(text, "x.npy");
    ASSERT_TRUE(bool(array)) << llvm::toString(array.takeError());
    EXPECT_EQ(array->text(), "u16[3]");
    EXPECT_EQ(array->data, "aabbcc");
  }
}

TEST(Npy, Types) {
  struct {
    llvm::StringRef descr;
    unsigned bits;
    bool isFloat, isSigned;
  } rows[] = {{"|u1", 8, false, false}, {"|i1", 8, false, true},
              {"<i2", 16, false, true}, {"<u4", 32, false, false},
              {"<i8", 64, false, true}, {"<f2", 16, true, false},
              {"<f4", 32, true, false}, {"<f8", 64, true, false},
              {"<u1", 8, false, false}};
  for (auto &row : rows) {
    std::string text = file(dict(row.descr, "False", "(1,)"),
                            std::string(row.bits / 8, 'x'));
    auto array = parseNpy(text, "x.npy");
    ASSERT_TRUE(bool(array)) << llvm::toString(array.takeError());
    EXPECT_EQ(array->type.bits, row.bits);
    EXPECT_EQ(array->type.isFloat(), row.isFloat);
    EXPECT_EQ(array->isSigned, row.isSigned);
  }
  for (llvm::StringRef descr :
       {">u2", "|b1", "|O", "|O8", "<c8", "<U4", "|S3", "<f16", "<f1", "<i3",
        "<u16", "|u2", "=u2", "u1", "", "<", "<i", "<i-1", "<i08x"})
    EXPECT_EQ(code(file(dict(descr, "False", "(0,)"), "")), 107) << descr.str();
}

TEST(Npy, ShapesAndOrder) {
  auto shapeOf = [](llvm::StringRef shape, size_t bytes,
                    llvm::StringRef order = "False") {
    std::string text =
        file(dict("|u1", order, shape), std::string(bytes, 'x'));
    auto array = parseNpy(text, "x.npy");
    return array ? array->text() : llvm::toString(array.takeError());
  };
  EXPECT_EQ(shapeOf("()", 1), "u8[]");
  EXPECT_EQ(shapeOf("(0,)", 0), "u8[0]");
  EXPECT_EQ(shapeOf("(2, 3)", 6), "u8[2, 3]");
  EXPECT_EQ(shapeOf("(2,3,)", 6), "u8[2, 3]");
  EXPECT_EQ(shapeOf("(4L,)", 4), "u8[4]");
  EXPECT_EQ(shapeOf("(4,)", 4, "True"), "u8[4]");
  EXPECT_NE(shapeOf("(2, 3)", 6, "True").find("Fortran"), std::string::npos);
  for (llvm::StringRef shape : {"(3)", "(-1,)", "[3]", "3", "(3,,)", "(,)",
                                "(a,)", "(3 4)", "(99999999999999999999,)",
                                "(9223372036854775807, 2)", "(+3,)"})
    EXPECT_NE(shapeOf(shape, 3).find("ATL0107"), std::string::npos)
        << shape.str();
}

TEST(Npy, SizesMustMatch) {
  EXPECT_EQ(code(file(dict("<u2", "False", "(3,)"), "aabbc")), 107);
  EXPECT_EQ(code(file(dict("<u2", "False", "(3,)"), "aabbccd")), 107);
  EXPECT_EQ(code(file(dict("<u8", "False", "(2305843009213693952,)"), "")),
            107);
}

TEST(Npy, EveryTruncationIsRefused) {
  std::string text = file(dict("<u2", "False", "(3,)"), "aabbcc");
  EXPECT_EQ(code(text), 0);
  for (size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(code(llvm::StringRef(text).take_front(size)), 107) << size;
}

TEST(Npy, MalformedDictionaries) {
  for (llvm::StringRef text :
       {"", "{}", "{'descr': '|u1'}", "['descr']", "{'descr' '|u1'}",
        "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': "
        "(0,)}",
        "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (0,)}",
        "{'descr': '|u1', 'fortran_order': 0, 'shape': (0,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (0,)} x",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (0,), 'x': 1}",
        "{'descr': '|u1' 'fortran_order': False, 'shape': (0,)}",
        "{'descr': '|u1", "{'descr': '\\'|u1', 'fortran_order': False"})
    EXPECT_EQ(code(file(text, "")), 107) << text.str();
  EXPECT_EQ(code(file("{\"shape\":(0,),\"descr\":\"|u1\",\"fortran_order\":"
                      "True}",
                      "")),
            0);
}

TEST(Npy, WrittenHeadersReadBack) {
  for (auto shape : {llvm::SmallVector<int64_t>{5}, {2, 3}, {}}) {
    std::string head = npyHeader({DataType::Int, 16}, false, shape);
    EXPECT_EQ(head.size() % 64, 0u);
    int64_t count = 1;
    for (int64_t extent : shape)
      count *= extent;
    std::string text = head + std::string(2 * count, 'x');
    auto array = parseNpy(text, "x.npy");
    ASSERT_TRUE(bool(array)) << llvm::toString(array.takeError());
    EXPECT_EQ(array->shape, shape);
    EXPECT_FALSE(array->isSigned);
    EXPECT_EQ(array->type.text(), "i16");
  }
  std::string head = npyHeader({DataType::Int, 8}, true, {3});
  EXPECT_EQ(head.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(head.substr(10, 59),
            "{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }  ");
  EXPECT_EQ(head.back(), '\n');
}
