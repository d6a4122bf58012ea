//===- HaltKernelCases.cpp - safety streaming sessions soft ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs of kernels with scripted callbacks: each stream from an array of tokens
// and from a source.
//===----------------------------------------------------------------------===//
#include "HaltValues.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas::test;
namespace json = llvm::json;

namespace {

HaltKernel streamingKernel(Case &c, const atlas_halt_config &config,
                           const atlas_halt_options &options) {
  atlas_halt_kernel_t *kernel = nullptr;
  c.expect("create", ATLAS_STATUS_OK,
           atlas_halt_kernel_create(&config, &options, &kernel, nullptr));
  return HaltKernel(kernel);
}

/// What a kernel gives instead of the session: its output or an interrupt.
std::string returnedText(const atlas_halt_session_t *session) {
  llvm::StringRef interrupt = atlas_halt_session_interrupt(session);
  size_t size = 0;
  const char *text = atlas_halt_session_output(session, &size);
  return interrupt.empty() ? std::string(text, size) : interrupt.str();
}

void runSafety(Case &c, bool lazily) {
  auto scores = haltScores(c, c.row);
  auto limit = haltNumber(c, c.row.get("hard_limit"));
  auto active = c.boolean("initially_active");
  const json::Object *expect = c.row.getObject("expect");
  if (!scores || !limit || !active)
    return;
  if (!expect)
    return c.malformed("no object 'expect'");
  atlas_halt_kernel_t *made = nullptr;
  c.expect("create", ATLAS_STATUS_OK,
           atlas_halt_safety_create(*limit, &made, nullptr));
  HaltKernel kernel(made);
  if (!*active)
    atlas_halt_kernel_emergency_stop(kernel.get());
  HaltScript script{*scores, {}, {}};
  HaltSession session = runHaltStream(c, kernel, script, lazily);
  if (!session)
    return;
  atlas_halt_summary summary;
  atlas_halt_session_summary(session.get(), &summary);
  c.expect("halted", expect->getBoolean("halted").value_or(!summary.halted),
           summary.halted);
  c.expect("emitted", uint64_t(expect->getInteger("emitted").value_or(-1)),
           summary.emitted);
  c.expect("callbacks", uint64_t(expect->getInteger("callbacks").value_or(-1)),
           script.callbacks);
  c.expectText("reason_code", expect->getString("reason_code").value_or(""),
               haltReasonName(summary.reason));
  bool isActive = atlas_halt_kernel_is_active(kernel.get());
  c.expect("active_after",
           expect->getBoolean("active_after").value_or(!isActive), isActive);
  if (auto text = expect->getString("return"))
    c.expectText("return", *text, returnedText(session.get()));
}

void runStreaming(Case &c, bool lazily) {
  auto scores = haltScores(c, c.row);
  auto config = haltConfig(c, c.row.getObject("config"));
  auto trend = haltTrend(c);
  auto active = c.boolean("initially_active");
  const json::Object *expect = c.row.getObject("expect");
  if (!scores || !config || !trend || !active)
    return;
  if (!expect)
    return c.malformed("no object 'expect'");
  HaltKernel kernel =
      streamingKernel(c, *config, {*trend, ATLAS_HALT_HARD, nullptr, nullptr});
  if (!*active)
    atlas_halt_kernel_emergency_stop(kernel.get());
  std::optional<int64_t> stop;
  if (auto at = c.row.getInteger("stop_in_callback"))
    stop = *at;
  HaltScript script{*scores, {}, stop};
  HaltSession session = runHaltStream(c, kernel, script, lazily);
  if (session)
    expectSession(c, *expect, session.get(), kernel);
}

void runSessions(Case &c, bool lazily) {
  auto config = haltConfig(c, c.row.getObject("config"));
  const json::Array *steps = c.row.getArray("steps");
  if (!config)
    return;
  if (!steps)
    return c.malformed("no list 'steps'");
  HaltKernel kernel = streamingKernel(c, *config, {});
  for (const json::Value &value : *steps) {
    const json::Object *step = value.getAsObject();
    llvm::StringRef op = step ? step->getString("op").value_or("") : "";
    if (op == "reactivate") {
      atlas_halt_kernel_reactivate(kernel.get());
      continue;
    }
    const json::Object *expect = step ? step->getObject("expect") : nullptr;
    if (op != "stream_tokens" || !expect)
      return c.malformed("unknown step '" + op + "', or nothing expected");
    auto scores = haltScores(c, *step);
    if (!scores)
      return;
    HaltScript script{*scores, {}, {}};
    HaltSession session = runHaltStream(c, kernel, script, lazily);
    if (session)
      expectSession(c, *expect, session.get(), kernel);
  }
}

void expectSoft(Case &c, const json::Object &expect,
                const atlas_halt_session_t *session) {
  atlas_halt_summary summary;
  atlas_halt_session_summary(session, &summary);
  c.expect("halted", expect.getBoolean("halted").value_or(!summary.halted),
           summary.halted);
  c.expect("soft_halted",
           expect.getBoolean("soft_halted").value_or(!summary.soft_halted),
           summary.soft_halted);
  c.expect("halt_index", uint64_t(expect.getInteger("halt_index").value_or(-2)),
           uint64_t(summary.halt_index));
  c.expectText("reason_code", expect.getString("reason_code").value_or(""),
               haltReasonName(summary.reason));
  c.expect("observed", uint64_t(expect.getInteger("observed").value_or(-1)),
           summary.token_count);
  size_t size = 0;
  const char *text = atlas_halt_session_output(session, &size);
  c.expectText("output", expect.getString("output").value_or("?"),
               llvm::StringRef(text, size));
}

void runSoft(Case &c, bool lazily) {
  auto scores = haltScores(c, c.row);
  auto config = haltConfig(c, c.row.getObject("config"));
  const json::Array *tokens = c.row.getArray("tokens");
  const json::Object *expect = c.row.getObject("expect");
  if (!scores || !config)
    return;
  if (!tokens || !expect || tokens->size() != scores->size())
    return c.malformed("needs 'expect' and as many 'tokens' as scores");
  atlas_halt_options options = {ATLAS_HALT_ENDPOINT, ATLAS_HALT_SOFT, nullptr,
                                nullptr};
  HaltKernel kernel = streamingKernel(c, *config, options);
  HaltScript script{*scores, {}, {}};
  for (const json::Value &token : *tokens)
    script.tokens.push_back(token.getAsString().value_or("").str());
  if (HaltSession session = runHaltStream(c, kernel, script, lazily))
    expectSoft(c, *expect, session.get());
  // The same, pushed.
  atlas_halt_session_t *made = nullptr;
  atlas_halt_session_open(&*config, &options, &made, nullptr);
  HaltSession pushed(made);
  std::vector<double> plain = plainScores(*scores);
  for (size_t i = 0; i < plain.size(); ++i)
    atlas_halt_session_push(made, script.tokens[i].data(),
                            script.tokens[i].size(), plain[i], nullptr);
  expectSoft(c, *expect, made);
}

} // namespace

void atlas::test::runHaltSafety(Case &c) {
  runSafety(c, false);
  runSafety(c, true);
}

void atlas::test::runHaltStreaming(Case &c) {
  runStreaming(c, false);
  runStreaming(c, true);
}

void atlas::test::runHaltSessions(Case &c) {
  runSessions(c, false);
  runSessions(c, true);
}

void atlas::test::runHaltSoft(Case &c) {
  runSoft(c, false);
  runSoft(c, true);
}
