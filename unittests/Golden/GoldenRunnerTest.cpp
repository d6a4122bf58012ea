//===- GoldenRunnerTest.cpp - The golden runner fails when it should ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Runner.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <gtest/gtest.h>

#include <functional>

using namespace atlas::test;

namespace {

/// A column that runs the reference and then spoils something.
class SpoiledColumn : public Column {
public:
  using Spoil = std::function<void(Invocation &)>;
  explicit SpoiledColumn(Spoil spoil)
      : Column("spoiled"), spoil(std::move(spoil)) {}
  bool has(llvm::StringRef kernel) const override {
    return reference->has(kernel);
  }
  llvm::Error call(llvm::StringRef kernel, Invocation &invocation,
                   unsigned threads) override {
    if (llvm::Error error = reference->call(kernel, invocation, threads))
      return error;
    spoil(invocation);
    return llvm::Error::success();
  }

private:
  std::unique_ptr<Column> reference = makeReferenceColumn();
  Spoil spoil;
};

class GoldenRunnerTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("atlas-golden", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  void write(llvm::StringRef name, llvm::StringRef text) {
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path));
    std::error_code code;
    llvm::raw_fd_ostream out(path, code);
    ASSERT_FALSE(code);
    out << text;
  }

  Totals run(SpoiledColumn::Spoil spoil = nullptr) {
    Columns columns;
    if (spoil)
      columns.push_back(std::make_unique<SpoiledColumn>(std::move(spoil)));
    else
      columns.push_back(makeReferenceColumn());
    log.clear();
    llvm::raw_string_ostream out(log);
    return GoldenRunner(columns, {}, out).run(folder);
  }

  /// The same through the C interface.
  Totals runLibrary() {
    std::vector<MissingColumn> missing;
    Columns columns = makeLibraryColumns(missing);
    columns.resize(1);
    log.clear();
    llvm::raw_string_ostream out(log);
    return GoldenRunner(columns, {}, out).run(folder);
  }

  /// Writes a file with one case; true if it passes.
  bool passes(llvm::StringRef file, llvm::StringRef text) {
    write("l2l3/x.json", (R"({"suite": "atlas-l2l3", "file": ")" + file + R"(",
        "buffers": {"a": {"len": 3, "enc": "hex", "data": "010260"},
                    "ok": {"len": 2, "enc": "hex", "data": "3030"}},
        "cases": [)" + text +
                          "]}")
                             .str());
    return runLibrary().good();
  }

  llvm::SmallString<128> folder;
  std::string log;
};

std::string delta(int value) {
  return R"({"suite": "atlas-l2l3", "file": "delta", "buffers": {
    "a": {"len": 2, "enc": "hex", "data": "0102"},
    "b": {"len": 2, "enc": "hex", "data": "6001"}},
    "cases": [{"id": 7, "before": {"buf": "a", "off": 0, "len": 2},
               "after": {"buf": "b", "off": 0, "len": 2}, "delta": )" +
         std::to_string(value) + "}]}";
}

const char *const memcpyFile =
    R"({"suite": "atlas-l2l3", "file": "memcpy", "buffers": {
    "a": {"len": 2, "enc": "hex", "data": "5f01"}},
    "cases": [{"id": 1, "src": {"buf": "a", "off": 0, "len": 2}, "len": 2,
               "dst_prefill": 165, "rc": 0, "dst": "src"}]})";

} // namespace

TEST_F(GoldenRunnerTest, RightVectorPasses) {
  write("l2l3/delta.json", delta(94));
  Totals totals = run();
  EXPECT_EQ(totals.passed, 1u) << log;
  EXPECT_TRUE(totals.good()) << log;
}

TEST_F(GoldenRunnerTest, SuiteFolderItself) {
  write("delta.json", delta(94));
  EXPECT_TRUE(run().good()) << log;
}

TEST_F(GoldenRunnerTest, CorruptedVectorFailsByName) {
  write("l2l3/delta.json", delta(93));
  Totals totals = run();
  EXPECT_EQ(totals.failed, 1u);
  EXPECT_FALSE(totals.good());
  EXPECT_NE(log.find("l2l3/delta.json: id 7, column reference: delta: expected "
                     "93 (0x5d), got 94 (0x5e)"),
            std::string::npos)
      << log;
}

TEST_F(GoldenRunnerTest, NothingExecutedFails) {
  EXPECT_EQ(run().failed, 1u) << log;
  write("dyn/x.json", R"({"format": "atlas-dyn-golden-1", "cases": []})");
  Totals totals = run();
  EXPECT_EQ(totals.skipped, 1u);
  EXPECT_FALSE(totals.good()) << log;
}

TEST_F(GoldenRunnerTest, UnknownKeyListOrText) {
  write("l2l3/x.json", R"({"suite": "atlas-l2l3", "file": "x", "cases": []})");
  EXPECT_EQ(run().failed, 1u) << log;
  write("l2l3/x.json", R"({"schema": "other/1", "cases": []})");
  EXPECT_EQ(run().failed, 1u) << log;
  write("l2l3/x.json", R"({"cases": []})");
  EXPECT_EQ(run().failed, 1u) << log;
  write("l2l3/x.json",
        R"({"suite": "atlas-l2l3", "file": "delta", "cases": [], "more": []})");
  EXPECT_EQ(run().failed, 1u) << log;
  write("l2l3/x.json", "{");
  EXPECT_EQ(run().failed, 1u) << log;
}

TEST_F(GoldenRunnerTest, MalformedCases) {
  auto withCase = [&](llvm::StringRef text) {
    write(
        "l2l3/delta.json",
        (R"({"suite": "atlas-l2l3", "file": "delta", "cases": [)" + text + "]}")
            .str());
    return run().failed;
  };
  EXPECT_EQ(withCase("{}"), 1u);
  EXPECT_EQ(withCase("3"), 1u);
  EXPECT_EQ(withCase(R"({"before": {"buf": "a", "off": 0, "len": 0},
                         "after": {"buf": "a", "off": 0, "len": 0},
                         "delta": 0})"),
            1u);
  EXPECT_NE(log.find("no buffer is named 'a'"), std::string::npos) << log;
}

TEST_F(GoldenRunnerTest, ManifestDigest) {
  write("l2l3/delta.json", delta(94));
  std::string digest = sha256Hex(llvm::arrayRefFromStringRef(delta(94)));
  auto manifest = [&](std::string value) {
    write("l2l3/manifest.json", R"({"suite": "atlas-l2l3", "files": [{"file":
        "delta.json", "sha256": ")" +
                                    value + "\"}]}");
  };
  manifest(digest);
  EXPECT_TRUE(run().good()) << log;
  digest[0] = digest[0] == '0' ? '1' : '0';
  manifest(digest);
  EXPECT_EQ(run().failed, 1u);
  EXPECT_NE(log.find("differs from the digest"), std::string::npos) << log;
}

TEST_F(GoldenRunnerTest, WrongColumnsAreNoticed) {
  write("l2l3/memcpy.json", memcpyFile);
  EXPECT_TRUE(run([](Invocation &) {}).good()) << log;
  auto data = [](Invocation &call, llvm::StringRef name) {
    return static_cast<uint8_t *>(call.findBuffer(name)->data);
  };
  // A wrong byte, a byte after the end, one before the start, a changed input,
  // a wrong code.
  EXPECT_EQ(run([&](Invocation &c) { data(c, "dst")[1] ^= 1; }).failed, 1u);
  EXPECT_EQ(run([&](Invocation &c) { data(c, "dst")[2] = 0; }).failed, 1u);
  EXPECT_EQ(run([&](Invocation &c) { data(c, "dst")[-1] = 0; }).failed, 1u);
  EXPECT_EQ(run([&](Invocation &c) { data(c, "src")[0] ^= 1; }).failed, 1u);
  EXPECT_EQ(run([&](Invocation &c) { c.results[0] = 1; }).failed, 1u);
}

TEST_F(GoldenRunnerTest, StoresThatDependOnOldContents) {
  // A histogram that adds to its output is right only for zeroed memory; the
  // poison shows it.
  std::string zeros(512, '0'), bins = "[256";
  for (int i = 1; i < 96; ++i)
    bins += ", 0";
  write("l2l3/histogram.json",
        R"({"suite": "atlas-l2l3", "file": "histogram", "buffers": {
        "z": {"len": 256, "enc": "hex", "data": ")" +
            zeros + R"("}}, "cases": [{"id": 0, "in": {"buf": "z", "off": 0,
        "len": 256}, "bins": )" +
            bins + "]}]}");
  EXPECT_TRUE(run().good()) << log;
  EXPECT_EQ(run([](Invocation &c) {
              auto *out = static_cast<uint8_t *>(c.findBuffer("bins")->data);
              out[10] = 0xA5; // what a skipped store would leave
            }).failed,
            1u)
      << log;
}

TEST_F(GoldenRunnerTest, LibraryFilesNeedTheLibrary) {
  write("l2l3/x.json", R"({"suite": "atlas-l2l3", "file": "schedule",
      "cases": [{"now": "0", "r": 1, "next": "95", "wrapped": false}]})");
  Totals totals = run();
  EXPECT_EQ(totals.skipped, 1u) << log;
  EXPECT_FALSE(totals.good());
  EXPECT_TRUE(runLibrary().good()) << log;
}

TEST_F(GoldenRunnerTest, WrongSchedule) {
  auto row = [](std::string next, std::string wrapped) {
    return R"({"now": "18446744073709551615", "r": 0, "next": ")" + next +
           R"(", "wrapped": )" + wrapped + "}";
  };
  EXPECT_TRUE(passes("schedule", row("32", "true"))) << log;
  EXPECT_FALSE(passes("schedule", row("31", "true")));
  EXPECT_FALSE(passes("schedule", row("32", "false")));
}

TEST_F(GoldenRunnerTest, WitnessEdits) {
  auto row = [](std::string edit) {
    return R"({"kind": "reject", "data": {"buf": "a", "off": 0, "len": 3},
               "edit": {)" +
           edit + "}}";
  };
  EXPECT_TRUE(passes("witness", row(R"("op": "flip", "at": 2, "bit": 7)")));
  EXPECT_TRUE(passes("witness", row(R"("op": "swap", "at": 0, "with": 1)")));
  // Longer than the buffer: refused by its length alone.
  EXPECT_TRUE(passes("witness", row(R"("op": "length", "verify_len": 9)")));
  // These change nothing, so the witness still matches.
  EXPECT_FALSE(passes("witness", row(R"("op": "swap", "at": 1, "with": 1)")));
  EXPECT_FALSE(passes("witness", row(R"("op": "length", "verify_len": 3)")));
  EXPECT_FALSE(passes("witness", row(R"("op": "add", "at": 0, "amount": 0)")));
  // Malformed.
  EXPECT_FALSE(passes("witness", row(R"("op": "add", "at": 2,
                                        "amount": 160)")));
  EXPECT_FALSE(passes("witness", row(R"("op": "flip", "at": 3, "bit": 0)")));
  EXPECT_FALSE(passes("witness", row(R"("op": "melt")")));
}

TEST_F(GoldenRunnerTest, DomainScripts) {
  auto script = [](std::string steps) {
    return R"({"steps": [{"op": "create", "bytes": 2, "budget": 7,
               "expect": "handle"},
               {"op": "attach", "region": {"buf": "ok", "off": 0, "len": 2},
                "expect": 0},
               {"op": "commit", "expect": 0}, )" +
           steps + "]}";
  };
  EXPECT_TRUE(passes("domain", script(R"({"op": "verify", "expect": true})")))
      << log;
  EXPECT_TRUE(passes("domain", script(R"({"op": "poke", "at": 1, "xor": 96},
                                 {"op": "verify", "expect": false})")))
      << log;
  EXPECT_TRUE(passes("domain", script(R"({"op": "level", "domain": "null",
                                          "expect": 255})")))
      << log;
  EXPECT_FALSE(
      passes("domain", script(R"({"op": "verify", "expect": false})")));
  EXPECT_FALSE(passes("domain", script(R"({"op": "level", "expect": 8})")));
  EXPECT_FALSE(passes("domain", script(R"({"op": "witness_digest",
                                           "expect": null})")));
  EXPECT_FALSE(
      passes("domain", script(R"({"op": "poke", "at": 2, "xor": 1})")));
  EXPECT_FALSE(passes("domain", script(R"({"op": "dance"})")));
  EXPECT_FALSE(passes("domain", script(R"({"op": "verify"})")));
}
