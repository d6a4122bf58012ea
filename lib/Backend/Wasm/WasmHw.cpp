//===- WasmHw.cpp - Hardware profiles of the wasm target --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Wasm/WasmHw.h"

#include "WasmParse.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {
constexpr llvm::StringRef kFeatures[] = {
    "simd128",    "threads",  "bulk-memory", "sign-ext", "nontrapping-fptoint",
    "multivalue", "memory64", "relaxed-simd"};
} // namespace

llvm::ArrayRef<llvm::StringRef> backend::wasmFeatures() { return kFeatures; }

std::string WasmHw::text() const {
  std::vector<std::string> beyond;
  for (const std::string &one : features)
    if (one != "sign-ext")
      beyond.push_back(one);
  return llvm::join(beyond, ",");
}

bool WasmHw::has(llvm::StringRef feature) const {
  return llvm::is_contained(features, feature);
}

CPUTarget WasmHw::target() const {
  CPUTarget target{"wasm",
                   has("memory64") ? "wasm64-unknown-unknown"
                                   : "wasm32-unknown-unknown",
                   "mvp",
                   {"mutable-globals"}};
  for (const std::string &one : features)
    if (one != "memory64")
      target.features.push_back(one == "threads" ? "atomics" : one);
  llvm::sort(target.features);
  return target;
}

const WasmHw &WasmHw::of(const HwProfile &profile) {
  return static_cast<const WasmHw &>(profile.data());
}

llvm::Expected<WasmHw> backend::parseWasmHw(llvm::StringRef text) {
  auto names = splitNames("wasm", text);
  if (!names)
    return names.takeError();
  WasmHw hw;
  for (const std::string &name : *names) {
    if (llvm::Error error =
            checkName("wasm", "feature", name, kFeatures,
                      "features: " + llvm::join(wasmFeatures(), ", ")))
      return std::move(error);
    if (name != "sign-ext")
      hw.features.push_back(name);
  }
  if (hw.has("relaxed-simd") && !hw.has("simd128"))
    return badHardware("wasm", "relaxed-simd without simd128", "relaxed-simd",
                       "name simd128 too");
  llvm::sort(hw.features);
  return hw;
}
