//===- WorkerTest.cpp -------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DX-01 and DX-02: whatever a worker does, the caller gets an answer. The
// workers here are lines of shell.

#include "atlas/Quorum/Worker.h"

#include <gtest/gtest.h>

#include <thread>

using namespace atlas::quorum;

namespace {

/// A worker that runs `script`; $0 is the job or "--probe".
WorkerCommand shell(std::string script, unsigned limit = 20) {
  return {"/bin/sh", {"-c", std::move(script)}, {}, limit};
}

std::string text(llvm::Expected<WorkerOutcome> outcome) {
  if (!outcome)
    return "error: " + llvm::toString(outcome.takeError());
  if (auto *absent = std::get_if<WorkerAbsent>(&*outcome))
    return "absent: " + absent->reason;
  const auto &reply = std::get<WorkerReply>(*outcome);
  return "reply: " + reply.device + ", " + reply.driver +
         (reply.software ? ", software, " : ", ") +
         (reply.digest.empty() ? "no digest" : reply.digest.substr(0, 4));
}

const std::string kDevice = "echo device D; echo driver V 1; echo software 1;";
const std::string kDigest =
    "echo digest "
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef;";

} // namespace

TEST(Worker, RepliesAreRead) {
  EXPECT_EQ(text(runWorker(shell(kDevice + kDigest + "echo done"), "job")),
            "reply: D, V 1, software, 0123");
  EXPECT_EQ(text(probeWorker(shell(kDevice + "echo done"))),
            "reply: D, V 1, software, no digest");
}

TEST(Worker, TheJobIsTheLastArgument) {
  EXPECT_EQ(text(runWorker(shell("echo device $0; echo driver V; echo software "
                                 "0;" + kDigest + "echo done"),
                           "some/job")),
            "reply: some/job, V, 0123");
}

TEST(Worker, DX02_AbsenceIsNoError) {
  EXPECT_EQ(text(runWorker(shell("echo unavailable no device; exit 3"), "j")),
            "absent: no device");
  EXPECT_EQ(text(probeWorker({"/no/such/worker", {}, {}, 5})).substr(0, 38),
            "absent: cannot start '/no/such/worker'");
}

TEST(Worker, DX01_ACrashIsAnErrorAfterAProbe) {
  std::string probe = text(probeWorker(shell("kill -SEGV $$")));
  EXPECT_EQ(probe.substr(0, 29), "absent: the probe ended badly");
  std::string run = text(runWorker(shell("kill -SEGV $$"), "j"));
  EXPECT_EQ(run.substr(0, 30), "error: ATL0404: sh ended badly");
}

TEST(Worker, DX01_AHangIsAnError) {
  std::string run = text(runWorker(shell("sleep 60", 1), "j"));
  EXPECT_EQ(run.substr(0, 30), "error: ATL0404: sh ended badly");
  EXPECT_NE(run.find("timed out"), std::string::npos) << run;
}

TEST(Worker, DX01_GarbageIsAnError) {
  const std::string expected =
      "error: ATL0404: sh gave no reply that makes sense";
  for (const std::string &script :
       {std::string("echo nonsense"), std::string("exit 0"),
        kDevice + "echo done" /* no digest */, kDevice + kDigest /* not done */,
        "echo driver V; echo software 0;" + kDigest + "echo done",
        "echo device D; echo software maybe;" + kDigest + "echo done",
        kDevice + "echo digest 12; echo done", std::string("exit 3"),
        std::string("head -c 1000000 /dev/zero")}) {
    std::string run = text(runWorker(shell(script), "j"));
    EXPECT_EQ(run.substr(0, expected.size()), expected) << script;
  }
}

TEST(Worker, BR36_ErrorsCarryWhatTheWorkerSaid) {
  EXPECT_EQ(text(runWorker(shell("echo w: bad thing >&2; exit 1"), "j")),
            "error: ATL0404: sh ended with exit code 1\n  note: w: bad thing");
}

TEST(Worker, TheEnvironmentIsWhatTheCommandSays) {
  WorkerCommand command = shell("echo device [$HOME$X]; echo driver V; echo "
                                "software 0;" + kDigest + "echo done");
  command.environment = {"X=1"};
  EXPECT_EQ(text(runWorker(command, "j")), "reply: [1], V, 0123");
}

// Each has its own limit: a late one does not end the others, nor spare them.
TEST(Worker, DX01_LimitsHoldSideBySide) {
  std::string late[2], good;
  std::thread threads[] = {
      std::thread([&] { late[0] = text(runWorker(shell("exec sleep 20", 1), "j")); }),
      std::thread([&] { late[1] = text(runWorker(shell("exec sleep 20", 1), "j")); }),
      std::thread([&] {
        good = text(runWorker(
            shell("sleep 2;" + kDevice + kDigest + "echo done", 10), "j"));
      })};
  for (std::thread &one : threads)
    one.join();
  for (const std::string &one : late)
    EXPECT_NE(one.find("Child timed out"), std::string::npos) << one;
  EXPECT_EQ(good, "reply: D, V 1, software, 0123");
}
