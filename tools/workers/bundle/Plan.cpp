//===- Plan.cpp - What a bundle runs ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Plan.h"

#include "common/Job.h"

#include <algorithm>
#include <charconv>
#include <string_view>

using namespace atlas::worker;

namespace {

std::string_view word(std::string_view &rest) {
  size_t blank = rest.find(' ');
  std::string_view first = rest.substr(0, blank);
  rest = blank == std::string_view::npos ? std::string_view()
                                         : rest.substr(blank + 1);
  return first;
}

/// Names become file names: nothing that leads elsewhere.
bool isName(std::string_view text) {
  return !text.empty() && text[0] != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
         });
}

/// "" or what is wrong with a line behind the first.
std::string readLine(std::string_view rest, Plan &plan) {
  std::string_view key = word(rest);
  if (key == "limit") {
    auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), plan.limit);
    return error == std::errc() && end == rest.data() + rest.size() && plan.limit
               ? ""
               : "expected 'limit SECONDS'";
  }
  if (key == "job") {
    std::string_view target = word(rest);
    plan.jobs.push_back({std::string(target), std::string(rest)});
    return isName(target) && isName(rest) ? "" : "expected 'job TARGET NAME'";
  }
  if (key == "engine") {
    PlannedEngine engine;
    engine.target = word(rest);
    engine.device = word(rest);
    engine.worker = rest;
    bool good = isName(engine.target) && isName(engine.device) && isName(rest);
    plan.engines.push_back(std::move(engine));
    return good ? "" : "expected 'engine TARGET DEVICE WORKER'";
  }
  if (plan.engines.empty())
    return "unknown word '" + std::string(key) + "', or no engine before it";
  PlannedEngine &last = plan.engines.back();
  if (key == "driver" && !rest.empty())
    last.driver = rest;
  else if (key == "hardware" && rest.empty())
    last.hardware = true;
  else if (key == "when" && rest == "driver-chosen")
    last.when = PlannedEngine::Chosen;
  else if (key == "when" && rest == "driver-open")
    last.when = PlannedEngine::Open;
  else
    return "unknown word '" + std::string(key) + "'";
  return {};
}

} // namespace

std::string atlas::worker::readPlan(const std::string &path, Plan &plan) {
  std::vector<uint8_t> bytes;
  if (std::string error = readFile(path, bytes); !error.empty())
    return error;
  std::string_view text(reinterpret_cast<const char *>(bytes.data()),
                        bytes.size());
  for (unsigned number = 1; !text.empty(); ++number) {
    size_t newline = text.find('\n');
    std::string_view line = text.substr(0, newline);
    std::string error = number > 1 ? readLine(line, plan)
                        : line == "atlas-bundle 1"
                            ? ""
                            : "this program runs bundles of version 1";
    if (!error.empty())
      return path + ":" + std::to_string(number) + ": " + error;
    text = newline == std::string_view::npos ? std::string_view()
                                             : text.substr(newline + 1);
  }
  return plan.engines.empty() ? path + ": no engines" : "";
}
