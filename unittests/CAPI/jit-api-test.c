/*===- jit-api-test.c - The C interface of libatlas-jit, from C --------------===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Compiled as C11 and linked like a user's program. Prints each failed check
 * and, last, `N passed, N failed, N skipped`.
 *===----------------------------------------------------------------------===*/
#include "atlas-c/jit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;

static int check(int good, const char *what, int line) {
  if (good) {
    ++passed;
  } else {
    ++failed;
    printf("line %d: %s\n", line, what);
  }
  return good;
}
#define CHECK(COND) check((COND) != 0, #COND, __LINE__)

/* Checks for success, or shows the diagnostic. */
static int succeeds(atlas_status_t status, atlas_diag_t *diag, int line) {
  int good = check(status == ATLAS_STATUS_OK && !diag, "call succeeds", line);
  if (diag)
    printf("  ATL%04u: %s\n", (unsigned)diag->code, diag->message);
  atlas_diag_free(diag);
  return good;
}
#define OK(CALL) (diag = NULL, status = (CALL), succeeds(status, diag, __LINE__))

/* Checks for one failure: status, code and complete texts. */
static void fails(atlas_status_t status, atlas_diag_t *diag,
                  atlas_status_t wanted, uint32_t code, int line) {
  check(status == wanted, "status", line);
  if (!check(diag != NULL, "diagnostic", line))
    return;
  if (!check(diag->code == code, "code", line))
    printf("  ATL%04u instead of ATL%04u: %s\n", (unsigned)diag->code,
           (unsigned)code, diag->message);
  check(diag->size == sizeof(atlas_diag_t), "size", line);
  check(diag->message && diag->message[0] && diag->note && diag->location,
        "texts", line);
  atlas_diag_free(diag);
}
#define FAILS(CALL, STATUS, CODE)                                              \
  (diag = NULL, status = (CALL), fails(status, diag, STATUS, CODE, __LINE__))

static const char kernels[] =
    "define i32 @fill(ptr %out, i8 %v, i64 %n)\n"
    "    \"atlas.signature\"=\"out out:u8[n], v:u8, n:i64 -> i32\" {\n"
    "  call void @llvm.memset.p0.i64(ptr %out, i8 %v, i64 %n, i1 false)\n"
    "  %r = zext i8 %v to i32\n"
    "  ret i32 %r\n"
    "}\n"
    "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)\n"
    "define i7 @low(i8 %b) \"atlas.signature\"=\"b:u8 -> i7\" {\n"
    "  %r = trunc i8 %b to i7\n"
    "  ret i7 %r\n"
    "}\n";

static atlas_status_t status;
static atlas_diag_t *diag;

static atlas_status_t load(atlas_jit_engine_t *engine, const char *name,
                           const atlas_jit_load_options *options,
                           atlas_jit_kernel_t **kernel, atlas_diag_t **out) {
  return atlas_jit_kernel_load_text(engine, kernels, sizeof(kernels) - 1,
                                    ATLAS_JIT_FORMAT_LLVM, "kernels.ll", name,
                                    options, kernel, out);
}

static void test_calls(atlas_jit_engine_t *engine) {
  atlas_jit_kernel_t *kernel = NULL;
  atlas_jit_call_t *call = NULL;
  uint8_t bytes[100] = {0};
  int64_t dims[2] = {100, 0}, extents[2] = {0, 0};
  uint32_t rank = 0;
  uint64_t bits = 0;
  if (!OK(load(engine, "fill", NULL, &kernel, &diag)))
    return;
  CHECK(strstr(atlas_jit_kernel_abi(kernel), "\"fill\"") != NULL);
  CHECK(atlas_jit_kernel_packed(kernel) != NULL);
  OK(atlas_jit_call_create(kernel, &call, &diag));
  FAILS(atlas_jit_call_run(call, 1, &diag), ATLAS_STATUS_USAGE, 302);
  FAILS(atlas_jit_call_set_scalar(call, "w", 1, &diag), ATLAS_STATUS_USAGE, 301);
  FAILS(atlas_jit_call_set_scalar(call, "v", 256, &diag), ATLAS_STATUS_USAGE, 305);
  FAILS(atlas_jit_call_set_buffer(call, "out", bytes, dims, 2, 0, &diag),
        ATLAS_STATUS_USAGE, 303);
  OK(atlas_jit_call_set_scalar(call, "n", 100, &diag));
  OK(atlas_jit_call_extents(call, "out", extents, &rank, &diag));
  CHECK(rank == 1 && extents[0] == 100);
  OK(atlas_jit_call_set_scalar(call, "v", 42, &diag));
  OK(atlas_jit_call_set_buffer(call, "out", NULL, dims, 1, 0, &diag));
  FAILS(atlas_jit_call_run(call, 1, &diag), ATLAS_STATUS_USAGE, 307);
  dims[0] = 99;
  OK(atlas_jit_call_set_buffer(call, "out", bytes, dims, 1, 0, &diag));
  FAILS(atlas_jit_call_run(call, 1, &diag), ATLAS_STATUS_USAGE, 304);
  CHECK(bytes[0] == 0);
  dims[0] = 100;
  OK(atlas_jit_call_set_buffer(call, "out", bytes, dims, 1, 0, &diag));
  /* The call keeps the kernel's code alive. */
  atlas_jit_kernel_destroy(kernel);
  OK(atlas_jit_call_run(call, 0, &diag));
  CHECK(bytes[0] == 42 && bytes[99] == 42);
  OK(atlas_jit_call_result(call, 0, &bits, &diag));
  CHECK(bits == 42);
  FAILS(atlas_jit_call_result(call, 1, &bits, &diag), ATLAS_STATUS_USAGE, 301);
  atlas_jit_call_destroy(call);
}

static void test_entries(atlas_jit_engine_t *engine) {
  atlas_jit_kernel_t *kernel = NULL;
  atlas_jit_constant constant = {"b", 200};
  atlas_jit_load_options options = ATLAS_JIT_LOAD_OPTIONS_INIT;
  atlas_args_t args;
  uint64_t scalar = 200, result = 0;
  char *text = NULL;
  options.tier = ATLAS_JIT_TIER_SPECIAL;
  options.constants = &constant;
  options.constant_count = 1;
  if (!OK(load(engine, "low", &options, &kernel, &diag)))
    return;
  memset(&args, 0, sizeof(args));
  args.version = ATLAS_ARGS_VERSION;
  args.size = sizeof(args);
  args.phase = ATLAS_PHASE_ALL;
  args.scalars = &scalar;
  args.results = &result;
  CHECK(atlas_jit_kernel_packed(kernel)(&args) == 0 && result == 72);
  scalar = 5;
  CHECK(atlas_jit_kernel_packed(kernel)(&args) == 0 && result == 5);
  CHECK(((uint8_t(*)(uint8_t))atlas_jit_kernel_typed(kernel))(200) == 72);
  constant.value = 5;
  OK(atlas_jit_kernel_specialize(kernel, &constant, 1, 0, &diag));
  OK(atlas_jit_kernel_wait(kernel, &diag));
  constant.value = 300;
  FAILS(atlas_jit_kernel_specialize(kernel, &constant, 1, 1, &diag),
        ATLAS_STATUS_USAGE, 507);
  OK(atlas_jit_kernel_report(kernel, &text, &diag));
  CHECK(text && strstr(text, "\"special\"") && strstr(text, "\"off\""));
  atlas_jit_text_free(text);
  atlas_jit_kernel_destroy(kernel);
}

static void test_errors(atlas_jit_engine_t *engine) {
  atlas_jit_kernel_t *kernel = NULL;
  atlas_jit_engine_t *other = NULL;
  atlas_jit_options options = ATLAS_JIT_OPTIONS_INIT;
  atlas_jit_load_options bad = ATLAS_JIT_LOAD_OPTIONS_INIT;
  struct {
    atlas_jit_options known;
    uint64_t unknown;
  } newer;
  FAILS(load(engine, NULL, NULL, &kernel, &diag), ATLAS_STATUS_USAGE, 202);
  FAILS(load(engine, "lo", NULL, &kernel, &diag), ATLAS_STATUS_USAGE, 201);
  FAILS(load(NULL, "low", NULL, &kernel, &diag), ATLAS_STATUS_USAGE, 508);
  FAILS(load(engine, "low", NULL, NULL, &diag), ATLAS_STATUS_USAGE, 508);
  FAILS(load((atlas_jit_engine_t *)&newer, "low", NULL, &kernel, &diag),
        ATLAS_STATUS_USAGE, 508);
  FAILS(atlas_jit_kernel_load_library(engine, "no-such-kernel", NULL, &kernel,
                                      &diag),
        ATLAS_STATUS_USAGE, 201);
  FAILS(atlas_jit_kernel_load_library(engine, NULL, NULL, &kernel, &diag),
        ATLAS_STATUS_USAGE, 201);
  FAILS(atlas_jit_kernel_load_file(engine, "/no/such/file.ll", NULL, NULL,
                                   &kernel, &diag),
        ATLAS_STATUS_USAGE, 101);
  FAILS(atlas_jit_kernel_load_text(engine, "define", 6, ATLAS_JIT_FORMAT_LLVM,
                                   NULL, NULL, NULL, &kernel, &diag),
        ATLAS_STATUS_USAGE, 105);
  FAILS(atlas_jit_kernel_load_text(engine, "", 0, (atlas_jit_format)9, NULL,
                                   NULL, NULL, &kernel, &diag),
        ATLAS_STATUS_USAGE, 508);
  bad.tier = 17;
  FAILS(load(engine, "low", &bad, &kernel, &diag), ATLAS_STATUS_USAGE, 508);
  bad.tier = ATLAS_JIT_TIER_AOT;
  FAILS(load(engine, "low", &bad, &kernel, &diag), ATLAS_STATUS_USAGE, 501);
  bad.tier = ATLAS_JIT_TIER_JIT;
  bad.level = "pentium";
  FAILS(load(engine, "low", &bad, &kernel, &diag), ATLAS_STATUS_USAGE, 505);
  options.size = 0;
  FAILS(atlas_jit_engine_create(&options, &other, &diag), ATLAS_STATUS_USAGE, 508);
  memset(&newer, 0, sizeof(newer));
  newer.known.size = sizeof(newer);
  OK(atlas_jit_engine_create(&newer.known, &other, &diag));
  atlas_jit_engine_destroy(other);
  newer.unknown = 1;
  FAILS(atlas_jit_engine_create(&newer.known, &other, &diag),
        ATLAS_STATUS_USAGE, 508);
  CHECK(kernel == NULL);
  /* A place for the diagnostic is never required. */
  CHECK(load(engine, "lo", NULL, &kernel, NULL) == ATLAS_STATUS_USAGE);
  CHECK(atlas_jit_kernel_packed(NULL) == NULL);
  CHECK(atlas_jit_kernel_typed(NULL) == NULL);
  CHECK(atlas_jit_kernel_abi(NULL) == NULL);
  FAILS(atlas_jit_kernel_wait(NULL, &diag), ATLAS_STATUS_USAGE, 508);
  FAILS(atlas_jit_call_run(NULL, 1, &diag), ATLAS_STATUS_USAGE, 508);
  atlas_jit_engine_destroy(NULL);
  atlas_jit_kernel_destroy(NULL);
  atlas_jit_call_destroy(NULL);
  atlas_diag_free(NULL);
}

static void test_library(atlas_jit_engine_t *engine) {
  size_t i, count = atlas_jit_library_count();
  CHECK(atlas_jit_library_name(count) == NULL);
  for (i = 0; i < count; ++i) {
    atlas_jit_kernel_t *kernel = NULL;
    const char *name = atlas_jit_library_name(i);
    CHECK(i == 0 || strcmp(atlas_jit_library_name(i - 1), name) < 0);
    if (OK(atlas_jit_kernel_load_library(engine, name, NULL, &kernel, &diag))) {
      CHECK(atlas_jit_kernel_typed(kernel) != NULL);
      OK(atlas_jit_kernel_wait(kernel, &diag));
    }
    atlas_jit_kernel_destroy(kernel);
  }
}

int main(void) {
  atlas_jit_engine_t *engine = NULL;
  CHECK(atlas_jit_api_version() == ATLAS_JIT_API_VERSION);
  CHECK(strlen(atlas_jit_build_id()) == 40);
  if (OK(atlas_jit_engine_create(NULL, &engine, &diag))) {
    test_calls(engine);
    test_entries(engine);
    test_errors(engine);
    test_library(engine);
    atlas_jit_engine_destroy(engine);
  }
  printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
