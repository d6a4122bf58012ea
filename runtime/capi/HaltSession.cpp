//===- HaltSession.cpp - C interface: halting sessions --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Diag.h"
#include "halting/Config.h"
#include "halting/Decide.h"
#include "halting/Session.h"

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

atlas_status_t atlas_halt_decide(const double *scores, size_t count,
                                 const atlas_halt_config *config,
                                 atlas_halt_trend_t trend,
                                 atlas_halt_decision *decision,
                                 atlas_diag_t **diag) {
  if (!decision || !config || (!scores && count) || !isTrend(trend))
    return report(diag, Code::ApiMisuse,
                  "a pointer is NULL, or the trend is unknown");
  if (atlas_status_t status = atlas_halt_config_validate(config, diag))
    return status;
  Halt halt = decideScores(Rule(*config, trend), scores, count);
  bool halted = halt.verdict.reason != ATLAS_HALT_NONE;
  *decision = {halted ? int64_t(halt.index) : -1, halt.verdict.reason,
               halt.index, halt.index + halted, halt.verdict.value};
  return ATLAS_STATUS_OK;
}

atlas_status_t atlas_halt_session_open(const atlas_halt_config *config,
                                       const atlas_halt_options *options,
                                       atlas_halt_session_t **session,
                                       atlas_diag_t **diag) {
  if (session)
    *session = nullptr;
  atlas_halt_options chosen = options ? *options : atlas_halt_options();
  if (!config || !session || !isTrend(chosen.trend) || !isMode(chosen.mode))
    return report(diag, Code::ApiMisuse,
                  "a pointer is NULL, or an option is unknown");
  if (atlas_status_t status = atlas_halt_config_validate(config, diag))
    return status;
  *session = new atlas_halt_session(*config, chosen, /*isSafety=*/false);
  return *session ? ATLAS_STATUS_OK : reportNoMemory(diag);
}

atlas_status_t atlas_halt_session_push(atlas_halt_session_t *session,
                                       const char *text, size_t size,
                                       double score, atlas_diag_t **diag) {
  if (!session || (!text && size))
    return report(diag, Code::ApiMisuse, "session or text is NULL");
  if (session->isOpen() && !session->push(text, size, score))
    return reportNoMemory(diag);
  return succeed(diag);
}

bool atlas_halt_session_is_active(const atlas_halt_session_t *session) {
  return session && session->isOpen();
}

void atlas_halt_session_destroy(atlas_halt_session_t *session) {
  delete session;
}

void atlas_halt_session_summary(const atlas_halt_session_t *session,
                                atlas_halt_summary *summary) {
  if (session && summary)
    session->summarize(*summary);
}

bool atlas_halt_session_event(const atlas_halt_session_t *session, size_t index,
                              atlas_halt_event *event) {
  return session && event && session->event(index, *event);
}

const double *atlas_halt_session_coherence(const atlas_halt_session_t *session,
                                           size_t *count) {
  if (!session || !count)
    return nullptr;
  *count = session->scores.size();
  return *count ? session->scores.data() : nullptr;
}

const char *atlas_halt_session_output(const atlas_halt_session_t *session,
                                      size_t *size) {
  if (!session || !size)
    return nullptr;
  *size = session->outputSize();
  return *size ? session->text.data() : "";
}

const char *atlas_halt_session_reason(const atlas_halt_session_t *session) {
  return session ? session->reasonText : "";
}

const char *atlas_halt_session_interrupt(const atlas_halt_session_t *session) {
  return session ? session->interruptText : "";
}
