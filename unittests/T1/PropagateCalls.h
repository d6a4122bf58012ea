//===- PropagateCalls.h - Any bytes as a T1 call ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_UNITTESTS_T1_PROPAGATECALLS_H
#define ATLAS_UNITTESTS_T1_PROPAGATECALLS_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace atlas::test {

/// Reads bytes as a graph, valid or not, with seeds and parameters, and runs the
/// native path and the reference on it. Returns "" or how they differ.
std::string propagateCalls(const uint8_t *bytes, size_t size);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_T1_PROPAGATECALLS_H
