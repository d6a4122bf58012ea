//===- PtxHw.cpp - Hardware profiles of the ptx target ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Ptx/PtxHw.h"

#include "PtxParse.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

constexpr PtxArchRow kRows[] = {
#define ATLAS_PTX_ARCH(NAME, MAJOR, MINOR)                                     \
  {llvm::StringLiteral(NAME), PtxIsa{MAJOR, MINOR}},
#include "atlas/Backend/Ptx/PtxArch.def"
};

/// The versions of the language that LLVM can write, newest last.
constexpr PtxIsa kNewest{9, 0};

/// "8.3", digits only.
std::optional<PtxIsa> parseIsa(llvm::StringRef text) {
  auto [major, minor] = text.split('.');
  PtxIsa isa;
  if (major.size() != 1 || minor.size() != 1 ||
      !llvm::to_integer(major, isa.major, 10) ||
      !llvm::to_integer(minor, isa.minor, 10))
    return std::nullopt;
  return isa;
}

} // namespace

llvm::ArrayRef<PtxArchRow> backend::ptxArchTable() { return kRows; }

std::string PtxIsa::text() const {
  return llvm::utostr(major) + "." + llvm::utostr(minor);
}
std::string PtxIsa::feature() const {
  return "ptx" + llvm::utostr(major) + llvm::utostr(minor);
}

std::string PtxHw::text() const {
  return isa == least ? arch : arch + ",isa" + isa.text();
}

std::vector<std::string> PtxHw::warnings() const {
  if (number != 101)
    return {};
  return {arch + " was renamed to sm_110; recent assemblers refuse it"};
}

const PtxHw &PtxHw::of(const HwProfile &profile) {
  return static_cast<const PtxHw &>(profile.data());
}

bool PtxHw::runsOn(unsigned device) const {
  switch (variant) {
  case 'a':
    return device == number;
  case 'f':
    return device / 10 == number / 10 && device % 10 >= number % 10;
  default:
    return device >= number;
  }
}

llvm::Expected<PtxHw> backend::parsePtxArch(llvm::StringRef text) {
  llvm::StringRef rest = text;
  bool prefixed = rest.consume_front("sm_") || rest.consume_front("compute_");
  PtxHw hw;
  llvm::StringRef digits = rest.take_while(llvm::isDigit);
  llvm::StringRef suffix = rest.drop_front(digits.size());
  if (!prefixed || digits.size() < 2 || digits.size() > 3 ||
      digits.front() == '0' ||
      !(suffix.empty() || suffix == "a" || suffix == "f"))
    return badHardware("ptx", "'" + text + "' is no architecture", text,
                       "write for instance sm_90 or sm_90a");
  (void)llvm::to_integer(digits, hw.number, 10);
  hw.variant = suffix.empty() ? 0 : suffix.front();
  hw.arch = ("sm_" + rest).str();
  const PtxArchRow *row = llvm::find_if(
      kRows, [&](const PtxArchRow &one) { return one.name == hw.arch; });
  if (row == std::end(kRows)) {
    std::vector<std::string> names;
    for (const PtxArchRow &one : kRows)
      names.push_back(one.name.str());
    return badHardware("ptx", "no architecture '" + text + "'", text,
                       "known: " + llvm::join(names, ", "));
  }
  hw.least = hw.isa = row->least;
  return hw;
}

llvm::Expected<PtxHw> backend::parsePtxHw(llvm::StringRef text) {
  auto [name, rest] = text.split(',');
  llvm::Expected<PtxHw> hw = parsePtxArch(name);
  if (!hw || name.size() == text.size())
    return hw;
  std::optional<PtxIsa> isa =
      rest.consume_front("isa") ? parseIsa(rest) : std::nullopt;
  if (!isa)
    return badHardware("ptx", "'" + text + "' does not end in a version", text,
                       "write for instance " + hw->arch + ",isa8.3");
  if (*isa < hw->least || *isa > kNewest)
    return badHardware("ptx",
                       "version " + isa->text() + " is not in the range " +
                           hw->least.text() + " to " + kNewest.text() +
                           " of " + hw->arch,
                       rest, "leave the version out to get the least one");
  hw->isa = *isa;
  return hw;
}
