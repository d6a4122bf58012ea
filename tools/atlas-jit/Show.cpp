//===- Show.cpp - atlas-jit show --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "Session.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

constexpr const char *kRoles[] = {"in", "out", "inout", "table", "scalar"};

/// "u8[?]", "u16[?, 96]", "f32".
std::string paramType(const KernelParam &p) {
  std::string text = typeText(p.type, p.isSigned);
  if (!p.isBuffer())
    return text;
  for (unsigned k = 0; k < p.rank; ++k)
    text += (k ? ", " : "[") +
            (p.dims[k] == kDynamic ? "?" : llvm::itostr(p.dims[k]));
  return text + "]";
}

/// What else is declared of a parameter.
std::string paramNotes(const KernelParam &p) {
  std::vector<std::string> notes;
  if (!p.length.empty())
    notes.push_back("length " + p.length);
  if (!p.count.empty())
    notes.push_back("trimmed to " + p.count);
  if (p.align != 1)
    notes.push_back("aligned to " + llvm::utostr(p.align));
  if (!p.inplace.empty())
    notes.push_back("may equal " + llvm::join(p.inplace, ", "));
  if (p.mayOverlap)
    notes.push_back("may overlap");
  if (p.constant)
    notes.push_back("worth specialising");
  if (p.defaultBits)
    notes.push_back((p.isBuffer() ? "default all " : "default ") +
                    formatScalar(*p.defaultBits, p.type, p.isSigned));
  return llvm::join(notes, "; ");
}

void printPhases(const KernelABI &abi) {
  out() << "phases:\n";
  for (const LaunchPhase &phase : abi.phases)
    out() << fmt::format("  {:<22} {} units{}{}\n", phase.name, phase.space,
                         phase.serial ? ", serial" : "",
                         phase.grain > 1
                             ? fmt::format(", grain {}", phase.grain)
                             : "");
  for (const LaunchTemp &temp : abi.temps)
    out() << fmt::format("  temporary {:<12} {} bytes\n", temp.name, temp.size);
}

void print(const KernelABI &abi) {
  out() << "kernel:    " << abi.name << "\n";
  if (!abi.contract.empty())
    out() << "contract:  " << abi.contract << "\n";
  out() << "exactness: " << abi.exactness
        << (abi.tolerance.empty() ? "" : " " + abi.tolerance) << "\n";
  out() << "parameters:\n";
  for (const KernelParam &p : abi.params) {
    std::string notes = paramNotes(p);
    out() << fmt::format("  {:<6} {:<10} {}{}\n", kRoles[unsigned(p.role)],
                         p.name, paramType(p),
                         notes.empty() ? "" : "  (" + notes + ")");
  }
  for (const KernelResult &r : abi.results)
    out() << fmt::format("  {:<6} {:<10} {}\n", "result", r.name,
                         typeText(r.type, r.isSigned));
  if (!abi.phases.empty())
    printPhases(abi);
}

void printStrategies(const KernelABI &abi) {
  out() << "strategies:\n";
  for (const std::string &line : abi.strategies)
    out() << "  " << line << "\n";
  if (abi.strategies.empty())
    out() << "  (none)\n";
}

} // namespace

llvm::Expected<int> tool::showCommand(const ShowOptions &options) {
  auto session = Session::open(options.session, options.operand, 1);
  if (!session)
    return session.takeError();
  jit::LoadOptions load;
  load.level = options.level;
  // The report is that of the compiler; otherwise whatever is quickest will do.
  load.tier = options.strategies ? jit::Tier::Jit : jit::Tier::Auto;
  auto kernel = session->load(load);
  if (!kernel)
    return kernel.takeError();
  const KernelABI &abi = (*kernel)->abi();
  if (options.json) {
    printJSON(json::Object{{"operand", session->operand().text()},
                           {"abi", abi.toJSON()}});
    return Ok;
  }
  print(abi);
  if (options.strategies)
    printStrategies(abi);
  return Ok;
}
