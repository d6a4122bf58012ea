//===- HaltModel.cpp - The halting rules as written, and the ways to them -===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltModel.h"

#include <cmath>

using namespace atlas::test;

std::string Outcome::difference(const Outcome &other) const {
  auto text = [](const char *name, auto expected, auto got) {
    return std::string(name) + ": expected " + std::to_string(expected) +
           ", got " + std::to_string(got);
  };
  auto differ = [](double a, double b) {
    return std::memcmp(&a, &b, sizeof(a)) != 0;
  };
  if (haltIndex != other.haltIndex)
    return text("halt_index", haltIndex, other.haltIndex);
  if (reason != other.reason)
    return text("reason", reason, other.reason);
  if (emitted != other.emitted)
    return text("emitted", emitted, other.emitted);
  if (observed != other.observed)
    return text("observed", observed, other.observed);
  if (differ(value, other.value))
    return text("value", value, other.value);
  if (differ(avg, other.avg))
    return text("avg", avg, other.avg);
  if (differ(min, other.min))
    return text("min", min, other.min);
  return "";
}

Scores atlas::test::sanitized(const Scores &scores) {
  Scores result;
  for (double score : scores)
    result.push_back(std::isfinite(score) ? score : 0.0);
  return result;
}

bool atlas::test::hardFails(const atlas_halt_config &config,
                            const Scores &scores, size_t i) {
  return scores[i] < config.hard_limit;
}

bool atlas::test::windowFails(const atlas_halt_config &config,
                              const Scores &scores, size_t i, double &mean) {
  if (i + 1 < config.window_size)
    return false;
  double sum = 0.0;
  for (size_t j = i + 1 - config.window_size; j <= i; ++j)
    sum = sum + scores[j];
  mean = sum / double(config.window_size);
  return mean < config.window_threshold;
}

bool atlas::test::trendFails(const atlas_halt_config &config,
                             atlas_halt_trend_t trend, const Scores &scores,
                             size_t i, double &drop) {
  if (i + 1 < config.trend_window)
    return false;
  Scores last(scores.begin() + (i + 1 - config.trend_window),
              scores.begin() + (i + 1));
  if (trend == ATLAS_HALT_ENDPOINT) {
    drop = last.front() - last.back();
    return drop > config.trend_threshold;
  }
  double n = double(last.size()), xm = (n - 1) / 2, sum = 0, num = 0, den = 0;
  for (double y : last)
    sum += y;
  double ym = sum / n;
  for (size_t k = 0; k < last.size(); ++k) {
    double dx = double(k) - xm, dy = last[k] - ym;
    double product = dx * dy, square = dx * dx;
    num += product;
    den += square;
  }
  double slope = std::fabs(den) <= 1e-12 ? 0.0 : num / den;
  drop = -slope * (n - 1);
  return drop > config.trend_threshold;
}

Outcome atlas::test::model(const atlas_halt_config &config,
                           atlas_halt_trend_t trend, const Scores &given) {
  Scores scores = sanitized(given);
  Outcome out;
  size_t i = 0;
  for (; i < scores.size() && !out.reason; ++i) {
    double number = 0.0;
    if (hardFails(config, scores, i)) {
      out.reason = ATLAS_HALT_HARD_LIMIT;
      out.value = scores[i];
    } else if (windowFails(config, scores, i, number)) {
      out.reason = ATLAS_HALT_WINDOW_AVG;
      out.value = number;
    } else if (trendFails(config, trend, scores, i, number)) {
      out.reason = ATLAS_HALT_DOWNWARD_TREND;
      out.value = number;
    }
  }
  out.observed = i;
  out.emitted = out.reason ? i - 1 : i;
  out.haltIndex = out.reason ? int64_t(i) - 1 : -1;
  double sum = 0.0, least = INFINITY;
  for (size_t j = 0; j < i; ++j) {
    sum += scores[j];
    least = std::fmin(least, scores[j]);
  }
  if (i) {
    double mean = sum / double(i);
    out.avg = std::isnan(mean) ? 0.0 : mean > 1 ? 1.0 : mean > 0 ? mean : 0.0;
    out.min = least > 0 ? least : 0.0;
  }
  return out;
}

//===----------------------------------------------------------------------===//
// Ways through the interface
//===----------------------------------------------------------------------===//

Kernel atlas::test::makeKernel(const atlas_halt_config &config,
                               const atlas_halt_options &options) {
  atlas_halt_kernel_t *kernel = nullptr;
  atlas_halt_kernel_create(&config, &options, &kernel, nullptr);
  return Kernel(kernel);
}

Session atlas::test::openSession(const atlas_halt_config &config,
                                 const atlas_halt_options &options) {
  atlas_halt_session_t *session = nullptr;
  atlas_halt_session_open(&config, &options, &session, nullptr);
  return Session(session);
}

Session atlas::test::stream(atlas_halt_kernel_t *kernel, const Scores &scores) {
  struct Next {
    const Scores *scores;
    size_t index = 0;
  } next{&scores};
  std::vector<std::string> texts;
  for (size_t i = 0; i < scores.size(); ++i)
    texts.push_back("t" + std::to_string(i) + " ");
  std::vector<atlas_halt_token> tokens;
  for (const std::string &text : texts)
    tokens.push_back({text.data(), text.size()});
  atlas_halt_scorer scorer = {
      [](void *context, const atlas_halt_token *, double *score) {
        auto *next = static_cast<Next *>(context);
        *score = (*next->scores)[next->index++];
        return 0;
      },
      &next};
  atlas_halt_session_t *session = nullptr;
  atlas_halt_kernel_stream(kernel, tokens.data(), tokens.size(), &scorer,
                           &session, nullptr);
  return Session(session);
}

atlas_halt_summary atlas::test::summaryOf(const Session &session) {
  atlas_halt_summary summary = {};
  atlas_halt_session_summary(session.get(), &summary);
  return summary;
}

std::string atlas::test::outputOf(const Session &session) {
  size_t size = 0;
  const char *text = atlas_halt_session_output(session.get(), &size);
  return std::string(text ? text : "", size);
}

static Outcome failed() {
  Outcome out;
  out.haltIndex = -2;
  return out;
}

static Outcome outcomeOf(const Session &session) {
  if (!session)
    return failed();
  atlas_halt_summary s = summaryOf(session);
  Outcome out;
  out.haltIndex = s.halt_index;
  out.reason = s.reason;
  out.value = s.value;
  out.emitted = s.emitted;
  out.observed = s.token_count;
  out.avg = s.avg_coherence;
  out.min = s.min_coherence;
  return out;
}

Outcome atlas::test::throughDecide(const atlas_halt_config &config,
                                   atlas_halt_trend_t trend,
                                   const Scores &scores) {
  atlas_halt_decision decision;
  if (atlas_halt_decide(scores.data(), scores.size(), &config, trend, &decision,
                        nullptr))
    return failed();
  Outcome out;
  out.haltIndex = decision.halt_index;
  out.reason = decision.reason;
  out.value = decision.value;
  out.emitted = decision.emitted;
  out.observed = decision.observed;
  return out;
}

Outcome atlas::test::throughPushes(const atlas_halt_config &config,
                                   atlas_halt_trend_t trend,
                                   const Scores &scores) {
  Session session = openSession(config, {trend, ATLAS_HALT_HARD, nullptr, {}});
  for (double score : scores)
    if (atlas_halt_session_push(session.get(), "x", 1, score, nullptr))
      return failed();
  return outcomeOf(session);
}

Outcome atlas::test::throughStream(const atlas_halt_config &config,
                                   atlas_halt_trend_t trend,
                                   const Scores &scores) {
  auto still = [](void *) { return 0.0; };
  Kernel kernel = makeKernel(config, {trend, ATLAS_HALT_HARD, still, nullptr});
  return outcomeOf(stream(kernel.get(), scores));
}

atlas_halt_config BatchCase::rule(size_t row) const {
  atlas_halt_config own = config;
  if (!hardLimits.empty())
    own.hard_limit = hardLimits[row];
  if (!windowThresholds.empty())
    own.window_threshold = windowThresholds[row];
  if (!trendThresholds.empty())
    own.trend_threshold = trendThresholds[row];
  return own;
}

namespace {

/// The scores of a batch in one array.
template <typename T>
struct Array {
  std::vector<T> scores;
  std::vector<int64_t> offsets{0}, lengths;
  size_t columns = 0;

  Array(const BatchCase &batch, atlas_halt_layout_t layout) {
    size_t rows = batch.rows.size();
    for (const Scores &row : batch.rows) {
      lengths.push_back(int64_t(row.size()));
      offsets.push_back(offsets.back() + lengths.back());
      columns = row.size() > columns ? row.size() : columns;
    }
    // What lies between the rows halts, if it is looked at.
    size_t size =
        layout == ATLAS_HALT_CSR ? size_t(offsets.back()) : rows * columns;
    scores.assign(size, T(-1));
    for (size_t i = 0; i < rows; ++i)
      for (size_t j = 0; j < batch.rows[i].size(); ++j) {
        size_t at = layout == ATLAS_HALT_CSR         ? size_t(offsets[i]) + j
                    : layout == ATLAS_HALT_ROW_MAJOR ? i * columns + j
                                                     : j * rows + i;
        scores[at] = T(batch.rows[i][j]);
      }
  }
};

const double *tableOf(const Scores &table) {
  return table.empty() ? nullptr : table.data();
}

template <typename T>
std::vector<Outcome> runBatch(const BatchCase &batch,
                              atlas_halt_layout_t layout,
                              atlas_halt_type_t type) {
  Array<T> array(batch, layout);
  size_t rows = batch.rows.size();
  atlas_halt_batch call = {};
  call.size = sizeof(call);
  call.layout = layout;
  call.type = type;
  call.trend = batch.trend;
  call.scores = array.scores.data();
  call.rows = rows;
  call.columns = array.columns;
  call.offsets = array.offsets.data();
  call.lengths = array.lengths.data();
  call.config = &batch.config;
  call.hard_limits = tableOf(batch.hardLimits);
  call.window_thresholds = tableOf(batch.windowThresholds);
  call.trend_thresholds = tableOf(batch.trendThresholds);
  std::vector<int32_t> index(rows), emitted(rows), observed(rows);
  std::vector<uint8_t> reason(rows);
  Scores avg(rows), min(rows), value(rows);
  atlas_halt_results results = {index.data(),    reason.data(), emitted.data(),
                                observed.data(), avg.data(),    min.data(),
                                value.data()};
  std::vector<Outcome> out(rows, failed());
  if (atlas_halt_decide_batch(&call, &results, nullptr) == ATLAS_STATUS_OK)
    for (size_t i = 0; i < rows; ++i)
      out[i] = {index[i],
                reason[i],
                value[i],
                uint64_t(emitted[i]),
                uint64_t(observed[i]),
                avg[i],
                min[i]};
  return out;
}

} // namespace

std::vector<Outcome> atlas::test::throughBatch(const BatchCase &batch,
                                               atlas_halt_layout_t layout,
                                               atlas_halt_type_t type) {
  return type == ATLAS_HALT_F32 ? runBatch<float>(batch, layout, type)
                                : runBatch<double>(batch, layout, type);
}

std::string atlas::test::compareAll(const BatchCase &batch) {
  std::vector<Outcome> expected;
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const Scores &row = batch.rows[i];
    atlas_halt_config rule = batch.rule(i);
    expected.push_back(model(rule, batch.trend, row));
    auto check = [&](const char *way, Outcome got, bool hasMean) {
      if (!hasMean) {
        got.avg = expected[i].avg;
        got.min = expected[i].min;
      }
      std::string difference = expected[i].difference(got);
      return difference.empty() ? "" : way + (": " + difference);
    };
    for (const std::string &problem :
         {check("decide", throughDecide(rule, batch.trend, row), false),
          check("push", throughPushes(rule, batch.trend, row), true),
          check("stream", throughStream(rule, batch.trend, row), true)})
      if (!problem.empty())
        return "row " + std::to_string(i) + ", " + problem;
  }
  for (auto type : {ATLAS_HALT_F64, ATLAS_HALT_F32})
    for (auto layout :
         {ATLAS_HALT_CSR, ATLAS_HALT_ROW_MAJOR, ATLAS_HALT_TOKEN_MAJOR}) {
      if (type == ATLAS_HALT_F32 && !batch.isNarrow)
        continue;
      std::vector<Outcome> got = throughBatch(batch, layout, type);
      for (size_t i = 0; i < got.size(); ++i)
        if (std::string d = expected[i].difference(got[i]); !d.empty())
          return "row " + std::to_string(i) + ", layout " +
                 std::to_string(layout) + ", type " + std::to_string(type) +
                 ": " + d;
    }
  return "";
}
