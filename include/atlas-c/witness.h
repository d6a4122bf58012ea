/*===- witness.h - SHA-256 witnesses of byte ranges ------------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Records that a range held certain bytes, and checks it later.
 *
 * A witness is the SHA-256 (FIPS 180-4) of exactly the bytes, their number and
 * their residue; nothing else goes in, so equal bytes give equal witnesses on
 * every platform. Its 64-digit lower-case hexadecimal digest is the witness id.
 * Ownership: the caller owns what generate returns and destroys it once. The
 * data is not kept. Data need not be conserved.
 * Threads: a witness is immutable; any number of threads may use it until one
 * destroys it.
 * Source: contract v1 (L2/L3), section 3.4.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_WITNESS_H
#define ATLAS_C_WITNESS_H

#include "atlas-c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct atlas_witness atlas_witness_t;

/* The witness of `len` bytes. NULL if base is NULL and len > 0, or if there is
 * no memory. Length 0 is legal. */
ATLAS_API atlas_witness_t *atlas_witness_generate(const void *base, size_t len);

/* True iff `w` is a witness of these bytes: same length and same digest. The
 * digests are compared without early exit. False if w is NULL, or base is NULL
 * and len > 0. Writes nothing. */
ATLAS_API bool atlas_witness_verify(const atlas_witness_t *w, const void *base,
                                    size_t len);

/* Frees a witness; NULL is allowed. */
ATLAS_API void atlas_witness_destroy(atlas_witness_t *w);

/* Copies the digest. False, and nothing is written, if an argument is NULL. */
ATLAS_API bool atlas_witness_digest(const atlas_witness_t *w, uint8_t out[32]);

/* Residue of the bytes when the witness was made, in 0..95; 255 for NULL. */
ATLAS_API uint8_t atlas_witness_residue(const atlas_witness_t *w);

/* Copies the record: 32 bytes digest, length as little-endian u64, residue,
 * version 1, six zeros. False, and nothing is written, if an argument is
 * NULL. */
ATLAS_API bool atlas_witness_record(const atlas_witness_t *w, uint8_t out[48]);

/* Witnesses of `count` ranges at once; independent ranges are hashed side by
 * side, which is faster than one after the other. out[i] is what
 * atlas_witness_generate(bases[i], lens[i]) returns. Returns how many are not
 * NULL. No effect and 0 if an array is NULL. */
ATLAS_API size_t atlas_witness_generate_batch(const void *const *bases,
                                              const size_t *lens, size_t count,
                                              atlas_witness_t **out);

/* Checks `count` ranges at once: ok[i] is what
 * atlas_witness_verify(ws[i], bases[i], lens[i]) returns. Returns how many are
 * true. No effect and 0 if an array is NULL. */
ATLAS_API size_t atlas_witness_verify_batch(const atlas_witness_t *const *ws,
                                            const void *const *bases,
                                            const size_t *lens, size_t count,
                                            bool *ok);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_WITNESS_H */
