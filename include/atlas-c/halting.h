/*===- halting.h - Halting kernels for token streams ----------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Stops a stream of tokens when the coherence scores of its tokens demand it.
 *
 * Three rules, in this order for every token: its score is below the hard limit;
 * the mean of the last window_size scores is below window_threshold; the last
 * trend_window scores fall by more than trend_threshold. The first rule that
 * fires decides. All arithmetic is IEEE binary64 in one fixed order, so equal
 * scores give bit-equal decisions in every function here, on every machine.
 *
 *   atlas_halt_decide        scores in memory, no log
 *   atlas_halt_kernel_*      tokens with a scoring callback; a flag that a hard
 *                            halt or another thread clears
 *   atlas_halt_session_*     what a stream left behind; or, opened by hand, one
 *                            token at a time with scores of the caller
 *   halt_batch.h             many streams at once
 *   coherence.h              scores of texts
 *
 * Scores: NaN and the infinities count as 0.0, as does a callback that fails;
 * every other value is used as it is.
 * Failure: atlas_status_t and a diagnostic (diag.h): ATL0508 for NULL and wrong
 * enumerators, ATL0313 for a configuration, ATL0310 without memory. Texts are
 * bytes, UTF-8 by convention, and need no NUL.
 * Threads: as each handle says.
 * Source: docs/Reference/halting.md.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_HALTING_H
#define ATLAS_C_HALTING_H

#include "atlas-c/base.h"
#include "atlas-c/diag.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Configuration --------------------------------------------------------- */

/* Limits and lengths; scores and thresholds have no unit. */
typedef struct atlas_halt_config {
  double coherence_threshold; /* 0.6: the scorer approves from here on */
  double hard_limit;          /* 0.5: a score below it halts */
  double soft_limit;          /* 0.7: a score below it is a warning */
  double w_logic;             /* 0.6: weight of the logical divergence */
  double w_fact;              /* 0.4: weight of the factual divergence */
  uint64_t window_size;       /* 10 tokens */
  double window_threshold;    /* 0.55: a mean below it halts */
  uint64_t trend_window;      /* 5 tokens */
  double trend_threshold;     /* 0.15: a drop above it halts */
  uint64_t history_window;    /* 5 approved actions that a scorer keeps */
  uint64_t deadline_ms;       /* 50 milliseconds; stored only */
  double logit_entropy_limit; /* 1.2; stored only */
} atlas_halt_config;

/* Writes the defaults above. NULL: no effect. */
ATLAS_API void atlas_halt_config_init(atlas_halt_config *config);

/* OK if the configuration may be used; everything here that takes one checks
 * this first. Else the message names the first field that is wrong, in this
 * order: coherence_threshold and hard_limit in [0, 1]; w_logic + w_fact = 1 up to
 * 1e-9; window_size >= 1; trend_window >= 2; trend_threshold > 0; deadline_ms > 0;
 * soft_limit, window_threshold and logit_entropy_limit not NaN. */
ATLAS_API atlas_status_t atlas_halt_config_validate(
    const atlas_halt_config *config, atlas_diag_t **diag);

/* Reads a JSON object (RFC 8259, UTF-8, nesting up to 64) with all twelve
 * fields, and validates; other fields are ignored, of equal ones the last counts.
 * The message names the field, or says JSON if the text is none. `config` is
 * written on success only. */
ATLAS_API atlas_status_t atlas_halt_config_parse(const char *json, size_t size,
                                                 atlas_halt_config *config,
                                                 atlas_diag_t **diag);

/* How the drop over the trend window is measured. */
typedef enum atlas_halt_trend {
  ATLAS_HALT_ENDPOINT = 0,   /* first minus last score */
  ATLAS_HALT_REGRESSION = 1, /* fall of the least-squares line */
  ATLAS_HALT_TREND_MAX_ENUM = 0x7FFFFFFF
} atlas_halt_trend_t;

/* What a window or trend halt does. The hard limit always cuts at once. */
typedef enum atlas_halt_mode {
  ATLAS_HALT_HARD = 0, /* cuts before the token */
  ATLAS_HALT_SOFT = 1, /* goes on to the end of the sentence, 50 tokens at most */
  ATLAS_HALT_MODE_MAX_ENUM = 0x7FFFFFFF
} atlas_halt_mode_t;

/* Why a stream was halted. */
typedef enum atlas_halt_reason {
  ATLAS_HALT_NONE = 0,
  ATLAS_HALT_HARD_LIMIT = 1,
  ATLAS_HALT_WINDOW_AVG = 2,
  ATLAS_HALT_DOWNWARD_TREND = 3,
  ATLAS_HALT_KERNEL_INACTIVE = 4,
  ATLAS_HALT_REASON_MAX_ENUM = 0x7FFFFFFF
} atlas_halt_reason_t;

/* --- Scores in memory ------------------------------------------------------ */

/* What one stream comes to. */
typedef struct atlas_halt_decision {
  int64_t halt_index; /* of the token that halts; -1: none */
  int32_t reason;     /* atlas_halt_reason_t */
  uint64_t emitted;   /* halt_index, or the number of tokens */
  uint64_t observed;  /* scores that were looked at */
  double value;       /* score, mean or drop that fired; 0.0 for none */
} atlas_halt_decision;

/* Decides one stream of `count` scores, which may be NULL if count is 0.
 * Allocates only a diagnostic; scores after the halt may be read. Any thread. */
ATLAS_API atlas_status_t
atlas_halt_decide(const double *scores, size_t count,
                  const atlas_halt_config *config, atlas_halt_trend_t trend,
                  atlas_halt_decision *decision, atlas_diag_t **diag);

/* --- Sessions --------------------------------------------------------------- */

/* One stream and its log. From a kernel it is closed and any number of threads
 * may read it; an open one belongs to one thread at a time. What its functions
 * return lives until the next push or until destroy. */
typedef struct atlas_halt_session atlas_halt_session_t;

/* A token: `size` bytes at `text`, which may be NULL if size is 0. */
typedef struct atlas_halt_token {
  const char *text;
  size_t size;
} atlas_halt_token;

/* Settings beside the configuration. All zero is the default. */
typedef struct atlas_halt_options {
  atlas_halt_trend_t trend;
  atlas_halt_mode_t mode;
  /* Seconds on a clock that never goes back; only differences are used. NULL:
   * kernels take the system's monotonic clock (WebAssembly: none), open sessions
   * none; without a clock all times are 0. */
  double (*clock)(void *context);
  void *clock_context;
} atlas_halt_options;

/* Opens a session that is fed token by token. `options` may be NULL. The caller
 * destroys it. `*session` is NULL after a failure. */
ATLAS_API atlas_status_t atlas_halt_session_open(
    const atlas_halt_config *config, const atlas_halt_options *options,
    atlas_halt_session_t **session, atlas_diag_t **diag);

/* Applies the rules to one token and logs it; its text is copied. After a halt
 * the session is closed: OK, and nothing changes. A failure changes nothing. */
ATLAS_API atlas_status_t atlas_halt_session_push(atlas_halt_session_t *session,
                                                 const char *text, size_t size,
                                                 double score,
                                                 atlas_diag_t **diag);

/* True while pushes have an effect; false for NULL. */
ATLAS_API bool
atlas_halt_session_is_active(const atlas_halt_session_t *session);

/* Frees a session; NULL is allowed. */
ATLAS_API void atlas_halt_session_destroy(atlas_halt_session_t *session);

/* The state of a session. */
typedef struct atlas_halt_summary {
  bool halted;
  bool soft_halted;       /* halted at the end of a sentence: nothing is cut */
  int32_t reason;         /* atlas_halt_reason_t */
  int64_t halt_index;     /* -1: not halted */
  double value;           /* score, mean or drop that fired, else 0.0 */
  double limit;           /* what it was compared with, else 0.0 */
  uint64_t token_count;   /* scored tokens, the halting one included */
  uint64_t emitted;       /* halt_index when halted, else token_count */
  uint64_t warning_count; /* scores below soft_limit that did not halt */
  double avg_coherence;   /* of all scores, in order, clamped to [0, 1] */
  double min_coherence;   /* at least +0.0; 0.0 if there are no scores */
  double start_time_s;    /* 0.0 */
  double end_time_s;      /* seconds after the start; 0.0 while open */
  double duration_ms;     /* (end - start) * 1000 */
} atlas_halt_summary;

/* Writes the state. Cost linear in the tokens. No effect if a pointer is NULL. */
ATLAS_API void atlas_halt_session_summary(const atlas_halt_session_t *session,
                                          atlas_halt_summary *summary);

/* One scored token. */
typedef struct atlas_halt_event {
  atlas_halt_token token;
  uint64_t index;
  double coherence;   /* the score as it was used */
  double timestamp_s; /* seconds after the start */
  bool halted;        /* the stream was halted here */
  bool warning;
} atlas_halt_event;

/* Writes event `index`. False, and nothing is written, if there is none or a
 * pointer is NULL. */
ATLAS_API bool atlas_halt_session_event(const atlas_halt_session_t *session,
                                        size_t index, atlas_halt_event *event);

/* The scores as they were used; `*count` gets their number. NULL if there are
 * none or a pointer is NULL. */
ATLAS_API const double *
atlas_halt_session_coherence(const atlas_halt_session_t *session,
                             size_t *count);

/* The text that may be shown: the tokens before the halt, or all of them after a
 * soft halt or none. `*size` gets its bytes; there is no NUL. Never NULL but for
 * a NULL pointer. */
ATLAS_API const char *
atlas_halt_session_output(const atlas_halt_session_t *session, size_t *size);

/* "window_avg (0.5200 < 0.55)": the reason, the value with four decimals, the
 * limit with as many as tell it apart. "" if not halted and for NULL. */
ATLAS_API const char *
atlas_halt_session_reason(const atlas_halt_session_t *session);

/* What replaces the output of a halted stream: "[KERNEL INTERRUPT: ...]" with the
 * reason, or with the two fixed texts of a safety kernel. "" if the session is
 * not halted and for NULL. */
ATLAS_API const char *
atlas_halt_session_interrupt(const atlas_halt_session_t *session);

/* --- Kernels ---------------------------------------------------------------- */

/* A configuration and a flag, at first set. A failing hard limit clears it, as
 * emergency_stop does; then every stream that has a token halts before it.
 * Threads: thread-safe but for destroy; streams may run at once and share the
 * flag. A callback may call everything but destroy on its own kernel. */
typedef struct atlas_halt_kernel atlas_halt_kernel_t;

/* Scores one token. 0 and `*score`; any other return value is a failure and
 * scores 0.0. The token's text is borrowed until it returns. */
typedef struct atlas_halt_scorer {
  int (*score)(void *context, const atlas_halt_token *token, double *score);
  void *context;
} atlas_halt_scorer;

/* Gives the tokens of a stream one by one. 1 and `*token`, whose text must live
 * until the next call; 0 at the end; below 0: failed, which ends the stream
 * without a session. Not called after the halt. */
typedef struct atlas_halt_source {
  int (*next)(void *context, atlas_halt_token *token);
  void *context;
} atlas_halt_source;

/* A streaming kernel: all three rules. `options` may be NULL. The caller destroys
 * it. `*kernel` is NULL after a failure. */
ATLAS_API atlas_status_t atlas_halt_kernel_create(
    const atlas_halt_config *config, const atlas_halt_options *options,
    atlas_halt_kernel_t **kernel, atlas_diag_t **diag);

/* A safety kernel: the hard limit alone, no warnings, interrupt texts of its
 * own. The limit is checked as in a configuration. */
ATLAS_API atlas_status_t atlas_halt_safety_create(double hard_limit,
                                                  atlas_halt_kernel_t **kernel,
                                                  atlas_diag_t **diag);

/* Frees a kernel, not its sessions; NULL is allowed. */
ATLAS_API void atlas_halt_kernel_destroy(atlas_halt_kernel_t *kernel);

/* Runs a stream of `count` borrowed tokens. The session is the caller's and
 * outlives the kernel; NULL after a failure. Allocates the session and its log,
 * whose blocks double. */
ATLAS_API atlas_status_t atlas_halt_kernel_stream(
    atlas_halt_kernel_t *kernel, const atlas_halt_token *tokens, size_t count,
    const atlas_halt_scorer *scorer, atlas_halt_session_t **session,
    atlas_diag_t **diag);

/* The same for tokens that a source gives. */
ATLAS_API atlas_status_t atlas_halt_kernel_stream_from(
    atlas_halt_kernel_t *kernel, const atlas_halt_source *source,
    const atlas_halt_scorer *scorer, atlas_halt_session_t **session,
    atlas_diag_t **diag);

/* Clears the flag: running streams halt before their next token. From any thread
 * or callback. NULL: no effect. */
ATLAS_API void atlas_halt_kernel_emergency_stop(atlas_halt_kernel_t *kernel);

/* Sets the flag again. NULL: no effect. */
ATLAS_API void atlas_halt_kernel_reactivate(atlas_halt_kernel_t *kernel);

/* The flag; false for NULL. */
ATLAS_API bool atlas_halt_kernel_is_active(const atlas_halt_kernel_t *kernel);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_HALTING_H */
