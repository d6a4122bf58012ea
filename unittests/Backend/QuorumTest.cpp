//===- QuorumTest.cpp -------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Mock.h"
#include "unittests/Support/Testing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::test::codeOf;
using atlas::test::messageOf;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr PolicyKind kPolicies[] = {PolicyKind::PreferSpecialist,
                                    PolicyKind::Strict, PolicyKind::DiffExec};

QuorumPolicy policy(PolicyKind kind, double tolerance = 0) {
  return llvm::cantFail(
      QuorumPolicy::make(kind, kind == PolicyKind::DiffExec ? tolerance : 0));
}

using Specialists = std::vector<std::unique_ptr<Emitter>>;

template <typename... E>
Specialists specialists(E... emitters) {
  Specialists list;
  (list.push_back(std::move(emitters)), ...);
  return list;
}

/// Lowers an empty module through a quorum of mocks on target cpu.
llvm::Expected<Artifact>
lower(QuorumPolicy policy, std::unique_ptr<Emitter> general,
      Specialists special = {},
      std::shared_ptr<const DiffExecEngine> engine = nullptr,
      std::shared_ptr<const EmissionChecker> checker = nullptr) {
  auto backend =
      makeQuorumBackend({target("cpu"), "cpu", std::move(general),
                         std::move(special), policy, checker, engine, ""});
  if (!backend)
    return backend.takeError();
  TestModule module;
  return (*backend)->lower(module.get(), {target("cpu"), {}});
}

const Multi &multi(const Artifact &artifact) {
  return std::get<Multi>(artifact.quorumStatus());
}

} // namespace

// BR-26
TEST(Quorum, GeneralMustMatch) {
  for (PolicyKind kind : kPolicies) {
    int special = 0;
    std::string message =
        messageOf(lower(policy(kind), declines("gen"),
                        specialists(emits("s", "x", {}, &special))));
    EXPECT_NE(message.find("ATL0404"), std::string::npos);
    EXPECT_NE(message.find("'gen'"), std::string::npos);
    EXPECT_NE(message.find("must always match conforming input"),
              std::string::npos);
    EXPECT_EQ(special, 0);
  }
}

// BR-27
TEST(Quorum, GeneralFailureIsTheResult) {
  for (PolicyKind kind : kPolicies) {
    int special = 0;
    std::string message =
        messageOf(lower(policy(kind), fails("g", "out of registers"),
                        specialists(emits("s", "x", {}, &special))));
    EXPECT_NE(message.find("out of registers"), std::string::npos);
    EXPECT_EQ(special, 0);
  }
}

// BR-28
TEST(Quorum, NoSpecialist) {
  for (PolicyKind kind : kPolicies)
    for (int decliners : {0, 1, 2}) {
      Specialists list;
      for (int i = 0; i < decliners; ++i)
        list.push_back(declines("s" + std::to_string(i)));
      auto artifact = llvm::cantFail(
          lower(policy(kind), emits("g", "G", {row("C-G")}), std::move(list),
                std::make_shared<MockEngine>(Match{0})));
      EXPECT_EQ(artifact.primary().text(), "G");
      EXPECT_EQ(artifact.quorumStatus(), QuorumStatus(Single{"g"}));
      EXPECT_TRUE(artifact.sidecars().empty());
      EXPECT_EQ(artifact.citations(), std::vector<std::string>{"C-G"});
      EXPECT_EQ(votes(artifact.quorumStatus()), 1u);
    }
}

// BR-29
TEST(Quorum, SpecialistFailureIsTheResult) {
  for (PolicyKind kind : kPolicies) {
    std::string message =
        messageOf(lower(policy(kind), emits("g", "G"),
                        specialists(declines("s1"), fails("s2", "defect"))));
    EXPECT_NE(message.find("defect"), std::string::npos);
  }
}

// A specialist that declines at a first look gets no copy of the module.
TEST(Quorum, FirstLooks) {
  class Unwilling : public MockEmitter {
  public:
    using MockEmitter::MockEmitter;
    bool mayTake(mlir::ModuleOp, const BackendConfig &) const override {
      return false;
    }
  };
  for (PolicyKind kind : kPolicies) {
    int calls = 0;
    auto special = std::make_unique<Unwilling>(
        "s",
        [](mlir::ModuleOp, const BackendConfig &) {
          return llvm::Expected<std::optional<Emission>>(
              emission("S", {row("C-S")}));
        },
        &calls);
    Artifact artifact = llvm::cantFail(lower(policy(kind), emits("gen", "G"),
                                             specialists(std::move(special))));
    EXPECT_EQ(std::get<Single>(artifact.quorumStatus()).emitter, "gen");
    EXPECT_EQ(calls, 0);
  }
}

// BR-30: the first matching specialist, compared with nothing.
TEST(Quorum, PreferSpecialist) {
  auto engine = std::make_shared<MockEngine>(Divergent{kInf, 0});
  int later = 0;
  auto artifact = llvm::cantFail(
      lower(policy(PolicyKind::PreferSpecialist), emits("g", "G", {row("C-G")}),
            specialists(declines("s1"), emits("s2", "S", {row("C-S")}),
                        emits("s3", "T", {}, &later)),
            engine));
  EXPECT_EQ(artifact.primary().text(), "S");
  EXPECT_EQ(artifact.citations(), std::vector<std::string>{"C-S"});
  EXPECT_EQ(artifact.quorumStatus(), QuorumStatus(Single{"s2"}));
  EXPECT_TRUE(artifact.sidecars().empty());
  EXPECT_EQ(engine->calls, 0);
  EXPECT_EQ(later, 0);
  EXPECT_EQ(artifact.toJSON().find("\"G\""), std::string::npos);
}

// BR-31
TEST(Quorum, StrictComparesBytes) {
  auto equal = llvm::cantFail(lower(policy(PolicyKind::Strict), emits("g", "X"),
                                    specialists(emits("s", "X"))));
  EXPECT_EQ(multi(equal).emitters, (std::vector<std::string>{"g", "s"}));
  EXPECT_EQ(*multi(equal).diffExec, DiffExecResult(Match{0}));
  EXPECT_EQ(votes(equal.quorumStatus()), 2u);
  auto other = llvm::cantFail(lower(policy(PolicyKind::Strict),
                                    emits("g", "G", {row("C-G")}),
                                    specialists(emits("s", "S"))));
  EXPECT_EQ(other.primary().text(), "G");
  EXPECT_EQ(other.citations(), std::vector<std::string>{"C-G"});
  EXPECT_EQ(*multi(other).diffExec, DiffExecResult(Divergent{kInf, 0}));
  const Sidecar *sidecar = other.findSidecar("specialist_emission");
  ASSERT_TRUE(sidecar);
  EXPECT_EQ(sidecar->bytes, std::vector<char>{'S'});
  EXPECT_TRUE(falsifies(other.quorumStatus()));
}

// BR-32, BR-35: the engine decides, also over equal bytes, and is asked once.
TEST(Quorum, DiffExecAsksTheEngine) {
  for (const char *special : {"G", "S"}) {
    auto engine = std::make_shared<MockEngine>(Match{0.25});
    auto artifact =
        llvm::cantFail(lower(policy(PolicyKind::DiffExec, 0.5), emits("g", "G"),
                             specialists(emits("s", special)), engine));
    EXPECT_EQ(engine->calls, 1);
    EXPECT_EQ(artifact.primary().text(), "G");
    EXPECT_EQ(*multi(artifact).diffExec, DiffExecResult(Match{0.25}));
    EXPECT_TRUE(artifact.findSidecar("specialist_emission"));
  }
}

// BR-33
TEST(Quorum, SpecialistsCannotCite) {
  std::vector<CiteRow> forged{row("C-FORGED"), row("C-OTHER")};
  for (PolicyKind kind : {PolicyKind::Strict, PolicyKind::DiffExec})
    for (DiffExecResult result :
         {DiffExecResult(Match{0}), DiffExecResult(Divergent{1, 0})})
      for (const char *code : {"G", "S"}) {
        auto artifact =
            llvm::cantFail(lower(policy(kind), emits("g", "G", {row("C-G")}),
                                 specialists(emits("s", code, forged)),
                                 std::make_shared<MockEngine>(result)));
        EXPECT_EQ(artifact.citations(), std::vector<std::string>{"C-G"});
        EXPECT_EQ(artifact.toJSON().find("C-FORGED"), std::string::npos);
      }
}

namespace {
/// Refuses rows of one contract, as the real checker does of unknown ones.
class RefuseContract : public EmissionChecker {
public:
  llvm::Expected<CheckedRows> check(const Emission &emission,
                                    const BackendConfig &) const override {
    ++calls;
    for (const CiteRow &row : emission.declared)
      if (row.contract == "C-BAD")
        return makeBackendError(
            BackendErrorKind::MissingCompileContractCitation, "cpu", "bad");
    return CheckedRows{emission.declared, {}, Validation::Structural, false};
  }
  mutable int calls = 0;
};
} // namespace

// BR-33, BR-24: every emission is checked before anything is executed.
TEST(Quorum, EveryEmissionIsChecked) {
  for (PolicyKind kind : kPolicies) {
    auto checker = std::make_shared<RefuseContract>();
    auto engine = std::make_shared<MockEngine>(Match{0});
    EXPECT_EQ(codeOf(lower(policy(kind), emits("g", "G"),
                           specialists(emits("s", "S", {row("C-BAD")})), engine,
                           checker)),
              405);
    EXPECT_EQ(engine->calls, 0);
    EXPECT_EQ(checker->calls, 2);
    EXPECT_EQ(codeOf(lower(policy(kind), emits("g", "G", {row("C-BAD")}),
                           specialists(emits("s", "S")), engine, checker)),
              405);
  }
}

// BR-34, BR-35
TEST(Quorum, NoEngineIsNotRun) {
  for (const char *special : {"G", "S"}) {
    auto artifact = llvm::cantFail(lower(policy(PolicyKind::DiffExec, 1e-6),
                                         emits("g", "G"),
                                         specialists(emits("s", special))));
    auto reason = std::get<NotRun>(*multi(artifact).diffExec).reason;
    EXPECT_NE(reason.find("no DiffExec engine is installed"),
              std::string::npos);
    EXPECT_NE(reason.find("1e-06"), std::string::npos) << reason;
    EXPECT_EQ(votes(artifact.quorumStatus()), 0u);
  }
}

// BR-36
TEST(Quorum, EngineErrorIsAnError) {
  auto engine = std::make_shared<MockEngine>(
      Match{0}, [](EngineReport) -> llvm::Expected<EngineReport> {
        return makeError(ErrorCode::KernelFailed, "device lost");
      });
  std::string message =
      messageOf(lower(policy(PolicyKind::DiffExec), emits("g", "G"),
                      specialists(emits("s", "S")), engine));
  for (const char *part : {"ATL0404", "cpu", "device lost", "mock"})
    EXPECT_NE(message.find(part), std::string::npos) << message;
}

// BR-37
TEST(Quorum, ImplausibleReportsAreErrors) {
  double nan = std::nan("");
  for (DiffExecResult result :
       {DiffExecResult(Match{nan}), DiffExecResult(Match{-1}),
        DiffExecResult(Match{2}), DiffExecResult(Match{kInf}),
        DiffExecResult(Divergent{nan, 1}), DiffExecResult(Divergent{-1, 1}),
        DiffExecResult(Divergent{1, nan}), DiffExecResult(Divergent{1, -1})})
    EXPECT_EQ(codeOf(lower(policy(PolicyKind::DiffExec, 1), emits("g", "G"),
                           specialists(emits("s", "S")),
                           std::make_shared<MockEngine>(result))),
              404);
  // A fixture with a comparison of its own may accept more.
  auto own = std::make_shared<MockEngine>(
      Match{2}, [](EngineReport report) -> llvm::Expected<EngineReport> {
        report.ownComparison = true;
        return report;
      });
  EXPECT_EQ(codeOf(lower(policy(PolicyKind::DiffExec, 1), emits("g", "G"),
                         specialists(emits("s", "S")), own)),
            0);
}

// BR-38
TEST(Quorum, AttestedIsExecuted) {
  for (bool swapGeneral : {true, false}) {
    auto liar = std::make_shared<MockEngine>(
        Match{0}, [=](EngineReport report) -> llvm::Expected<EngineReport> {
          (swapGeneral ? report.generalDigest : report.specialistDigest) =
              programDigest(emission("other"));
          return report;
        });
    EXPECT_EQ(codeOf(lower(policy(PolicyKind::DiffExec), emits("g", "G"),
                           specialists(emits("s", "S")), liar)),
              404);
  }
}

// BR-39
TEST(Quorum, SeveralSpecialists) {
  auto artifact = llvm::cantFail(
      lower(policy(PolicyKind::Strict), emits("g", "G"),
            specialists(emits("s1", "G"), declines("s2"), emits("s3", "T"))));
  EXPECT_EQ(multi(artifact).emitters,
            (std::vector<std::string>{"g", "s1", "s3"}));
  EXPECT_TRUE(artifact.findSidecar("specialist_emission"));
  ASSERT_TRUE(artifact.findSidecar("specialist_emission.s3"));
  EXPECT_EQ(artifact.findSidecar("specialist_emission.s3")->bytes,
            std::vector<char>{'T'});
  EXPECT_EQ(*multi(artifact).diffExec, DiffExecResult(Divergent{kInf, 0}));

  DiffExecResult order[] = {Match{0}, Match{1}, NotRun{"x"}, Divergent{0.5, 0},
                            Divergent{kInf, 0}};
  for (size_t i = 0; i < std::size(order); ++i)
    for (size_t k = 0; k < std::size(order); ++k)
      EXPECT_EQ(worse(order[i], order[k]), order[std::max(i, k)]);
}

// BR-40
TEST(Quorum, PolicyIsChecked) {
  for (double bad : {-1.0, kInf, -kInf, std::nan("")})
    EXPECT_EQ(codeOf(QuorumPolicy::make(PolicyKind::DiffExec, bad)), 406);
  EXPECT_EQ(codeOf(QuorumPolicy::make(PolicyKind::Strict, 1)), 406);
  EXPECT_EQ(codeOf(QuorumPolicy::make(PolicyKind::DiffExec, 0)), 0);
  EXPECT_TRUE(policy(PolicyKind::DiffExec).failOnDivergence());
  EXPECT_FALSE(policy(PolicyKind::Strict).failOnDivergence());
  EXPECT_EQ(codeOf(lower(policy(PolicyKind::Strict), nullptr)), 406);
  EXPECT_EQ(codeOf(lower(policy(PolicyKind::Strict), emits("g", "x"),
                         specialists(emits("g", "y")))),
            406);
}

// BR-41
TEST(Quorum, Votes) {
  EXPECT_EQ(votes(Single{"g"}), 1u);
  EXPECT_EQ(votes(Multi{{"g", "s", "t"}, Match{0}}), 3u);
  EXPECT_EQ(votes(Multi{{"g", "s"}, NotRun{"x"}}), 0u);
  EXPECT_EQ(votes(Multi{{"g", "s"}, std::nullopt}), 0u);
  EXPECT_EQ(votes(Multi{{"g", "s"}, Divergent{1, 0}}), 0u);
  EXPECT_TRUE(falsifies(Multi{{"g", "s"}, Divergent{1, 0}}));
  EXPECT_FALSE(falsifies(Multi{{"g", "s"}, Match{0}}));
  EXPECT_FALSE(falsifies(Single{"g"}));
}

// BR-19: routing takes hardware as it is given, so that mocks can be tested.
TEST(Quorum, RoutingDoesNotCheckHardware) {
  auto backend = llvm::cantFail(makeQuorumBackend(
      {target("ptx"), "ptx", emits("g", "G"), {}, {}, {}, {}, ""}));
  TestModule module;
  EXPECT_EQ(codeOf(backend->lower(module.get(), {target("ptx"), {}})), 0);
}
