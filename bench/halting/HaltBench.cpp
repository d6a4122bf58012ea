//===- HaltBench.cpp - atlas-halt-bench -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-halt-bench [--rounds N] [--no-dram] [--write FILE]
//
// Halting decisions against reading the same scores and against plain loops, in
// one process, every decision compared bit for bit first. Prints a table with
// the targets; --write puts it between the marker lines in FILE. Exit code: 0
// measured (also when a target is missed), 1 a decision was wrong or something
// failed, 2 usage.
//===----------------------------------------------------------------------===//
#include "Machine.h"
#include "Measure.h"
#include "Streams.h"
#include "Table.h"
#include "Values.h"

#include "atlas-c/slots.h"

#include "llvm/Support/raw_ostream.h"

#include <memory>

using namespace atlas;
using namespace atlas::bench;

namespace {

constexpr unsigned kFewestRounds = 30;
constexpr double kSample = 200000; // ns
// Beyond every cache, and within the second level.
constexpr size_t kLargeBytes = 128u << 20, kSmallBytes = 128u << 10;

llvm::Error wrong(const std::string &what) {
  return llvm::createStringError("%s: native and yardstick differ",
                                 what.c_str());
}

//===----------------------------------------------------------------------===//
// Batches
//===----------------------------------------------------------------------===//

struct BatchRow {
  const char *what;
  atlas_halt_layout_t layout;
  atlas_halt_type_t type;
  Course course;
};
constexpr auto kCsr = ATLAS_HALT_CSR;
constexpr auto kRows = ATLAS_HALT_ROW_MAJOR;
constexpr auto kTokenMajor = ATLAS_HALT_TOKEN_MAJOR;
constexpr auto kDouble = ATLAS_HALT_F64;
constexpr auto kFloat = ATLAS_HALT_F32;
constexpr BatchRow kBatches[] = {
    {"f64, row-major, no halts", kRows, kDouble, Course::Calm},
    {"f64, row-major, restless", kRows, kDouble, Course::Restless},
    {"f64, row-major, half halt", kRows, kDouble, Course::Halting},
    {"f64, CSR, no halts", kCsr, kDouble, Course::Calm},
    {"f64, CSR, half halt", kCsr, kDouble, Course::Halting},
    {"f64, token-major, no halts", kTokenMajor, kDouble, Course::Calm},
    {"f64, token-major, half halt", kTokenMajor, kDouble, Course::Halting},
    {"f32, row-major, no halts", kRows, kFloat, Course::Calm},
    {"f32, row-major, half halt", kRows, kFloat, Course::Halting},
    {"f32, token-major, no halts", kTokenMajor, kFloat, Course::Calm},
};

/// One batch against reading its scores; with `plain` the yardstick as well.
llvm::Error measureBatch(Table &table, unsigned rounds, const BatchRow &row,
                         size_t bytes, bool plain, double target) {
  size_t width = row.type == ATLAS_HALT_F32 ? 4 : 8;
  BenchStreams streams(row.layout, row.type, row.course,
                       bytes / (kTokens * width));
  streams.runNative();
  streams.runYardstick();
  if (!streams.agrees() ||
      (row.course == Course::Halting) != (streams.halts() > 0))
    return wrong(row.what);
  std::vector<Candidate> candidates = {
      {"native", [&] { streams.runNative(); }},
      {"read", [&] { streams.read(false); }},
      {"read ahead", [&] { streams.read(true); }}};
  if (plain)
    candidates.push_back({"plain", [&] { streams.runYardstick(); }});
  Measurement m(candidates, rounds, kSample);
  const char *roof =
      m.median("read") < m.median("read ahead") ? "read" : "read ahead";
  table.add({row.what, m.median("native"), streams.bytes(), "reading",
             m.speedup("native", roof), target});
  if (plain)
    table.add({"- against the yardstick", m.median("plain"), streams.bytes(),
               "plain loops", m.speedup("native", "plain"), 0});
  return llvm::Error::success();
}

llvm::Error measureBatches(Table &table, unsigned rounds, bool large) {
  table.section(large ? "Batches of 128 MiB, one core"
                      : "Batches of 128 KiB, one core");
  for (const BatchRow &row : kBatches)
    if (llvm::Error error =
            large ? measureBatch(table, rounds, row, kLargeBytes, false, 0.5)
                  : measureBatch(table, rounds, row, kSmallBytes, true, 0))
      return error;
  return llvm::Error::success();
}

llvm::Error measureLargeBatches(Table &table, unsigned rounds) {
  return measureBatches(table, rounds, true);
}
llvm::Error measureSmallBatches(Table &table, unsigned rounds) {
  return measureBatches(table, rounds, false);
}

//===----------------------------------------------------------------------===//
// Single streams
//===----------------------------------------------------------------------===//

/// Scores that do not halt.
std::vector<double> calmScores(size_t count) {
  std::vector<double> scores(count);
  uint32_t state = 1;
  for (double &score : scores) {
    state = state * 1664525u + 1013904223u;
    score = 0.75 + 0.13 * double(state >> 16) / 65536;
  }
  return scores;
}

/// Scores in memory.
llvm::Error measureDecide(Table &table, unsigned rounds) {
  table.section("One stream, scores in memory");
  atlas_halt_config config;
  atlas_halt_config_init(&config);
  yardstick::HaltRules rules = rulesOf(config);
  for (size_t tokens : {10u, 100u, 1000u}) {
    std::vector<double> scores = calmScores(tokens);
    atlas_halt_decision decision = {};
    yardstick::HaltOutcome plain = {};
    auto native = [&] {
      atlas_halt_decide(scores.data(), tokens, &config, ATLAS_HALT_ENDPOINT,
                        &decision, nullptr);
      keep(&decision);
    };
    auto yardstick = [&] {
      plain = yardstick::decideHalt(rules, scores.data(), tokens, 1);
      keep(&plain);
    };
    native();
    yardstick();
    if (decision.halt_index != -1 || plain.reason)
      return wrong("one stream");
    Measurement m({{"native", native}, {"plain", yardstick}}, rounds, kSample);
    table.add({std::to_string(tokens) + " tokens", m.median("native"),
               double(tokens) * 8, "plain loops", m.speedup("native", "plain"),
               0});
    if (tokens == 100)
      table.add({"100 tokens, against the target", m.median("native"), 0, "", 0,
                 100, /*below=*/true});
  }
  return llvm::Error::success();
}

/// A callback that looks its score up.
struct Script {
  std::vector<double> scores;
  size_t next = 0;

  static int score(void *context, const atlas_halt_token *, double *out) {
    auto *script = static_cast<Script *>(context);
    *out = script->scores[script->next++];
    return 0;
  }
};

/// Tokens with texts, with a log.
llvm::Error measureSessions(Table &table, unsigned rounds) {
  table.section("One token of a session, with its text in the log");
  atlas_halt_config config;
  atlas_halt_config_init(&config);
  atlas_halt_kernel_t *kernel = nullptr;
  if (atlas_halt_kernel_create(&config, nullptr, &kernel, nullptr))
    return llvm::createStringError("no memory");
  for (size_t tokens : {10u, 100u, 1000u}) {
    Script script{calmScores(tokens)};
    std::vector<atlas_halt_token> texts(tokens, atlas_halt_token{"token ", 6});
    atlas_halt_scorer scorer = {Script::score, &script};
    auto stream = [&] {
      atlas_halt_session_t *session = nullptr;
      script.next = 0;
      atlas_halt_kernel_stream(kernel, texts.data(), tokens, &scorer, &session,
                               nullptr);
      atlas_halt_session_destroy(session);
    };
    auto push = [&] {
      atlas_halt_session_t *session = nullptr;
      atlas_halt_session_open(&config, nullptr, &session, nullptr);
      for (double score : script.scores)
        atlas_halt_session_push(session, "token ", 6, score, nullptr);
      atlas_halt_session_destroy(session);
    };
    Measurement m({{"stream", stream}, {"push", push}}, rounds, kSample);
    std::string name = std::to_string(tokens) + " tokens, ";
    table.add({name + "C callback", m.median("stream") / double(tokens), 0, "",
               0, 200, /*below=*/true});
    table.add(
        {name + "pushed", m.median("push") / double(tokens), 0, "", 0, 0});
  }
  atlas_halt_kernel_destroy(kernel);
  return llvm::Error::success();
}

llvm::Error measure(Table &table, unsigned rounds, bool dram) {
  using Group = llvm::Error (*)(Table &, unsigned);
  if (dram)
    if (llvm::Error error = measureLargeBatches(table, rounds))
      return error;
  for (Group group : {measureSmallBatches, measureDecide, measureSessions})
    if (llvm::Error error = group(table, rounds))
      return error;
  return llvm::Error::success();
}

int usage() {
  llvm::errs() << "usage: atlas-halt-bench [--rounds N] [--no-dram] [--write "
                  "FILE]\n"
               << "--rounds   interleaved rounds (31; at least "
               << kFewestRounds << " with --write)\n"
               << "--no-dram  only what fits into caches\n"
               << "--write    put the table between its marker lines in FILE\n";
  return 2;
}

} // namespace

int main(int argc, char **argv) {
  unsigned rounds = 31;
  bool dram = true;
  std::string file;
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef name = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--no-dram")
      dram = false;
    else if (name == "--write" && !value.empty())
      file = argv[++i];
    else if (name != "--rounds" || value.getAsInteger(10, rounds) || !rounds)
      return usage();
    else
      ++i;
  }
  if (!file.empty() && rounds < kFewestRounds)
    return usage();
  Table table;
  table.note("machine: " + cpuName() + ", medians of " +
             std::to_string(rounds) + " interleaved rounds; kernels of level " +
             atlas_get_isa_level());
  llvm::Error error = measure(table, rounds, dram);
  table.print(llvm::outs());
  if (!error && !file.empty())
    error = table.writeInto(file, "atlas-halt-bench");
  if (!error)
    return 0;
  llvm::errs() << "atlas-halt-bench: " << llvm::toString(std::move(error))
               << "\n";
  return 1;
}
