//===- QuorumReport.cpp - What a quorum run found ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "QuorumReport.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include <fmt/format.h>

#include <cmath>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

constexpr llvm::StringLiteral kNames[] = {"match", "divergent", "not_run",
                                          "refused", "error"};
constexpr llvm::StringLiteral kPhrases[] = {"match", "divergent", "not run",
                                            "refused", "engine error"};

/// JSON has no infinity.
json::Value number(double value) {
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  return value;
}

std::string column(const QuorumRow &row) {
  // The host has one layout, which nobody needs to read.
  llvm::StringRef layout = row.layout;
  if (layout.consume_front("host"))
    layout = layout.ltrim();
  return fmt::format("{} {}{}{}", row.target, layout.str(), layout.empty() ? "" : " ",
                     row.device);
}

/// The ATL code at the start of a message, or "".
llvm::StringRef codeOf(llvm::StringRef text) {
  size_t at = text.find("ATL");
  return at == llvm::StringRef::npos ? "" : text.substr(at, 7);
}

std::string cell(const QuorumRow &row) {
  std::string text = kPhrases[unsigned(row.result.kind)].str();
  if (row.result.kind == QuorumStatus::Refused)
    text += " " + codeOf(row.result.detail).str();
  return row.result.kind == QuorumStatus::Divergent ||
                 row.result.kind == QuorumStatus::Error
             ? "**" + text + "**"
             : text;
}

/// The first line of a message, without what only a terminal needs.
std::string firstLine(llvm::StringRef text) {
  return text.split('\n').first.str();
}

std::string matrix(const std::vector<QuorumRow> &rows) {
  std::vector<std::string> kernels, columns;
  for (const QuorumRow &row : rows) {
    if (!llvm::is_contained(kernels, row.kernel))
      kernels.push_back(row.kernel);
    if (!llvm::is_contained(columns, column(row)))
      columns.push_back(column(row));
  }
  std::string text = "| Kernel | " + llvm::join(columns, " | ") + " |\n|---|";
  for (size_t i = 0; i < columns.size(); ++i)
    text += "---|";
  text += "\n";
  for (const std::string &kernel : kernels) {
    text += "| " + kernel;
    for (const std::string &name : columns) {
      auto found = llvm::find_if(rows, [&](const QuorumRow &row) {
        return row.kernel == kernel && column(row) == name;
      });
      text += " | " + (found == rows.end() ? "-" : cell(*found));
    }
    text += " |\n";
  }
  return text;
}

/// Rows of one status, grouped by what they say.
std::string reasons(const std::vector<QuorumRow> &rows, QuorumStatus status) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const QuorumRow &row : rows) {
    if (row.result.kind != status)
      continue;
    std::string reason = firstLine(row.result.detail);
    auto found = llvm::find_if(groups, [&](auto &g) { return g.first == reason; });
    if (found == groups.end())
      found = groups.insert(groups.end(), {reason, {}});
    found->second.push_back(row.kernel + " (" + column(row) + ")");
  }
  std::string text;
  for (auto &[reason, places] : groups)
    text += fmt::format("* {}: {}\n", reason, fmt::join(places, ", "));
  return text;
}

} // namespace

llvm::StringRef tool::statusName(QuorumStatus status) {
  return kNames[static_cast<unsigned>(status)];
}

QuorumTotals::QuorumTotals(const std::vector<QuorumRow> &rows) {
  for (const QuorumRow &row : rows)
    ++counts[static_cast<unsigned>(row.result.kind)];
}

std::string QuorumTotals::text() const {
  std::string text;
  for (auto [count, phrase] : llvm::zip(counts, kPhrases))
    if (count || phrase == "match")
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count,
                          phrase.str());
  return text;
}

std::string tool::rowText(const QuorumRow &row) {
  std::string text = fmt::format("{} {}: {}", row.kernel, column(row),
                                 kPhrases[unsigned(row.result.kind)].str());
  if (row.result.kind == QuorumStatus::Match) {
    text += fmt::format(", {} calls, {} elements", row.result.votes.calls,
                        row.result.votes.compared);
    if (row.result.votes.maxAbsDiff > 0)
      text += fmt::format(", differences up to {}", row.result.votes.maxAbsDiff);
    if (row.result.skipped)
      text += fmt::format(", {} skipped", row.result.skipped);
    if (row.result.reply.software)
      text += ", software";
    return text;
  }
  if (row.result.kind == QuorumStatus::Divergent && row.result.votes.worst)
    text += fmt::format(": {} (in {})", row.result.votes.worst->text,
                        row.result.votes.worst->callName);
  else
    text += ": " + row.result.detail;
  return text;
}

json::Value tool::toJSON(const std::vector<QuorumRow> &rows) {
  json::Array list;
  for (const QuorumRow &row : rows) {
    json::Object object{{"kernel", row.kernel},
                        {"target", row.target},
                        {"layout", row.layout},
                        {"device", row.device},
                        {"status", statusName(row.result.kind)},
                        {"fixture", row.fixture},
                        {"calls", int64_t(row.result.votes.calls)},
                        {"elements", int64_t(row.result.votes.compared)},
                        {"skipped", int64_t(row.result.skipped)},
                        {"max_abs_diff", number(row.result.votes.maxAbsDiff)},
                        {"milliseconds", row.milliseconds}};
    if (!row.result.detail.empty())
      object["detail"] = row.result.detail;
    if (!row.result.reply.device.empty())
      object["engine"] = json::Object{{"device", row.result.reply.device},
                                      {"driver", row.result.reply.driver},
                                      {"software", row.result.reply.software},
                                      {"digest", row.result.reply.digest}};
    if (row.result.votes.worst)
      object["worst"] = json::Object{
          {"call", row.result.votes.worst->callName},
          {"buffer", row.result.votes.worst->buffer},
          {"index", int64_t(row.result.votes.worst->index)},
          {"text", row.result.votes.worst->text}};
    list.push_back(std::move(object));
  }
  QuorumTotals totals(rows);
  json::Object summary;
  for (auto [count, name] : llvm::zip(totals.counts, kNames))
    summary[name] = int64_t(count);
  return json::Object{{"rows", std::move(list)},
                      {"totals", std::move(summary)}};
}

std::string tool::toMarkdown(const std::vector<QuorumRow> &rows) {
  std::string text =
      "<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception -->\n\n"
      "# Quorum\n\nWritten by `atlas-jit quorum`; what the words mean: "
      "[quorum](../Reference/quorum.md).\n\n" +
      matrix(rows);
  text += "\n" + QuorumTotals(rows).text() + ".\n";
  constexpr std::pair<QuorumStatus, llvm::StringLiteral> kSections[] = {
      {QuorumStatus::Divergent, "Divergent"},
      {QuorumStatus::Error, "Engine errors"},
      {QuorumStatus::Refused, "Refused"},
      {QuorumStatus::NotRun, "Not run"}};
  for (auto &[status, title] : kSections)
    if (std::string list = reasons(rows, status); !list.empty())
      text += fmt::format("\n## {}\n\n{}", title.str(), list);
  std::vector<std::string> devices;
  for (const QuorumRow &row : rows) {
    std::string line = fmt::format(
        "* {} {}: {}, {}{}", row.target, row.device, row.result.reply.device,
        row.result.reply.driver, row.result.reply.software ? " (software)" : "");
    if (!row.result.reply.device.empty() && row.target != "cpu" &&
        !llvm::is_contained(devices, line))
      devices.push_back(line);
  }
  if (!devices.empty())
    text += "\n## Devices\n\n" + llvm::join(devices, "\n") + "\n";
  return text;
}
