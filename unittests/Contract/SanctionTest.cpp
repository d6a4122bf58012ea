//===- SanctionTest.cpp -----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Contract/SanctionLookup.h"

#include "Testing.h"

using namespace atlas;
using namespace atlas::contract;
using namespace atlas::contract::test;

namespace {

ConstructUse atomic(std::string scope = "device", unsigned width = 32,
                    std::string ordering = "relaxed",
                    std::string from = "") {
  return {"atomic.int", scope, width, ordering, from};
}

Sanction sanction(std::vector<std::string> scope = {},
                  std::vector<unsigned> width = {},
                  std::vector<std::string> ordering = {},
                  std::vector<std::string> from = {}) {
  Sanction made;
  made.cls.value = "atomic.int";
  made.scope = scope;
  made.width = width;
  made.ordering = ordering;
  made.introducedFrom = from;
  return made;
}

bool everywhere(const HardwareClause &) { return true; }

struct Lookup {
  std::shared_ptr<const ContractCorpus> corpus;
  explicit Lookup(const std::vector<Draft> &drafts) {
    Issues issues;
    corpus = corpusOf(drafts, issues);
    EXPECT_TRUE(corpus) << lines(issues);
  }
  SanctionAnswer ask(std::string kernel = "", std::string target = "a",
                     bool drafts = false,
                     llvm::function_ref<bool(const HardwareClause &)> covers =
                         everywhere) {
    return findSanction(*corpus, {{"mem.binding", "", 0, "", ""},
                                  target,
                                  covers,
                                  kernel,
                                  drafts});
  }
  std::string chosen(std::string kernel = "") {
    SanctionAnswer answer = ask(std::move(kernel));
    return answer.chosen.contract ? answer.chosen.contract->id.value : "";
  }
};

Draft draft(std::string id, std::string depends = "",
            std::string status = "enforced") {
  Draft made;
  made.id = id;
  made.depends = depends;
  made.status = status;
  return made;
}

Draft without(Draft made) {
  made.sanctions = "";
  return made;
}

} // namespace

// CT-10, CI-09: filters narrow, introduced constructs need their own sanction.
TEST(Sanction, Admits) {
  EXPECT_TRUE(admits(sanction(), atomic()));
  EXPECT_TRUE(admits(sanction({"device"}, {32}, {"relaxed"}), atomic()));
  EXPECT_FALSE(admits(sanction({"workgroup"}), atomic()));
  EXPECT_FALSE(admits(sanction({}, {64}), atomic()));
  EXPECT_FALSE(admits(sanction({}, {}, {"seq_cst"}), atomic()));
  ConstructUse other = atomic();
  other.cls = "atomic.cas";
  EXPECT_FALSE(admits(sanction(), other));
  ConstructUse introduced = atomic("device", 32, "relaxed", "atomic.cas");
  EXPECT_FALSE(admits(sanction(), introduced));
  EXPECT_TRUE(admits(sanction({}, {}, {}, {"atomic.cas"}), introduced));
  EXPECT_FALSE(admits(sanction({}, {}, {}, {"atomic.float"}), introduced));
  EXPECT_FALSE(admits(sanction({}, {}, {}, {"atomic.cas"}), atomic()))
      << "a sanction of introduced constructs is no sanction of others";
}

// CT-06
TEST(Sanction, OnlyEnforced) {
  EXPECT_EQ(Lookup({draft("C-A")}).chosen(), "C-A");
  Lookup lookup({draft("C-A", "", "draft"), draft("C-B", "", "deprecated")});
  EXPECT_FALSE(lookup.ask().chosen.contract);
  EXPECT_EQ(lookup.ask().rejected,
            (std::vector<std::string>{"'C-A' is a draft",
                                      "'C-B' is deprecated"}));
  EXPECT_EQ(lookup.ask("", "a", true).chosen.contract->id.value, "C-A");
}

TEST(Sanction, TargetAndHardware) {
  Lookup lookup({draft("C-A")});
  EXPECT_FALSE(lookup.ask("", "b").chosen.contract);
  EXPECT_EQ(lookup.ask("", "b").rejected.size(), 1u);
  auto nowhere = [](const HardwareClause &) { return false; };
  EXPECT_FALSE(lookup.ask("", "a", false, nowhere).chosen.contract);
}

// CI-02: the unique one, else the nearest along depends_on, else nobody.
TEST(Sanction, Nearest) {
  std::vector<Draft> drafts{draft("C-A"), draft("C-B", "C-A"),
                            without(draft("C-K", "C-B")),
                            without(draft("C-L", "C-A")),
                            without(draft("C-M")),
                            without(draft("C-N", "C-A, C-B"))};
  Lookup lookup(drafts);
  EXPECT_EQ(lookup.chosen("C-K"), "C-B");
  EXPECT_EQ(lookup.chosen("C-L"), "C-A");
  EXPECT_EQ(lookup.chosen("C-B"), "C-B") << "its own is nearest";
  EXPECT_EQ(lookup.chosen("C-M"), "");
  EXPECT_EQ(lookup.chosen("C-N"), "") << "two at one distance";
  EXPECT_EQ(lookup.chosen(""), "");
  EXPECT_EQ(lookup.ask("").candidates,
            (std::vector<std::string>{"C-A", "C-B"}));
}

// CI-08: a row that names its contract and equation.
TEST(Sanction, NamedSource) {
  Lookup lookup({draft("C-A"), draft("C-D", "", "draft"),
                 without(draft("C-E"))});
  auto why = [&](llvm::StringRef contract, llvm::StringRef equation,
                 std::string target = "a") {
    return whyNotSanctioned(*lookup.corpus, contract, equation,
                            {{"mem.binding", "", 0, "", ""}, target, everywhere,
                             "", false});
  };
  EXPECT_EQ(why("C-A", "e"), "");
  EXPECT_NE(why("C-X", "e").find("no contract"), std::string::npos);
  EXPECT_NE(why("C-A", "x").find("no equation"), std::string::npos);
  EXPECT_NE(why("C-D", "e").find("is a draft"), std::string::npos);
  EXPECT_NE(why("C-A", "e", "b").find("does not cover"), std::string::npos);
  EXPECT_NE(why("C-E", "e").find("does not sanction"), std::string::npos);
}

// CT-10: the list of classes is closed and sane.
TEST(Sanction, Classes) {
  EXPECT_EQ(constructClasses().size(), 28u);
  for (const ConstructClass &one : constructClasses())
    EXPECT_EQ(findConstructClass(one.name), &one);
  EXPECT_EQ(findConstructClass("atomic"), nullptr);
  EXPECT_EQ(atomic().text(), "atomic.int(scope=device, width=32, "
                             "ordering=relaxed)");
}
