/*===- halting-api-test.c - The halting interface, from C --------------------===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Compiled as pedantic C11 and linked like a user's program. Every function is
 * called with NULL and with what its comment refuses. Prints each failed check
 * and, last, `N passed, N failed, N skipped`.
 *===----------------------------------------------------------------------===*/
#include "atlas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;

static void check(int good, const char *what, int line) {
  if (good) {
    ++passed;
  } else {
    ++failed;
    printf("line %d: %s\n", line, what);
  }
}
#define CHECK(COND) check((COND) != 0, #COND, __LINE__)

/* What programs of other languages rely on. */
_Static_assert(ATLAS_HALT_NONE == 0 && ATLAS_HALT_HARD_LIMIT == 1, "reasons");
_Static_assert(ATLAS_HALT_WINDOW_AVG == 2, "reasons");
_Static_assert(ATLAS_HALT_DOWNWARD_TREND == 3, "reasons");
_Static_assert(ATLAS_HALT_KERNEL_INACTIVE == 4, "reasons");
_Static_assert(ATLAS_HALT_ENDPOINT == 0 && ATLAS_HALT_HARD == 0, "defaults");
_Static_assert(sizeof(atlas_halt_trend_t) == 4, "enumerations are 32 bits");
_Static_assert(sizeof(atlas_halt_config) == 96, "size");
_Static_assert(offsetof(atlas_halt_config, window_size) == 40, "layout");
_Static_assert(offsetof(atlas_halt_config, logit_entropy_limit) == 88,
               "layout");
_Static_assert(sizeof(atlas_halt_decision) == 40, "size");
_Static_assert(sizeof(atlas_coherence_score) == 40, "size");
#if UINTPTR_MAX == UINT64_MAX
_Static_assert(sizeof(atlas_halt_token) == 16, "size");
_Static_assert(sizeof(atlas_coherence_text) == 16, "size");
_Static_assert(sizeof(atlas_coherence_providers) == 48, "size");
_Static_assert(sizeof(atlas_halt_options) == 24, "size");
_Static_assert(sizeof(atlas_halt_batch) == 88, "size");
_Static_assert(sizeof(atlas_halt_results) == 56, "size");
_Static_assert(sizeof(atlas_halt_event) == 48, "size");
_Static_assert(sizeof(atlas_halt_summary) == 96, "size");
#endif

static atlas_halt_config config;

/* Where calls put what they have to say. */
static atlas_diag_t *diag;

/* True if the call was refused with this code; frees the diagnostic. */
static int refused(atlas_status_t status, unsigned code) {
  int good = status == ATLAS_STATUS_USAGE && diag && diag->code == code &&
             diag->message[0] && diag->note && diag->location;
  atlas_diag_free(diag);
  diag = NULL;
  return good;
}

static int score(void *context, const atlas_halt_token *token, double *out) {
  (void)token;
  *out = *(const double *)context;
  return 0;
}
static int next(void *context, atlas_halt_token *token) {
  token->text = "x";
  token->size = 1;
  return --*(int *)context >= 0;
}

static void test_config(void) {
  atlas_halt_config_init(NULL);
  CHECK(config.window_size == 10 && config.trend_window == 5);
  CHECK(config.hard_limit == 0.5 && config.logit_entropy_limit == 1.2);
  CHECK(atlas_halt_config_validate(&config, &diag) == ATLAS_STATUS_OK);
  CHECK(diag == NULL);
  CHECK(atlas_halt_config_validate(&config, NULL) == ATLAS_STATUS_OK);
  CHECK(refused(atlas_halt_config_validate(NULL, &diag), 508));
  CHECK(refused(atlas_halt_config_parse(NULL, 1, &config, &diag), 508));
  CHECK(refused(atlas_halt_config_parse("{}", 2, NULL, &diag), 508));
  CHECK(refused(atlas_halt_config_parse(NULL, 0, &config, &diag), 313));
  CHECK(refused(atlas_halt_config_parse("{}", 2, &config, &diag), 313));
  CHECK(atlas_halt_config_parse("{}", 2, &config, NULL) == ATLAS_STATUS_USAGE);
  CHECK(config.window_size == 10);
}

static void test_decide(void) {
  const double scores[] = {0.9, 0.4};
  atlas_halt_decision out = {7, 7, 7, 7, 7.0};
  CHECK(refused(
      atlas_halt_decide(NULL, 1, &config, ATLAS_HALT_ENDPOINT, &out, &diag),
      508));
  CHECK(refused(
      atlas_halt_decide(scores, 2, NULL, ATLAS_HALT_ENDPOINT, &out, &diag),
      508));
  CHECK(refused(
      atlas_halt_decide(scores, 2, &config, ATLAS_HALT_ENDPOINT, NULL, &diag),
      508));
  CHECK(refused(
      atlas_halt_decide(scores, 2, &config, (atlas_halt_trend_t)2, &out, &diag),
      508));
  CHECK(out.halt_index == 7);
  CHECK(atlas_halt_decide(NULL, 0, &config, ATLAS_HALT_REGRESSION, &out,
                          NULL) == ATLAS_STATUS_OK);
  CHECK(out.halt_index == -1 && out.emitted == 0 && out.observed == 0);
  CHECK(atlas_halt_decide(scores, 2, &config, ATLAS_HALT_ENDPOINT, &out,
                          &diag) == ATLAS_STATUS_OK);
  CHECK(diag == NULL && out.halt_index == 1 && out.observed == 2);
  CHECK(out.reason == ATLAS_HALT_HARD_LIMIT && out.value == 0.4);
}

static void test_sessions(void) {
  atlas_halt_session_t *session = NULL;
  atlas_halt_summary summary;
  atlas_halt_event event;
  size_t size = 9;
  CHECK(refused(atlas_halt_session_open(NULL, NULL, &session, &diag), 508));
  CHECK(refused(atlas_halt_session_open(&config, NULL, NULL, &diag), 508));
  CHECK(refused(atlas_halt_session_push(NULL, "x", 1, 1.0, &diag), 508));
  CHECK(!atlas_halt_session_is_active(NULL));
  atlas_halt_session_destroy(NULL);
  memset(&summary, 7, sizeof(summary));
  atlas_halt_session_summary(NULL, &summary);
  CHECK(summary.token_count == 0x0707070707070707u);
  CHECK(!atlas_halt_session_event(NULL, 0, &event));
  CHECK(!atlas_halt_session_coherence(NULL, &size) && size == 9);
  CHECK(!atlas_halt_session_output(NULL, &size) && size == 9);
  CHECK(atlas_halt_session_reason(NULL)[0] == 0);
  CHECK(atlas_halt_session_interrupt(NULL)[0] == 0);
  CHECK(atlas_halt_session_open(&config, NULL, &session, &diag) ==
        ATLAS_STATUS_OK);
  CHECK(refused(atlas_halt_session_push(session, NULL, 1, 1.0, &diag), 508));
  CHECK(!atlas_halt_session_coherence(session, &size) && size == 0);
  CHECK(atlas_halt_session_output(session, &size) && size == 0);
  CHECK(!atlas_halt_session_coherence(session, NULL));
  CHECK(!atlas_halt_session_output(session, NULL));
  CHECK(!atlas_halt_session_event(session, 0, &event));
  CHECK(atlas_halt_session_push(session, NULL, 0, 0.9, &diag) ==
        ATLAS_STATUS_OK);
  CHECK(!atlas_halt_session_event(session, 0, NULL));
  CHECK(atlas_halt_session_event(session, 0, &event));
  CHECK(event.token.size == 0 && event.coherence == 0.9 && !event.warning);
  CHECK(atlas_halt_session_push(session, "ab", 2, 0.6, NULL) ==
        ATLAS_STATUS_OK);
  CHECK(atlas_halt_session_coherence(session, &size)[1] == 0.6 && size == 2);
  atlas_halt_session_summary(session, NULL);
  atlas_halt_session_summary(session, &summary);
  CHECK(summary.warning_count == 1 && summary.halt_index == -1);
  CHECK(atlas_halt_session_is_active(session));
  atlas_halt_session_destroy(session);
}

static void test_kernels(void) {
  double value = 0.9;
  int left = 3;
  const atlas_halt_token tokens[2] = {{"a", 1}, {"b", 1}};
  const atlas_halt_scorer scorer = {score, &value}, none = {NULL, NULL};
  const atlas_halt_source source = {next, &left}, empty = {NULL, NULL};
  atlas_halt_kernel_t *kernel = NULL;
  atlas_halt_session_t *session = NULL;
  atlas_halt_summary summary;
  CHECK(refused(atlas_halt_kernel_create(NULL, NULL, &kernel, &diag), 508));
  CHECK(refused(atlas_halt_kernel_create(&config, NULL, NULL, &diag), 508));
  CHECK(refused(atlas_halt_safety_create(0.5, NULL, &diag), 508));
  CHECK(refused(atlas_halt_safety_create(1.5, &kernel, &diag), 313));
  CHECK(!kernel);
  atlas_halt_kernel_destroy(NULL);
  atlas_halt_kernel_emergency_stop(NULL);
  atlas_halt_kernel_reactivate(NULL);
  CHECK(!atlas_halt_kernel_is_active(NULL));
  CHECK(atlas_halt_safety_create(1.0, &kernel, &diag) == ATLAS_STATUS_OK);
  CHECK(refused(
      atlas_halt_kernel_stream(NULL, tokens, 2, &scorer, &session, &diag),
      508));
  CHECK(refused(
      atlas_halt_kernel_stream(kernel, NULL, 2, &scorer, &session, &diag),
      508));
  CHECK(refused(
      atlas_halt_kernel_stream(kernel, tokens, 2, NULL, &session, &diag), 508));
  CHECK(refused(
      atlas_halt_kernel_stream(kernel, tokens, 2, &none, &session, &diag),
      508));
  CHECK(refused(
      atlas_halt_kernel_stream(kernel, tokens, 2, &scorer, NULL, &diag), 508));
  CHECK(refused(
      atlas_halt_kernel_stream_from(kernel, NULL, &scorer, &session, &diag),
      508));
  CHECK(refused(
      atlas_halt_kernel_stream_from(kernel, &empty, &scorer, &session, &diag),
      508));
  CHECK(!session && left == 3);
  CHECK(atlas_halt_kernel_stream(kernel, tokens, 2, &scorer, &session, &diag) ==
        ATLAS_STATUS_OK);
  CHECK(!atlas_halt_kernel_is_active(kernel));
  atlas_halt_session_destroy(session);
  atlas_halt_kernel_reactivate(kernel);
  value = 1.0;
  CHECK(atlas_halt_kernel_stream_from(kernel, &source, &scorer, &session,
                                      NULL) == ATLAS_STATUS_OK);
  atlas_halt_kernel_destroy(kernel); /* the session lives on */
  atlas_halt_session_summary(session, &summary);
  CHECK(summary.token_count == 3 && !summary.halted);
  atlas_halt_session_destroy(session);
}

static void test_batch_and_coherence(void) {
  const float scores[2] = {0.9f, 0.25f};
  const int64_t offsets[2] = {0, 2};
  int32_t index = 7;
  double value = 7.0;
  atlas_halt_batch batch;
  atlas_halt_results results = {NULL, NULL, NULL, NULL, NULL, NULL, NULL};
  atlas_coherence_score combined;
  memset(&batch, 0, sizeof(batch));
  batch.size = sizeof(batch);
  batch.type = ATLAS_HALT_F32;
  batch.scores = scores;
  batch.rows = 1;
  batch.offsets = offsets;
  batch.config = &config;
  CHECK(refused(atlas_halt_decide_batch(NULL, &results, &diag), 508));
  CHECK(refused(atlas_halt_decide_batch(&batch, NULL, &diag), 508));
  CHECK(atlas_halt_decide_batch(&batch, &results, &diag) == ATLAS_STATUS_OK);
  results.halt_index = &index;
  results.value = &value;
  CHECK(atlas_halt_decide_batch(&batch, &results, &diag) == ATLAS_STATUS_OK);
  CHECK(index == 1 && value == 0.25);
  CHECK(refused(atlas_coherence_combine(NULL, 0, 0, &combined, &diag), 508));
  CHECK(refused(atlas_coherence_combine(&config, 0, 0, NULL, &diag), 508));
  CHECK(atlas_coherence_combine(&config, 0, 0, &combined, NULL) ==
        ATLAS_STATUS_OK);
  CHECK(combined.score == 1.0 && combined.approved && !combined.warning);
  CHECK(refused(atlas_coherence_factual(NULL, 1, "", 0, &value, &diag), 508));
  CHECK(refused(atlas_coherence_logical("", 0, NULL, 1, &value, &diag), 508));
  CHECK(refused(atlas_coherence_factual("", 0, "", 0, NULL, &diag), 508));
  CHECK(atlas_coherence_factual(NULL, 0, "a", 1, &value, NULL) ==
        ATLAS_STATUS_OK);
  CHECK(value == 0.5);
}

static void test_knowledge(void) {
  atlas_coherence_knowledge_t *facts = NULL;
  char text[16];
  size_t size = 7;
  CHECK(refused(atlas_coherence_knowledge_create(NULL, &diag), 508));
  CHECK(atlas_coherence_knowledge_create(&facts, &diag) == ATLAS_STATUS_OK);
  CHECK(
      refused(atlas_coherence_knowledge_add(NULL, "k", 1, "v", 1, &diag), 508));
  CHECK(refused(atlas_coherence_knowledge_add(facts, NULL, 1, "v", 1, &diag),
                508));
  CHECK(refused(atlas_coherence_knowledge_add(facts, "k", 1, NULL, 1, &diag),
                508));
  CHECK(atlas_coherence_knowledge_size(facts) == 0);
  CHECK(atlas_coherence_knowledge_size(NULL) == 0);
  CHECK(atlas_coherence_knowledge_add(facts, "k", 1, NULL, 0, NULL) ==
        ATLAS_STATUS_OK);
  CHECK(refused(
      atlas_coherence_knowledge_find(NULL, "k", 1, text, 16, &size, &diag),
      508));
  CHECK(refused(
      atlas_coherence_knowledge_find(facts, NULL, 1, text, 16, &size, &diag),
      508));
  CHECK(refused(
      atlas_coherence_knowledge_find(facts, "k", 1, NULL, 16, &size, &diag),
      508));
  CHECK(refused(
      atlas_coherence_knowledge_find(facts, "k", 1, text, 16, NULL, &diag),
      508));
  CHECK(size == 7);
  CHECK(atlas_coherence_knowledge_find(facts, "K", 1, NULL, 0, &size, &diag) ==
        ATLAS_STATUS_OK);
  CHECK(size == 5);
  CHECK(atlas_coherence_knowledge_find(facts, NULL, 0, text, 16, &size, NULL) ==
        ATLAS_STATUS_OK);
  CHECK(size == 0);
  atlas_coherence_knowledge_destroy(facts);
  atlas_coherence_knowledge_destroy(NULL);
}

static void test_scorer(void) {
  atlas_coherence_scorer_t *scorer = NULL;
  atlas_coherence_providers providers;
  atlas_coherence_score out;
  atlas_coherence_text entry = {"x", 1};
  double value = 7.0;
  memset(&providers, 0, sizeof(providers));
  memset(&out, 0, sizeof(out));
  CHECK(
      refused(atlas_coherence_scorer_create(NULL, NULL, &scorer, &diag), 508));
  CHECK(
      refused(atlas_coherence_scorer_create(&config, NULL, NULL, &diag), 508));
  CHECK(refused(
      atlas_coherence_scorer_create(&config, &providers, &scorer, &diag), 508));
  CHECK(!scorer);
  CHECK(atlas_coherence_scorer_create(&config, NULL, &scorer, &diag) ==
        ATLAS_STATUS_OK);
  CHECK(refused(
      atlas_coherence_scorer_review(NULL, "p", 1, "a", 1, &out, &diag), 508));
  CHECK(refused(
      atlas_coherence_scorer_review(scorer, NULL, 1, "a", 1, &out, &diag),
      508));
  CHECK(refused(
      atlas_coherence_scorer_review(scorer, "p", 1, NULL, 1, &out, &diag),
      508));
  CHECK(refused(
      atlas_coherence_scorer_review(scorer, "p", 1, "a", 1, NULL, &diag), 508));
  CHECK(refused(
      atlas_coherence_scorer_measure(NULL, "p", 1, "a", 1, &out, &diag), 508));
  CHECK(refused(
      atlas_coherence_scorer_measure(scorer, "p", 1, "a", 1, NULL, &diag),
      508));
  CHECK(refused(
      atlas_coherence_scorer_logical(NULL, "p", 1, "a", 1, &value, &diag),
      508));
  CHECK(refused(
      atlas_coherence_scorer_logical(scorer, "p", 1, "a", 1, NULL, &diag),
      508));
  CHECK(refused(
      atlas_coherence_scorer_factual(NULL, "p", 1, "a", 1, &value, &diag),
      508));
  CHECK(refused(
      atlas_coherence_scorer_factual(scorer, "p", 1, NULL, 1, &value, &diag),
      508));
  CHECK(out.score == 0.0 && value == 7.0);
  CHECK(refused(atlas_coherence_scorer_configure(NULL, &config, &diag), 508));
  CHECK(refused(atlas_coherence_scorer_configure(scorer, NULL, &diag), 508));
  CHECK(!atlas_coherence_scorer_config(NULL));
  CHECK(atlas_coherence_scorer_config(scorer)->history_window == 5);
  CHECK(atlas_coherence_scorer_history_size(NULL) == 0);
  CHECK(!atlas_coherence_scorer_history(NULL, 0, &entry));
  CHECK(!atlas_coherence_scorer_history(scorer, 0, &entry) && entry.size == 1);
  CHECK(atlas_coherence_scorer_review(scorer, NULL, 0,
                                      "consistent with reality", 23, &out,
                                      &diag) == ATLAS_STATUS_OK);
  CHECK(out.h_logical == 0.1 && out.h_factual == 0.5 && out.approved);
  CHECK(!atlas_coherence_scorer_history(scorer, 0, NULL));
  CHECK(atlas_coherence_scorer_history(scorer, 0, &entry) && entry.size == 23);
  atlas_coherence_scorer_destroy(scorer);
  atlas_coherence_scorer_destroy(NULL);
}

int main(void) {
  atlas_halt_config_init(&config);
  test_config();
  test_decide();
  test_sessions();
  test_kernels();
  test_batch_and_coherence();
  test_knowledge();
  test_scorer();
  printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
