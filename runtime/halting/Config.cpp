//===- Config.cpp - C interface: halting configurations -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Config.h"
#include "Diag.h"
#include "Json.h"
#include "TextWriter.h"

#include <string.h>

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

constexpr double kWeightTolerance = 1e-9;

/// A message and its way out.
class Complaint {
public:
  Complaint() : writer(text, sizeof(text)) {}
  TextWriter &write() { return writer; }
  atlas_status_t invalid(atlas_diag_t **diag, const char *note = "") {
    return report(diag, Code::UsageInvalid, text, note);
  }

private:
  char text[512];
  TextWriter writer;
};

atlas_status_t invalid(atlas_diag_t **diag, const char *rule, double got) {
  Complaint complaint;
  complaint.write().put(rule).put(", got ").shortest(got);
  return complaint.invalid(diag);
}

atlas_status_t invalid(atlas_diag_t **diag, const char *rule, uint64_t got) {
  Complaint complaint;
  complaint.write().put(rule).put(", got ").integer(got);
  return complaint.invalid(diag);
}

bool isUnit(double value) { return value >= 0.0 && value <= 1.0; }
bool isNan(double value) { return value != value; }

// --- JSON -------------------------------------------------------------------

/// A field by its name; exactly one of the members is set.
struct Field {
  const char *name;
  double atlas_halt_config::*number;
  uint64_t atlas_halt_config::*count;
};

using Config = atlas_halt_config;
constexpr Field kFields[] = {
    {"coherence_threshold", &Config::coherence_threshold, nullptr},
    {"hard_limit", &Config::hard_limit, nullptr},
    {"soft_limit", &Config::soft_limit, nullptr},
    {"w_logic", &Config::w_logic, nullptr},
    {"w_fact", &Config::w_fact, nullptr},
    {"window_size", nullptr, &Config::window_size},
    {"window_threshold", &Config::window_threshold, nullptr},
    {"trend_window", nullptr, &Config::trend_window},
    {"trend_threshold", &Config::trend_threshold, nullptr},
    {"history_window", nullptr, &Config::history_window},
    {"deadline_ms", nullptr, &Config::deadline_ms},
    {"logit_entropy_limit", &Config::logit_entropy_limit, nullptr},
};

/// Reads one field; null if that went well, else what the field lacks.
const char *readField(const json::Value &object, const Field &field,
                      atlas_halt_config &config) {
  json::Value value;
  if (!object.find(field.name, value))
    return "is missing";
  if (value.kind() != json::Kind::Number)
    return "must be a number";
  if (field.count)
    return value.unsignedInteger(config.*field.count)
               ? nullptr
               : "must be an integer, 0 or above and below 2^64";
  double number = value.number();
  if (number - number != 0.0)
    return "is too large for a double";
  config.*field.number = number;
  return nullptr;
}

} // namespace

atlas_status_t atlas::runtime::halting::validateThresholds(
    double windowThreshold, double trendThreshold, atlas_diag_t **diag) {
  if (!(trendThreshold > 0.0))
    return invalid(diag, "trend_threshold must be > 0", trendThreshold);
  if (isNan(windowThreshold))
    return invalid(diag, "window_threshold must not be NaN", windowThreshold);
  return succeed(diag);
}

atlas_status_t atlas::runtime::halting::validateLimit(double hardLimit,
                                                      atlas_diag_t **diag) {
  if (!isUnit(hardLimit))
    return invalid(diag, "hard_limit must be in [0, 1]", hardLimit);
  return succeed(diag);
}

void atlas_halt_config_init(atlas_halt_config *config) {
  if (config)
    *config = {0.6, 0.5, 0.7, 0.6, 0.4, 10, 0.55, 5, 0.15, 5, 50, 1.2};
}

atlas_status_t atlas_halt_config_validate(const atlas_halt_config *config,
                                          atlas_diag_t **diag) {
  if (!config)
    return report(diag, Code::ApiMisuse, "config is NULL");
  const atlas_halt_config &c = *config;
  if (!isUnit(c.coherence_threshold))
    return invalid(diag, "coherence_threshold must be in [0, 1]",
                   c.coherence_threshold);
  if (atlas_status_t status = validateLimit(c.hard_limit, diag))
    return status;
  double weights = c.w_logic + c.w_fact, excess = weights - 1.0;
  if (!(excess <= kWeightTolerance && excess >= -kWeightTolerance))
    return invalid(diag, "w_logic + w_fact must equal 1.0", weights);
  if (c.window_size < 1)
    return invalid(diag, "window_size must be >= 1", c.window_size);
  if (c.trend_window < 2)
    return invalid(diag, "trend_window must be >= 2", c.trend_window);
  if (!(c.trend_threshold > 0.0))
    return invalid(diag, "trend_threshold must be > 0", c.trend_threshold);
  if (c.deadline_ms < 1)
    return invalid(diag, "deadline_ms must be > 0", c.deadline_ms);
  if (isNan(c.soft_limit))
    return invalid(diag, "soft_limit must not be NaN", c.soft_limit);
  if (isNan(c.window_threshold))
    return invalid(diag, "window_threshold must not be NaN",
                   c.window_threshold);
  if (isNan(c.logit_entropy_limit))
    return invalid(diag, "logit_entropy_limit must not be NaN",
                   c.logit_entropy_limit);
  return succeed(diag);
}

atlas_status_t atlas_halt_config_parse(const char *json, size_t size,
                                       atlas_halt_config *config,
                                       atlas_diag_t **diag) {
  if (!config || (!json && size))
    return report(diag, Code::ApiMisuse, "json or config is NULL");
  Complaint complaint;
  json::Value root;
  json::Error error;
  if (!json::check(json, size, root, error)) {
    complaint.write()
        .put("the configuration is not JSON: ")
        .put(error.what)
        .put(" at byte ")
        .integer(error.offset);
    return complaint.invalid(diag);
  }
  if (root.kind() != json::Kind::Object)
    return report(diag, Code::UsageInvalid,
                  "the configuration is not a JSON object");
  atlas_halt_config read;
  for (const Field &field : kFields)
    if (const char *problem = readField(root, field, read)) {
      complaint.write().put(field.name).put(" ").put(problem);
      return complaint.invalid(diag, "all twelve fields must be given");
    }
  if (atlas_status_t status = atlas_halt_config_validate(&read, diag))
    return status;
  *config = read;
  return ATLAS_STATUS_OK;
}
