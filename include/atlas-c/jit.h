/*===- jit.h - Compile and run kernels on this host -----------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The C interface of libatlas-jit: engines, loaded kernels, calls.
 *
 * An engine owns the object cache and the compiler. A kernel is loaded from the
 * library, a file or a text; it is called through its packed entry (args.h) or
 * through a call object, which checks the arguments and uses several threads.
 * From C++ use atlas/JIT/Engine.h instead.
 *
 * Failure: every call that can fail returns atlas_status_t and fills `*diag`
 * (diag.h; NULL allowed). A NULL handle or pointer where none is allowed, or a
 * handle of another kind, is ATL0508; results are then left as they were.
 * Nothing prints, aborts or exits.
 * Threads: engines and kernels may be used from many threads at once; a call
 * object is one thread's. Destroying a handle while another thread is inside a
 * call on it is not allowed. A forked child may call loaded kernels and destroy
 * handles; it must not load or specialise.
 * Ownership: whoever creates a handle destroys it, in any order: kernels outlive
 * their engine (what it was compiling behind is cancelled), calls keep their
 * kernel alive. Texts and arrays passed in are copied unless said otherwise.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_JIT_H
#define ATLAS_C_JIT_H

#include "atlas-c/args.h"
#include "atlas-c/diag.h"

#include <stddef.h>
#include <stdint.h>

#ifndef ATLAS_JIT_API
#if defined(__GNUC__)
#define ATLAS_JIT_API __attribute__((visibility("default")))
#else
#define ATLAS_JIT_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this interface; raised when functions or fields are added. */
#define ATLAS_JIT_API_VERSION 1u

typedef struct atlas_jit_engine atlas_jit_engine_t;
typedef struct atlas_jit_kernel atlas_jit_kernel_t;
typedef struct atlas_jit_call atlas_jit_call_t;

/* --- Options ---------------------------------------------------------------
 * Set `size` to sizeof the structure and everything not needed to zero:
 *   atlas_jit_options options = ATLAS_JIT_OPTIONS_INIT;
 * A library that knows fewer fields refuses those it does not know unless they
 * are zero (ATL0508). */

/* Of an engine. */
typedef struct atlas_jit_options {
  uint32_t size;            /* sizeof(atlas_jit_options) */
  uint32_t threads;         /* most threads of one call; 0: all cores */
  const char *cache_dir;    /* object cache folder; NULL or "": no cache */
  uint64_t cache_max_bytes; /* bound of the cache; 0: 256 MiB */
  uint32_t perf_support;    /* nonzero: jitdump for perf, line tables */
  uint32_t gdb_support;     /* nonzero: gdb's JIT interface, line tables */
} atlas_jit_options;
#define ATLAS_JIT_OPTIONS_INIT {sizeof(atlas_jit_options), 0, NULL, 0, 0, 0}

/* Which code to load. */
typedef enum atlas_jit_tier {
  ATLAS_JIT_TIER_AUTO = 0,    /* library: best at once, JIT behind; file: JIT */
  ATLAS_JIT_TIER_AOT = 1,     /* ahead-of-time object (library kernels only) */
  ATLAS_JIT_TIER_JIT = 2,     /* compiled for this CPU */
  ATLAS_JIT_TIER_SPECIAL = 3, /* and for the constants given */
  ATLAS_JIT_TIER_MAX_ENUM = 0x7FFFFFFF
} atlas_jit_tier;

/* One constant: a scalar "n" by its bits, or a dimension "dim(data)". */
typedef struct atlas_jit_constant {
  const char *name;
  uint64_t value;
} atlas_jit_constant;

/* Of one load. */
typedef struct atlas_jit_load_options {
  uint32_t size;          /* sizeof(atlas_jit_load_options) */
  uint32_t tier;          /* atlas_jit_tier */
  const char *level;      /* ISA level, e.g. "x86-64-v3"; NULL or "": host */
  const char *strategies; /* overrides "histogram:table,..."; NULL: cost rule */
  const atlas_jit_constant *constants; /* tier special; may be NULL */
  size_t constant_count;
  uint32_t scalar;        /* nonzero: plain loops, unoptimised */
  uint32_t use_twin;      /* nonzero: a library kernel's LLVM IR twin */
} atlas_jit_load_options;
#define ATLAS_JIT_LOAD_OPTIONS_INIT                                            \
  {sizeof(atlas_jit_load_options), ATLAS_JIT_TIER_AUTO, NULL, NULL, NULL, 0, 0, 0}

/* Kinds of source text. */
typedef enum atlas_jit_format {
  ATLAS_JIT_FORMAT_MLIR = 0,     /* .mlir */
  ATLAS_JIT_FORMAT_BYTECODE = 1, /* .mlirbc */
  ATLAS_JIT_FORMAT_LLVM = 2,     /* .ll */
  ATLAS_JIT_FORMAT_BITCODE = 3,  /* .bc */
  ATLAS_JIT_FORMAT_MAX_ENUM = 0x7FFFFFFF
} atlas_jit_format;

/* --- This library and this host -------------------------------------------- */

/* ATLAS_JIT_API_VERSION of the library. Never fails. */
ATLAS_JIT_API uint32_t atlas_jit_api_version(void);

/* The linker's build id of the library in hexadecimal, part of every cache key;
 * "" if there is none. Static storage. */
ATLAS_JIT_API const char *atlas_jit_build_id(void);

/* Number of library kernels, and the name of one ("r96-histogram"; sorted).
 * NULL for an index that is too large. Static storage. */
ATLAS_JIT_API size_t atlas_jit_library_count(void);
ATLAS_JIT_API const char *atlas_jit_library_name(size_t index);

/* --- Engines --------------------------------------------------------------- */

/* Makes an engine. `options` may be NULL for the defaults (no cache). A cache
 * folder that cannot be used is no failure: kernels are compiled uncached, and
 * their report says why. */
ATLAS_JIT_API atlas_status_t
atlas_jit_engine_create(const atlas_jit_options *options,
                        atlas_jit_engine_t **engine, atlas_diag_t **diag);

/* Destroys an engine; NULL is allowed. Cancels compiles that have not begun and
 * waits for the one that runs (milliseconds). */
ATLAS_JIT_API void atlas_jit_engine_destroy(atlas_jit_engine_t *engine);

/* --- Kernels --------------------------------------------------------------- */

/* Loads a library kernel by name or symbol. `options` may be NULL. ATL0201 with
 * the nearest names, ATL0501, ATL0505, ATL0506, ATL0507. */
ATLAS_JIT_API atlas_status_t atlas_jit_kernel_load_library(
    atlas_jit_engine_t *engine, const char *name,
    const atlas_jit_load_options *options, atlas_jit_kernel_t **kernel,
    atlas_diag_t **diag);

/* Loads a kernel of a file; the format follows from the ending. `name` may be
 * NULL or "" if the file holds one kernel. ATL01xx for the text, ATL02xx for the
 * kernel. */
ATLAS_JIT_API atlas_status_t atlas_jit_kernel_load_file(
    atlas_jit_engine_t *engine, const char *path, const char *name,
    const atlas_jit_load_options *options, atlas_jit_kernel_t **kernel,
    atlas_diag_t **diag);

/* Loads a kernel of a text of `size` bytes (no NUL needed; not kept). `label`
 * stands for the file name in diagnostics; NULL is "text". */
ATLAS_JIT_API atlas_status_t atlas_jit_kernel_load_text(
    atlas_jit_engine_t *engine, const char *text, size_t size,
    atlas_jit_format format, const char *label, const char *name,
    const atlas_jit_load_options *options, atlas_jit_kernel_t **kernel,
    atlas_diag_t **diag);

/* Releases the handle; NULL is allowed. Code and memory are freed once no call
 * object of the kernel is left: entries taken from it are dead then. */
ATLAS_JIT_API void atlas_jit_kernel_destroy(atlas_jit_kernel_t *kernel);

/* The packed entry: checks nothing, never waits for a compiler, always reaches
 * the best code so far. Valid while the handle lives. NULL for a bad handle. */
ATLAS_JIT_API atlas_packed_fn
atlas_jit_kernel_packed(const atlas_jit_kernel_t *kernel);

/* The typed C entry of the code loaded now; cast it to the kernel's C type.
 * Valid while the handle lives. NULL if the kernel has none. */
typedef void (*atlas_jit_typed_fn)(void);
ATLAS_JIT_API atlas_jit_typed_fn
atlas_jit_kernel_typed(const atlas_jit_kernel_t *kernel);

/* The ABI description as JSON. Lives as long as the handle. NULL for a bad
 * handle. */
ATLAS_JIT_API const char *
atlas_jit_kernel_abi(const atlas_jit_kernel_t *kernel);

/* What stands behind the entry now, as JSON: {"tier", "cache", "note",
 * "milliseconds": {phase: ms}}. The caller frees `*text` with
 * atlas_jit_text_free. */
ATLAS_JIT_API atlas_status_t
atlas_jit_kernel_report(const atlas_jit_kernel_t *kernel, char **text,
                        atlas_diag_t **diag);
ATLAS_JIT_API void atlas_jit_text_free(char *text);

/* Waits until nothing is compiled behind for this kernel; reports the failure of
 * such a compile. */
ATLAS_JIT_API atlas_status_t
atlas_jit_kernel_wait(atlas_jit_kernel_t *kernel, atlas_diag_t **diag);

/* Adds a version for these constants, guarded, behind the same entry: at most 8
 * per kernel, the least recently used goes first. With `wait` zero it is
 * compiled behind. ATL0507 for a name or value that does not fit. */
ATLAS_JIT_API atlas_status_t atlas_jit_kernel_specialize(
    atlas_jit_kernel_t *kernel, const atlas_jit_constant *constants,
    size_t count, int wait, atlas_diag_t **diag);

/* --- Calls ----------------------------------------------------------------- */

/* Makes an empty call of a kernel. It may be bound and run any number of
 * times. */
ATLAS_JIT_API atlas_status_t
atlas_jit_call_create(atlas_jit_kernel_t *kernel, atlas_jit_call_t **call,
                      atlas_diag_t **diag);
ATLAS_JIT_API void atlas_jit_call_destroy(atlas_jit_call_t *call);

/* Binds a buffer: borrowed until it is bound anew or the call is destroyed.
 * `dims` has `rank` entries (1 or 2), in elements; `stride` is the distance of
 * rows in elements, 0 for rows one after the other. `data` may be NULL if there
 * are no elements. ATL0301, ATL0303. */
ATLAS_JIT_API atlas_status_t atlas_jit_call_set_buffer(
    atlas_jit_call_t *call, const char *name, void *data, const int64_t *dims,
    uint32_t rank, int64_t stride, atlas_diag_t **diag);

/* Binds a scalar by its bits: integers zero-extended, floats by bit pattern in
 * the low bits. A scalar that is a buffer's length may be left out. ATL0301,
 * ATL0305. */
ATLAS_JIT_API atlas_status_t
atlas_jit_call_set_scalar(atlas_jit_call_t *call, const char *name,
                          uint64_t bits, atlas_diag_t **diag);

/* The shape that a buffer has or must have, from what is bound so far: for
 * allocating outputs. Writes up to 2 entries and the rank. */
ATLAS_JIT_API atlas_status_t
atlas_jit_call_extents(const atlas_jit_call_t *call, const char *name,
                       int64_t dims[2], uint32_t *rank, atlas_diag_t **diag);

/* Checks all arguments (ATL03xx: missing, shape, null, alignment, overlap) and
 * runs. threads: 1 stays on the caller, 0 uses all of the engine's. Results do
 * not depend on it. After an ATL03xx below 310 nothing was written. */
ATLAS_JIT_API atlas_status_t atlas_jit_call_run(atlas_jit_call_t *call,
                                                uint32_t threads,
                                                atlas_diag_t **diag);

/* Result number `index` of the last run, by its bits. ATL0301 if there is no
 * such result. */
ATLAS_JIT_API atlas_status_t
atlas_jit_call_result(const atlas_jit_call_t *call, uint32_t index,
                      uint64_t *bits, atlas_diag_t **diag);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_JIT_H */
