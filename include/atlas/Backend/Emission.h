//===- Emission.h - What an emitter made ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code in its final form, what a host needs to launch it, and its citations.
//
// An emission is what one emitter makes of one module: the bytes that are
// delivered, a description of every entry point, and one row for each kind of
// target-specific construct in the bytes ("the declared table"). An emitter
// fills rows by describing constructs and letting `citeConstructs` find the
// contract (Citations.h); it never invents a contract id.
//
// Thread rule: plain values.
// Source: backends-and-contracts.md sections 2 (BR-24, BR-25), 5 (CI-05), 6
// (DX-08) and 8.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_EMISSION_H
#define ATLAS_BACKEND_EMISSION_H

#include "atlas/Contract/Construct.h"
#include "atlas/Support/KernelABI.h"

#include <array>
#include <compare>
#include <string>
#include <vector>

namespace atlas::backend {

/// A format tag: "ptx", "spirv", "wgsl", "wasm", "object". The target's folder
/// says which it takes (TargetDescription::formats); any other is refused.
struct Format {
  std::string name;
  bool binary = false; ///< bytes rather than UTF-8 text

  bool operator==(const Format &) const = default;
};

/// One row of the citation table: a class of construct, with its attributes, in
/// one entry point, and what allows it.
struct CiteRow {
  std::string entry;
  contract::ConstructUse construct;
  std::string contract; ///< id
  std::string equation; ///< id inside the contract
  std::string origin;   ///< source location, "" if unknown
  uint64_t count = 1;   ///< how often, at least 1

  auto operator<=>(const CiteRow &) const = default;
};

/// Where a kernel's buffer is bound.
struct BufferBinding {
  std::string parameter; ///< name in the kernel's signature
  unsigned group = 0, binding = 0;
  /// Physical layout: "bytes" (elements as they are) or "words" (four bytes
  /// packed into each 32-bit word, padded).
  std::string layout = "bytes";

  bool operator==(const BufferBinding &) const = default;
};

/// Where a scalar or dimension is passed: byte offset in the parameter block.
struct ParameterSlot {
  std::string name; ///< "n" or "dim(data)"
  std::string type; ///< "i32"
  unsigned offset = 0;

  bool operator==(const ParameterSlot &) const = default;
};

/// What a host must know to launch one entry point. No engine assumes more.
struct EntryPoint {
  std::string name; ///< symbol in the code
  KernelABI kernel; ///< parameters, lengths, results
  /// Invocations per workgroup; all zero on targets without workgroups.
  std::array<unsigned, 3> workgroupSize{};
  uint64_t workgroupBytes = 0; ///< workgroup memory
  std::vector<BufferBinding> bindings;
  std::vector<ParameterSlot> parameters;
};

/// Bytes that travel beside the primary.
struct Sidecar {
  std::string name;
  std::vector<char> bytes;

  bool operator==(const Sidecar &) const = default;
  bool operator<(const Sidecar &other) const { return name < other.name; }
};

struct Emission {
  Format format;
  std::vector<char> bytes;
  std::vector<CiteRow> declared;
  /// What the author cites and no row stands on; `entry` is then the kernel.
  std::vector<CiteRow> unused = {};
  std::vector<EntryPoint> entries;
  /// Features and limits that a device must have, "shader-f16" or
  /// "maxStorageBuffersPerShaderStage=9"; any order.
  std::vector<std::string> requirements;
  /// What a runner needs beside the code, "device_program" for devices.
  std::vector<Sidecar> sidecars;

  llvm::StringRef text() const { return {bytes.data(), bytes.size()}; }
};

/// SHA-256 of the bytes, in hex: how engines say what they loaded (BR-38).
std::string programDigest(const Emission &emission);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_EMISSION_H
