/*===- atlas.h - The C interface of libatlas -------------------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Includes every group. Link with -latlas (CMake: Atlas::atlas; pkg-config:
 * atlas); nothing needs to be initialised.
 *
 *   base.h       version, error codes, allocation, metrics
 *   conserved.h  sums modulo 96: check, delta, stream, fixup, fill, copy
 *   witness.h    SHA-256 witnesses
 *   domain.h     regions with attach, verify, commit and a budget
 *   resonance.h  classes modulo 96, clusters, Phi codes, schedule
 *   halting.h    halting of token streams: kernels, sessions, configuration
 *   halt_batch.h the same decisions for many streams at once
 *   coherence.h  coherence scores of texts: scorers, providers, facts
 *   gel.h        decay, observation and candidates of an evolving graph
 *   t1.h         propagation over graphs, with strict parity
 *   slots.h      the table that libatlas-jit fills (programs do not need it)
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_H
#define ATLAS_H

#include "atlas-c/base.h"
#include "atlas-c/coherence.h"
#include "atlas-c/conserved.h"
#include "atlas-c/domain.h"
#include "atlas-c/gel.h"
#include "atlas-c/halt_batch.h"
#include "atlas-c/halting.h"
#include "atlas-c/resonance.h"
#include "atlas-c/slots.h"
#include "atlas-c/t1.h"
#include "atlas-c/witness.h"

#endif /* ATLAS_H */
