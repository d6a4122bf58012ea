//===- FolderTarget.h - A target described by tables ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of a TargetDescription that is a table, and the cast to the folder's
// own profile; a folder adds what its target does.
//
// Thread rule: constant, stateless. Private to the back end layer.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_FOLDERTARGET_H
#define ATLAS_LIB_BACKEND_FOLDERTARGET_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

/// What a folder says of its target without code. The arrays are constants.
struct TargetTable {
  llvm::StringLiteral id, title, hardwareGrammar;
  llvm::ArrayRef<contract::HardwareKey> hardwareKeys;
  llvm::ArrayRef<contract::EmitterName> emitters; ///< general one first
  Format format;
  llvm::ArrayRef<DeviceLayout> layouts = {};
};

/// `Hw` is the folder's profile, a HwData.
template <typename Hw>
class FolderTarget : public TargetDescription {
public:
  llvm::StringRef id() const final { return table.id; }
  llvm::StringRef title() const final { return table.title; }
  llvm::StringRef hardwareGrammar() const final { return table.hardwareGrammar; }
  llvm::Expected<std::shared_ptr<const HwData>>
  parseHardware(llvm::StringRef text) const final {
    llvm::Expected<Hw> hw = parse(text);
    if (!hw)
      return hw.takeError();
    return std::make_shared<Hw>(std::move(*hw));
  }
  llvm::ArrayRef<DeviceLayout> layouts() const final { return table.layouts; }
  llvm::ArrayRef<contract::HardwareKey> hardwareKeys() const final {
    return table.hardwareKeys;
  }
  bool covers(const contract::HardwareClause &clause, const HwData &hardware) const final {
    return admits(clause, static_cast<const Hw &>(hardware));
  }
  llvm::ArrayRef<contract::EmitterName> emitters() const final { return table.emitters; }
  llvm::ArrayRef<Format> formats() const final { return table.format; }

protected:
  /// `parse` reads what stands behind the colon of a profile.
  FolderTarget(TargetTable table, llvm::Expected<Hw> (*parse)(llvm::StringRef))
      : table(std::move(table)), parse(parse) {}

  /// TargetDescription::covers.
  virtual bool admits(const contract::HardwareClause &clause, const Hw &hw) const = 0;

private:
  const TargetTable table;
  llvm::Expected<Hw> (*const parse)(llvm::StringRef);
};

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_FOLDERTARGET_H
