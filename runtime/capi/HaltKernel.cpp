//===- HaltKernel.cpp - C interface: safety and streaming kernels ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Diag.h"
#include "halting/Clock.h"
#include "halting/Config.h"
#include "halting/Flag.h"
#include "halting/Session.h"

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

struct atlas_halt_kernel {
  static void *operator new(size_t size) noexcept { return allocate(size); }
  static void operator delete(void *kernel) { release(kernel); }

  const atlas_halt_config config;
  const atlas_halt_options options;
  const bool isSafety;
  Flag active;
};

namespace {

/// The tokens of an array as a source.
struct ArraySource {
  const atlas_halt_token *at, *end;

  int next(atlas_halt_token &token) {
    if (at == end)
      return 0;
    token = *at++;
    return 1;
  }
};

/// A source of the caller.
struct CallerSource {
  const atlas_halt_source &source;

  int next(atlas_halt_token &token) {
    return source.next(source.context, &token);
  }
};

/// What a token is worth; a failure is worth nothing.
double scoreOf(const atlas_halt_scorer &scorer, const atlas_halt_token &token) {
  double score = 0.0;
  bool good = scorer.score(scorer.context, &token, &score) == 0;
  return good ? score : 0.0;
}

/// Runs a stream to its end or halt.
template <typename Source>
atlas_status_t run(atlas_halt_kernel &kernel, Source source,
                   const atlas_halt_scorer &scorer, atlas_halt_session &session,
                   atlas_diag_t **diag) {
  while (session.isOpen()) {
    atlas_halt_token token = {nullptr, 0};
    int more = source.next(token);
    if (more < 0)
      return report(diag, Code::ApiMisuse, "the source of tokens failed");
    if (more == 0) {
      session.close();
      break;
    }
    if (!token.text && token.size)
      return report(diag, Code::ApiMisuse, "a token's text is NULL");
    if (!kernel.active.isSet()) {
      session.stop();
      break;
    }
    if (!session.push(token.text, token.size, scoreOf(scorer, token)))
      return reportNoMemory(diag);
    if (session.isHaltedBy(ATLAS_HALT_HARD_LIMIT))
      kernel.active.set(false);
  }
  return succeed(diag);
}

template <typename Source>
atlas_status_t runNew(atlas_halt_kernel &kernel, Source source,
                      const atlas_halt_scorer &scorer,
                      atlas_halt_session_t **session, atlas_diag_t **diag) {
  auto *made =
      new atlas_halt_session(kernel.config, kernel.options, kernel.isSafety);
  if (!made)
    return reportNoMemory(diag);
  atlas_status_t status = run(kernel, source, scorer, *made, diag);
  if (status)
    delete made;
  else
    *session = made;
  return status;
}

/// Sets `*session` to NULL; false if a stream cannot be run.
bool isUsable(const atlas_halt_kernel_t *kernel,
              const atlas_halt_scorer *scorer, atlas_halt_session_t **session) {
  if (session)
    *session = nullptr;
  return kernel && session && scorer && scorer->score;
}

atlas_status_t create(const atlas_halt_config &config,
                      atlas_halt_options options, bool isSafety,
                      atlas_halt_kernel_t **kernel, atlas_diag_t **diag) {
  if (!options.clock)
    options.clock = kSystemClock;
  *kernel = new atlas_halt_kernel{config, options, isSafety, {}};
  return *kernel ? succeed(diag) : reportNoMemory(diag);
}

} // namespace

atlas_status_t atlas_halt_kernel_create(const atlas_halt_config *config,
                                        const atlas_halt_options *options,
                                        atlas_halt_kernel_t **kernel,
                                        atlas_diag_t **diag) {
  if (kernel)
    *kernel = nullptr;
  atlas_halt_options chosen = options ? *options : atlas_halt_options();
  if (!config || !kernel || !isTrend(chosen.trend) || !isMode(chosen.mode))
    return report(diag, Code::ApiMisuse,
                  "a pointer is NULL, or an option is unknown");
  if (atlas_status_t status = atlas_halt_config_validate(config, diag))
    return status;
  return create(*config, chosen, /*isSafety=*/false, kernel, diag);
}

atlas_status_t atlas_halt_safety_create(double hard_limit,
                                        atlas_halt_kernel_t **kernel,
                                        atlas_diag_t **diag) {
  if (!kernel)
    return report(diag, Code::ApiMisuse, "kernel is NULL");
  *kernel = nullptr;
  if (atlas_status_t status = validateLimit(hard_limit, diag))
    return status;
  atlas_halt_config config;
  atlas_halt_config_init(&config);
  config.hard_limit = hard_limit;
  return create(config, atlas_halt_options(), /*isSafety=*/true, kernel, diag);
}

void atlas_halt_kernel_destroy(atlas_halt_kernel_t *kernel) { delete kernel; }

atlas_status_t atlas_halt_kernel_stream(atlas_halt_kernel_t *kernel,
                                        const atlas_halt_token *tokens,
                                        size_t count,
                                        const atlas_halt_scorer *scorer,
                                        atlas_halt_session_t **session,
                                        atlas_diag_t **diag) {
  if (!isUsable(kernel, scorer, session) || (!tokens && count))
    return report(diag, Code::ApiMisuse, "a pointer is NULL");
  return runNew(*kernel, ArraySource{tokens, tokens + count}, *scorer, session,
                diag);
}

atlas_status_t atlas_halt_kernel_stream_from(atlas_halt_kernel_t *kernel,
                                             const atlas_halt_source *source,
                                             const atlas_halt_scorer *scorer,
                                             atlas_halt_session_t **session,
                                             atlas_diag_t **diag) {
  if (!isUsable(kernel, scorer, session) || !source || !source->next)
    return report(diag, Code::ApiMisuse, "a pointer is NULL");
  return runNew(*kernel, CallerSource{*source}, *scorer, session, diag);
}

void atlas_halt_kernel_emergency_stop(atlas_halt_kernel_t *kernel) {
  if (kernel)
    kernel->active.set(false);
}

void atlas_halt_kernel_reactivate(atlas_halt_kernel_t *kernel) {
  if (kernel)
    kernel->active.set(true);
}

bool atlas_halt_kernel_is_active(const atlas_halt_kernel_t *kernel) {
  return kernel && kernel->active.isSet();
}
