//===- CorpusTest.cpp -------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Testing.h"

#include "atlas/Support/Error.h"

#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>

using namespace atlas;
using namespace atlas::contract;
using namespace atlas::contract::test;

namespace {

Draft draft(std::string id, std::string depends = "") {
  Draft made;
  made.id = std::move(id);
  made.depends = std::move(depends);
  return made;
}

std::string complaints(const std::vector<Draft> &drafts) {
  Issues issues;
  auto corpus = corpusOf(drafts, issues);
  EXPECT_EQ(corpus != nullptr, issues.empty());
  return lines(issues);
}

} // namespace

// CT-04
TEST(ContractCorpus, IdsAreUnique) {
  EXPECT_EQ(complaints({draft("C-A"), draft("C-B")}), "");
  EXPECT_NE(complaints({draft("C-A"), draft("C-A")}).find("ATL0417"),
            std::string::npos);
}

// CT-05: rings are printed whole, in order, once each.
TEST(ContractCorpus, Dependencies) {
  EXPECT_EQ(complaints({draft("C-A", "C-B, C-C"), draft("C-B", "C-C"),
                        draft("C-C")}),
            "");
  EXPECT_NE(complaints({draft("C-A", "C-X")}).find("ATL0418"),
            std::string::npos);
  std::string ring = complaints({draft("C-D", "C-B"), draft("C-C", "C-D"),
                                 draft("C-B", "C-C"), draft("C-A", "C-B")});
  EXPECT_NE(ring.find("ATL0419 contracts depend on each other: C-B -> C-C -> "
                      "C-D -> C-B"),
            std::string::npos)
      << ring;
  EXPECT_EQ(std::count(ring.begin(), ring.end(), '\n'), 1) << ring;
  std::string two = complaints({draft("C-A", "C-B"), draft("C-B", "C-A"),
                                draft("C-C", "C-D"), draft("C-D", "C-C")});
  EXPECT_EQ(std::count(two.begin(), two.end(), '\n'), 2) << two;
  // A chain of many contracts costs no stack.
  std::vector<Draft> chain;
  for (int i = 0; i < 500; ++i)
    chain.push_back(draft("C-" + std::to_string(i),
                          i < 499 ? "C-" + std::to_string(i + 1) : ""));
  for (Draft &one : chain)
    one.sanctions = "";
  EXPECT_EQ(complaints(chain), "");
}

TEST(ContractCorpus, Distance) {
  Issues issues;
  auto corpus = corpusOf({draft("C-A", "C-B"), draft("C-B", "C-C"),
                          draft("C-C"), draft("C-D", "C-A, C-C")},
                         issues);
  ASSERT_TRUE(corpus);
  EXPECT_EQ(corpus->distance("C-A", "C-A"), 0u);
  EXPECT_EQ(corpus->distance("C-A", "C-C"), 2u);
  EXPECT_EQ(corpus->distance("C-D", "C-C"), 1u);
  EXPECT_EQ(corpus->distance("C-C", "C-A"), std::nullopt);
  EXPECT_EQ(corpus->distance("C-X", "C-A"), std::nullopt);
  EXPECT_EQ(corpus->distance("", "C-A"), std::nullopt);
  EXPECT_EQ(corpus->find("C-B")->id.value, "C-B");
  EXPECT_EQ(corpus->find("C-"), nullptr);
}

// CT-14
TEST(ContractCorpus, Contradictions) {
  auto with = [](std::string id, std::string sanctions) {
    Draft made = draft(std::move(id));
    made.sanctions = "[{ class: atomic.int, " + sanctions + " }]";
    return made;
  };
  Draft a = with("C-A", "scope: [device], ordering: [relaxed]");
  Draft b = with("C-B", "scope: [device], ordering: [acquire]");
  EXPECT_NE(complaints({a, b}).find("ATL0427 'C-A' and 'C-B' sanction "
                                    "atomic.int for target 'a' with different "
                                    "ordering"),
            std::string::npos);
  Draft scope = with("C-B", "ordering: [relaxed]");
  EXPECT_NE(complaints({a, scope}).find("different scope"), std::string::npos);
  Draft tolerance = a;
  tolerance.id = "C-B";
  tolerance.policy = "kind: diff_exec, tolerance: 1";
  EXPECT_NE(complaints({a, tolerance}).find("different tolerance"),
            std::string::npos);
  // Order and width are no contradiction.
  EXPECT_EQ(complaints({with("C-A", "scope: [device, workgroup]"),
                        with("C-B", "scope: [workgroup, device], width: [8]")}),
            "");
  // Related, of another target, of other hardware, or not enforced: allowed.
  for (int how = 0; how < 6; ++how) {
    Draft first = a, second = b;
    if (how == 0)
      second.depends = "C-A";
    if (how == 1)
      first.depends = "C-B";
    if (how == 2)
      second.target = "b";
    if (how == 3)
      first.hardware = "max: 3", second.hardware = "min: 4";
    if (how == 4)
      second.status = "draft";
    if (how == 5)
      first.status = "deprecated";
    EXPECT_EQ(complaints({first, second}), "") << how;
  }
}

// CT-15: neither order nor layout changes the digest, meaning does.
TEST(ContractCorpus, Digest) {
  Issues issues;
  Draft a = draft("C-A"), b = draft("C-B", "C-A"), c = b;
  c.sanctions = "[{ class: mem.workgroup }]";
  auto one = corpusOf({a, b}, issues), two = corpusOf({b, a}, issues),
       other = corpusOf({a, c}, issues);
  ASSERT_TRUE(one && two && other);
  EXPECT_EQ(one->digest(), two->digest());
  EXPECT_NE(one->digest(), other->digest());
  EXPECT_EQ(one->digest().size(), 64u);
}

// CT-12: files are found in the contract's folder or above it.
TEST(ContractCorpus, Executables) {
  llvm::vfs::InMemoryFileSystem files;
  auto add = [&](llvm::StringRef path, llvm::StringRef text) {
    files.addFile(path, 0, llvm::MemoryBuffer::getMemBufferCopy(text));
  };
  add("/r/ir/contracts/x/contract.yaml", "");
  add("/r/ir/contracts/x/own.test", "RUN: true\n");
  add("/r/test/above.test", "// RUN: true\n");
  add("/r/test/none.test", "nothing\n");
  auto check = [&](std::string kind, TestLister lister = {}) {
    Issues issues;
    std::string text = Draft().text();
    std::string old = "{ kind: gtest, binary: B, filter: x }";
    text.replace(text.find(old), old.size(), kind);
    auto made = parse(text, issues, "/r/ir/contracts/x/contract.yaml");
    EXPECT_TRUE(made.has_value()) << lines(issues);
    checkExecutables(*made, files, lister, issues);
    return lines(issues);
  };
  EXPECT_EQ(check("{ kind: lit, path: own.test }"), "");
  EXPECT_EQ(check("{ kind: lit, path: test/above.test }"), "");
  EXPECT_NE(check("{ kind: lit, path: test/none.test }").find("no RUN line"),
            std::string::npos);
  EXPECT_NE(check("{ kind: lit, path: above.test }").find("ATL0426"),
            std::string::npos);
  EXPECT_NE(check("{ kind: lit, path: ir }").find("ATL0426"),
            std::string::npos) << "a folder is no file";
  TestLister none = [](llvm::StringRef, llvm::StringRef filter)
      -> llvm::Expected<unsigned> { return filter == "y"; };
  EXPECT_NE(check("{ kind: gtest, binary: B, filter: x }", none)
                .find("selects no test"),
            std::string::npos);
  EXPECT_EQ(check("{ kind: gtest, binary: B, filter: y }", none), "");
  auto found = findContractFiles(files, "/r");
  ASSERT_TRUE(bool(found));
  EXPECT_EQ(found->size(), 1u);
  EXPECT_TRUE(llvm::errorToBool(findContractFiles(files, "/q").takeError()));
}
