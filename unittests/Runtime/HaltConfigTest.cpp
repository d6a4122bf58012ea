//===- HaltConfigTest.cpp - What halting refuses --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltModel.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace atlas::test;

namespace {

using Config = atlas_halt_config;

/// The message of a diagnostic, which is freed.
std::string take(atlas_diag_t *diag) {
  std::string text = diag ? diag->message : "";
  atlas_diag_free(diag);
  return text;
}

std::string validate(const Config &config) {
  atlas_diag_t *diag = nullptr;
  atlas_status_t status = atlas_halt_config_validate(&config, &diag);
  EXPECT_EQ(status != ATLAS_STATUS_OK, diag != nullptr);
  return take(diag);
}

template <typename T>
std::string validateWith(T Config::*field, T value) {
  Config config = defaultConfig();
  config.*field = value;
  return validate(config);
}

/// The JSON text of the defaults with one value replaced, or left out if empty.
std::string jsonWith(const std::string &name = "",
                     const std::string &value = "") {
  const std::pair<const char *, const char *> fields[] = {
      {"coherence_threshold", "0.6"},
      {"hard_limit", "0.5"},
      {"soft_limit", "0.7"},
      {"w_logic", "0.6"},
      {"w_fact", "0.4"},
      {"window_size", "10"},
      {"window_threshold", "0.55"},
      {"trend_window", "5"},
      {"trend_threshold", "0.15"},
      {"history_window", "5"},
      {"deadline_ms", "50"},
      {"logit_entropy_limit", "1.2"}};
  std::string text = "{";
  for (const auto &[field, normal] : fields) {
    std::string shown = field == name ? value : normal;
    if (!shown.empty())
      text += (text.size() > 1 ? ", \"" : "\"") + std::string(field) +
              "\": " + shown;
  }
  return text + "}";
}

std::string parse(const std::string &text, Config *out = nullptr) {
  Config config = {};
  atlas_diag_t *diag = nullptr;
  atlas_status_t status =
      atlas_halt_config_parse(text.data(), text.size(), &config, &diag);
  EXPECT_EQ(status != ATLAS_STATUS_OK, diag != nullptr);
  if (status) {
    Config untouched = {};
    EXPECT_EQ(std::memcmp(&config, &untouched, sizeof(config)), 0);
    EXPECT_EQ(diag->code, 313u);
  }
  if (out)
    *out = config;
  return take(diag);
}

bool contains(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST(HaltConfig, MessagesNameValueAndRule) {
  EXPECT_EQ(validate(defaultConfig()), "");
  EXPECT_EQ(validateWith(&Config::coherence_threshold, 1.5),
            "coherence_threshold must be in [0, 1], got 1.5");
  EXPECT_EQ(validateWith(&Config::hard_limit, -1e-5),
            "hard_limit must be in [0, 1], got -1e-05");
  EXPECT_EQ(validateWith(&Config::hard_limit, double(NAN)),
            "hard_limit must be in [0, 1], got nan");
  EXPECT_EQ(validateWith(&Config::w_fact, 0.5),
            "w_logic + w_fact must equal 1.0, got 1.1");
  EXPECT_EQ(validateWith(&Config::window_size, uint64_t(0)),
            "window_size must be >= 1, got 0");
  EXPECT_EQ(validateWith(&Config::trend_window, uint64_t(1)),
            "trend_window must be >= 2, got 1");
  EXPECT_EQ(validateWith(&Config::trend_threshold, 0.0),
            "trend_threshold must be > 0, got 0.0");
  EXPECT_EQ(validateWith(&Config::deadline_ms, uint64_t(0)),
            "deadline_ms must be > 0, got 0");
  for (auto [field, name] :
       {std::pair(&Config::soft_limit, "soft_limit"),
        {&Config::window_threshold, "window_threshold"},
        {&Config::logit_entropy_limit, "logit_entropy_limit"}})
    EXPECT_EQ(validateWith(field, double(NAN)),
              std::string(name) + " must not be NaN, got nan");
  EXPECT_EQ(validateWith(&Config::trend_threshold, double(INFINITY)), "");
  EXPECT_EQ(validateWith(&Config::window_threshold, -5.0), "");
  EXPECT_EQ(validateWith(&Config::history_window, uint64_t(0)), "");
}

TEST(HaltConfig, FirstFailureIsReported) {
  // Spoiled from the last rule to the first: each hides those before.
  Config config = defaultConfig();
  const std::pair<double Config::*, double> doubles[] = {
      {&Config::logit_entropy_limit, NAN},
      {&Config::window_threshold, NAN},
      {&Config::soft_limit, NAN}};
  for (auto [field, value] : doubles)
    config.*field = value;
  EXPECT_TRUE(contains(validate(config), "soft_limit"));
  config.deadline_ms = 0;
  EXPECT_TRUE(contains(validate(config), "deadline_ms"));
  config.trend_threshold = NAN;
  EXPECT_TRUE(contains(validate(config), "trend_threshold"));
  config.trend_window = 0;
  EXPECT_TRUE(contains(validate(config), "trend_window"));
  config.window_size = 0;
  EXPECT_TRUE(contains(validate(config), "window_size"));
  config.w_logic = NAN;
  EXPECT_TRUE(contains(validate(config), "w_logic + w_fact"));
  config.hard_limit = 2;
  EXPECT_TRUE(contains(validate(config), "hard_limit"));
  config.coherence_threshold = 2;
  EXPECT_TRUE(contains(validate(config), "coherence_threshold"));
}

TEST(HaltConfig, EveryEntryValidates) {
  Config bad = defaultConfig();
  bad.window_size = 0;
  atlas_diag_t *diag = nullptr;
  auto *kernel = reinterpret_cast<atlas_halt_kernel_t *>(1);
  EXPECT_EQ(atlas_halt_kernel_create(&bad, nullptr, &kernel, &diag),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(kernel, nullptr);
  EXPECT_TRUE(contains(take(diag), "window_size"));
  EXPECT_EQ(atlas_halt_safety_create(NAN, &kernel, &diag), ATLAS_STATUS_USAGE);
  EXPECT_TRUE(contains(take(diag), "hard_limit must be in [0, 1]"));
  auto *session = reinterpret_cast<atlas_halt_session_t *>(1);
  EXPECT_EQ(atlas_halt_session_open(&bad, nullptr, &session, &diag),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(session, nullptr);
  take(diag);
  atlas_halt_decision decision;
  EXPECT_EQ(atlas_halt_decide(nullptr, 0, &bad, ATLAS_HALT_ENDPOINT, &decision,
                              &diag),
            ATLAS_STATUS_USAGE);
  take(diag);
  atlas_coherence_score score;
  EXPECT_EQ(atlas_coherence_combine(&bad, 0, 0, &score, &diag),
            ATLAS_STATUS_USAGE);
  take(diag);
  atlas_halt_options options = {atlas_halt_trend_t(2), ATLAS_HALT_HARD, nullptr,
                                nullptr};
  Config good = defaultConfig();
  EXPECT_EQ(atlas_halt_kernel_create(&good, &options, &kernel, nullptr),
            ATLAS_STATUS_USAGE);
  options = {ATLAS_HALT_ENDPOINT, atlas_halt_mode_t(2), nullptr, nullptr};
  EXPECT_EQ(atlas_halt_session_open(&good, &options, &session, nullptr),
            ATLAS_STATUS_USAGE);
}

TEST(HaltConfig, JsonFields) {
  Config config;
  ASSERT_EQ(parse(jsonWith(), &config), "");
  Config defaults = defaultConfig();
  EXPECT_EQ(std::memcmp(&config, &defaults, sizeof(config)), 0);
  for (const char *field :
       {"coherence_threshold", "hard_limit", "soft_limit", "w_logic", "w_fact",
        "window_size", "window_threshold", "trend_window", "trend_threshold",
        "history_window", "deadline_ms", "logit_entropy_limit"}) {
    EXPECT_EQ(parse(jsonWith(field)), std::string(field) + " is missing");
    for (const char *wrong : {"\"1\"", "true", "null", "[1]", "{}", "1e999"})
      EXPECT_TRUE(contains(parse(jsonWith(field, wrong)), field)) << wrong;
  }
  for (const char *wrong : {"-1", "2.5", "10.0", "1e1", "18446744073709551616"})
    EXPECT_TRUE(contains(parse(jsonWith("window_size", wrong)), "window_size"));
  EXPECT_EQ(parse(jsonWith("window_size", "18446744073709551615"), &config),
            "");
  EXPECT_EQ(config.window_size, UINT64_MAX);
  EXPECT_EQ(parse(jsonWith("hard_limit", "1")), "");
  EXPECT_EQ(parse(jsonWith("window_size", "0")),
            "window_size must be >= 1, got 0");
  // Escaped names are names, the last of equal ones counts.
  EXPECT_EQ(
      parse("{\"\\u0068ard_limit\": 0.25, " + jsonWith("hard_limit").substr(1),
            &config),
      "");
  EXPECT_EQ(config.hard_limit, 0.25);
  EXPECT_EQ(parse("{\"hard_limit\": 7, " + jsonWith().substr(1), &config), "");
  EXPECT_EQ(config.hard_limit, 0.5);
}

TEST(HaltConfig, BadJson) {
  for (const char *text :
       {"", " ", "{", "[]", "1", "\"x\"", "null", "{}x", "{\"a\":}", "nan"})
    EXPECT_TRUE(contains(parse(text), "JSON")) << text;
  EXPECT_EQ(parse("{}"), "coherence_threshold is missing");
  EXPECT_TRUE(contains(parse(jsonWith() + "\xFF"), "JSON"));
  std::string deep = "{\"x\": " + std::string(100000, '[');
  EXPECT_TRUE(contains(parse(deep), "JSON"));
}

//===----------------------------------------------------------------------===//
// Batches
//===----------------------------------------------------------------------===//

namespace {

/// A batch of two rows that is fine, to be spoiled.
struct Rows {
  double scores[4] = {0.9, 0.8, 0.9, 0.4};
  int64_t offsets[3] = {0, 2, 4};
  int64_t lengths[2] = {2, 2};
  double table[2] = {0.5, 0.5};
  Config config = defaultConfig();
  int32_t index[2] = {77, 77};
  atlas_halt_batch batch = {};
  atlas_halt_results results = {};

  Rows() {
    batch.size = sizeof(batch);
    batch.scores = scores;
    batch.rows = batch.columns = 2;
    batch.offsets = offsets;
    batch.lengths = lengths;
    batch.config = &config;
    results.halt_index = index;
  }

  /// The message of a refusal, which writes nothing; "" if it works.
  std::string run() {
    atlas_diag_t *diag = nullptr;
    atlas_status_t status = atlas_halt_decide_batch(&batch, &results, &diag);
    EXPECT_EQ(status == ATLAS_STATUS_OK, index[0] != 77);
    return take(diag);
  }
};

} // namespace

TEST(HaltBatch, RefusesWhatIsWrong) {
  Rows good;
  EXPECT_EQ(good.run(), "");
  EXPECT_EQ(good.index[0], -1);
  EXPECT_EQ(good.index[1], 1);
  auto spoiled = [](auto spoil) {
    std::string all;
    for (auto layout : {ATLAS_HALT_CSR, ATLAS_HALT_ROW_MAJOR}) {
      Rows rows;
      rows.batch.layout = layout;
      spoil(rows);
      all += rows.run() + "|";
    }
    return all;
  };
  EXPECT_EQ(spoiled([](Rows &r) { r.offsets[1] = 5, r.lengths[1] = 3; }),
            "row 1: its offsets fall, or it has 2^31 scores or more|"
            "row 1: its length is not in 0..columns|");
  EXPECT_EQ(spoiled([](Rows &r) { r.offsets[0] = -1, r.lengths[0] = -1; }),
            "row 0: it starts before the scores|"
            "row 0: its length is not in 0..columns|");
  EXPECT_EQ(spoiled([](Rows &r) { r.batch.scores = nullptr; }),
            "scores is NULL|scores is NULL|");
  EXPECT_EQ(spoiled([](Rows &r) {
              r.offsets[2] = int64_t(1) << 40;
              r.batch.columns = size_t(1) << 40;
            }),
            "row 1: its offsets fall, or it has 2^31 scores or more|"
            "the array is too large|");
  EXPECT_EQ(spoiled([](Rows &r) {
              r.table[1] = 2;
              r.batch.hard_limits = r.table;
            }),
            "row 1: hard_limit must be in [0, 1], got 2.0|"
            "row 1: hard_limit must be in [0, 1], got 2.0|");
  EXPECT_EQ(spoiled([](Rows &r) {
              r.table[0] = 0;
              r.batch.trend_thresholds = r.table;
            }),
            "row 0: trend_threshold must be > 0, got 0.0|"
            "row 0: trend_threshold must be > 0, got 0.0|");
  for (auto spoil : {+[](Rows &r) { r.batch.size = 8; },
                     +[](Rows &r) { r.batch.type = atlas_halt_type_t(9); },
                     +[](Rows &r) { r.batch.trend = atlas_halt_trend_t(9); },
                     +[](Rows &r) { r.batch.layout = atlas_halt_layout_t(9); },
                     +[](Rows &r) { r.batch.config = nullptr; },
                     +[](Rows &r) { r.config.deadline_ms = 0; }}) {
    Rows rows;
    spoil(rows);
    EXPECT_NE(rows.run(), "");
  }
}
