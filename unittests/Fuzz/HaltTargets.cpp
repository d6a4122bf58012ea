//===- HaltTargets.cpp - Halting: configurations and sessions -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Configuration texts are compared with what LLVM's JSON reader makes of them;
// sessions with the model of the rules.
//===----------------------------------------------------------------------===//
#include "FuzzTargets.h"

#include "HaltModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace atlas::fuzz {
namespace {

using Config = atlas_halt_config;

/// The fields of a configuration by name; exactly one member is set.
struct Field {
  llvm::StringLiteral name;
  double Config::*number;
  uint64_t Config::*count = nullptr;
};
constexpr Field fields[] = {
    {"coherence_threshold", &Config::coherence_threshold},
    {"hard_limit", &Config::hard_limit},
    {"soft_limit", &Config::soft_limit},
    {"w_logic", &Config::w_logic},
    {"w_fact", &Config::w_fact},
    {"window_size", nullptr, &Config::window_size},
    {"window_threshold", &Config::window_threshold},
    {"trend_window", nullptr, &Config::trend_window},
    {"trend_threshold", &Config::trend_threshold},
    {"history_window", nullptr, &Config::history_window},
    {"deadline_ms", nullptr, &Config::deadline_ms},
    {"logit_entropy_limit", &Config::logit_entropy_limit}};

/// What a parse came to.
struct Parsed {
  Config config;
  bool accepted;
  std::string wrong; ///< a broken promise
};

Parsed parse(llvm::StringRef text) {
  Parsed result = {};
  memset(&result.config, 0xA5, sizeof(Config));
  Config before = result.config;
  // Nothing behind the text may be read.
  std::unique_ptr<char[]> exact(new char[text.size()]);
  llvm::copy(text, exact.get());
  atlas_diag_t *diag = nullptr;
  atlas_status_t status =
      atlas_halt_config_parse(exact.get(), text.size(), &result.config, &diag);
  result.accepted = status == ATLAS_STATUS_OK;
  if (result.accepted != !diag)
    result.wrong = "status and diagnostic differ";
  else if (diag && (diag->code != 313 || !*diag->message))
    result.wrong = "a refusal without its code or message";
  else if (diag && memcmp(&before, &result.config, sizeof(Config)) != 0)
    result.wrong = "a refusal wrote the configuration";
  else if (!diag && atlas_halt_config_validate(&result.config, nullptr))
    result.wrong = "an invalid configuration was accepted";
  atlas_diag_free(diag);
  return result;
}

/// The configuration that LLVM reads; false if it is none, valid or not.
bool readWithLLVM(llvm::StringRef text, Config &config) {
  auto value = llvm::json::parse(text);
  if (!value) {
    llvm::consumeError(value.takeError());
    return false;
  }
  const llvm::json::Object *object = value->getAsObject();
  for (const Field &field : fields) {
    const llvm::json::Value *member =
        object ? object->get(field.name) : nullptr;
    auto number = member ? member->getAsNumber() : std::nullopt;
    auto count = member ? member->getAsUINT64() : std::nullopt;
    if (field.count ? !count : !number || *number - *number != 0.0)
      return false;
    if (field.count)
      config.*field.count = *count;
    else
      config.*field.number = *number;
  }
  return true;
}

/// "" or the first field that differs; -0 is 0, as LLVM reads it.
std::string difference(const Config &a, const Config &b) {
  for (const Field &field : fields)
    if (field.count ? a.*field.count != b.*field.count
                    : a.*field.number != b.*field.number)
      return (field.name + " differs from what LLVM reads").str();
  return "";
}

/// A configuration as text that the parser must take.
std::string write(const Config &config) {
  llvm::json::Object object;
  for (const Field &field : fields)
    if (field.count)
      object[field.name] = config.*field.count;
    else
      object[field.name] = config.*field.number;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(std::move(object));
  return text;
}

std::string runConfig(llvm::StringRef bytes) {
  Parsed parsed = parse(bytes);
  acceptedInputs += parsed.accepted;
  if (!parsed.wrong.empty())
    return parsed.wrong;
  Config expected = {};
  if (!readWithLLVM(bytes, expected))
    return parsed.accepted ? "LLVM refuses what was accepted" : "";
  if (parsed.accepted)
    return difference(expected, parsed.config);
  // Refused: then because of a value, or of how the text is written.
  Parsed again = parse(write(expected));
  if (!again.wrong.empty())
    return again.wrong;
  bool isValid = !atlas_halt_config_validate(&expected, nullptr);
  if (again.accepted != isValid)
    return isValid ? "a plain text of a valid configuration was refused"
                   : "a plain text of an invalid configuration was accepted";
  return isValid ? difference(expected, again.config) : "";
}

std::vector<std::string> configSeeds(llvm::StringRef) {
  Config config = test::defaultConfig();
  std::vector<std::string> seeds = {write(config)};
  config.window_size = UINT64_MAX;
  config.window_threshold = -1e308;
  config.trend_threshold = 5e-324;
  config.soft_limit = 0.1 + 0.2;
  seeds.push_back(write(config));
  // Unknown, nested and repeated members, escaped names, spaces, exponents.
  std::string text = seeds[0];
  text.insert(1, "\"other\":[{\"a\\u00e9\\ud83d\\ude00\":[null,true,false,"
                 "\"\\n\"]},-0.5E-3],\n\t\"hard_limit\":\"x\",");
  text.insert(text.size() - 1, ",\"hard_limi\\u0074\" : 5E-1 ");
  seeds.push_back(text);
  return seeds;
}

constexpr llvm::StringRef configWords[] = {
    "\"hard_limit\":",
    "\"window_size\":",
    "\"trend_window\":",
    "\"trend_threshold\":",
    "\"w_logic\":",
    "\"deadline_ms\":",
    "{}",
    "[[[[",
    "]",
    "{\"a\":",
    "null",
    "true",
    "1e999",
    "-0",
    "0.1e-400",
    "18446744073709551616",
    "18446744073709551615",
    "9007199254740993",
    "0.1000000000000000055511151231257827021181583404541015625",
    "\\ud83d",
    "\\ude00",
    "\\u0000",
    "\xEF\xBB\xBF",
    "\xC3\xA9",
    "\xED\xA0\x80",
    ",",
    ":"};

std::string runCalls(llvm::StringRef bytes) {
  ++acceptedInputs;
  return test::runHaltCalls(bytes.bytes_begin(), bytes.size());
}

std::vector<std::string> callSeeds(llvm::StringRef) {
  std::vector<std::string> seeds;
  for (unsigned i = 0; i < 24; ++i) {
    test::Random random(i);
    std::string seed(1, char(i));
    while (seed.size() < 40 + 40 * i)
      seed += char(random.next());
    seeds.push_back(seed);
  }
  return seeds;
}

} // namespace

llvm::ArrayRef<FuzzTarget> haltTargets() {
  static const FuzzTarget targets[] = {
      {"halt-config", runConfig, configSeeds, configWords},
      {"halt-calls", runCalls, callSeeds, {}}};
  return targets;
}

} // namespace atlas::fuzz
