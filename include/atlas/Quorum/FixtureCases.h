//===- FixtureCases.h - Cases from a fixture file ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a fixture means for a kernel: the calls with all their bytes, the rules for
// its outputs and what golden cases expect.
//
// In expressions `n` is the size of the case; the kernel's scalars and the extents
// of buffers that stand earlier have their names.
//
// Failure: issues at positions of the fixture, where it does not fit the kernel.
// Thread rule: pure function, but for generators that read a file.
// Source: backends-and-contracts.md section 6, DX-09, DX-13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_FIXTURECASES_H
#define ATLAS_QUORUM_FIXTURECASES_H

#include "atlas/Contract/Fixture.h"
#include "atlas/Quorum/Cases.h"

namespace atlas::quorum {

/// Case k runs at size k modulo the number of sizes; there are at least as many
/// cases as sizes, then one for each special value at the last size, then the
/// golden ones. nullopt with at least one issue.
std::optional<CaseSet> fixtureCases(const contract::Fixture &fixture,
                                    const KernelABI &kernel,
                                    contract::Issues &issues,
                                    int64_t workgroup = 256);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_FIXTURECASES_H
