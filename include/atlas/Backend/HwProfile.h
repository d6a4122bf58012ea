//===- HwProfile.h - The hardware that code is made for ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A validated hardware profile, whatever its target.
//
// The text form is "TARGET:DETAILS" ("ptx:sm_90a"); the folder of the target
// owns what stands behind the colon. `parseHwProfile` is the only way in, so a
// profile that exists is well-formed. Its canonical text is what artifacts,
// caches and messages show: equal profiles have equal texts.
//
// Failure: ATL0401 for the prefix, ATL0403 for the rest.
// Thread rule: immutable, shared between copies.
// Source: backends-and-contracts.md section 3; docs/Reference/hardware.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_HWPROFILE_H
#define ATLAS_BACKEND_HWPROFILE_H

#include "atlas/Backend/Target.h"

#include <memory>
#include <optional>
#include <vector>

namespace atlas::backend {

/// What a target knows about one piece of hardware. Each folder derives one
/// (include/atlas/Backend/Ptx/PtxHw.h and so on).
class HwData {
public:
  virtual ~HwData();
  /// What stands behind the colon, canonical.
  virtual std::string text() const = 0;
  /// What a user should know of this hardware, one sentence each.
  virtual std::vector<std::string> warnings() const { return {}; }
};

class HwProfile {
public:
  HwProfile(Target target, std::shared_ptr<const HwData> data)
      : owner(target), what(std::move(data)),
        canonical((owner.id() + ":" + what->text()).str()) {}

  Target target() const { return owner; }
  /// "ptx:sm_90a": canonical, and accepted by parseHwProfile.
  const std::string &text() const { return canonical; }
  /// The folder's structure. Only code that checked `target()` may cast it; the
  /// folders have a function `of` for that.
  const HwData &data() const { return *what; }

  friend bool operator==(const HwProfile &a, const HwProfile &b) {
    return a.canonical == b.canonical;
  }
  friend llvm::hash_code hash_value(const HwProfile &profile) {
    return llvm::hash_value(profile.canonical);
  }

private:
  Target owner;
  std::shared_ptr<const HwData> what;
  std::string canonical;
};

/// Parses "TARGET:DETAILS". ATL0401, ATL0403.
llvm::Expected<HwProfile> parseHwProfile(llvm::StringRef text);
/// Parses what stands behind the colon for a known target. ATL0403.
llvm::Expected<HwProfile> parseHwDetails(Target target, llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_HWPROFILE_H
