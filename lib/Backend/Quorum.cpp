//===- Quorum.cpp - Routing over emitters -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The general emitter first, always; then the specialists the policy asks for.
//===----------------------------------------------------------------------===//

#include "Isolation.h"

#include "atlas/Backend/Backend.h"
#include "atlas/Backend/BackendError.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

using namespace atlas;
using namespace atlas::backend;

namespace {

/// A checked emission and who made it.
struct Checked {
  std::string emitter;
  Emission emission;
  CheckedRows rows;
};

class QuorumBackend final : public Backend {
public:
  explicit QuorumBackend(QuorumSetup setup)
      : setup(std::move(setup)), owned{this->setup.target} {}

  llvm::StringRef name() const override { return setup.name; }
  llvm::ArrayRef<Target> targets() const override { return owned; }
  llvm::Expected<Artifact> lower(mlir::ModuleOp module,
                                 const BackendConfig &config) const override;

private:
  /// One lowering: the frozen module and the request.
  struct Request {
    const BackendConfig &config;
    mlir::ModuleOp module;
    mlir::MLIRContext &context;
    std::string bytecode;
  };

  llvm::Error failure(const llvm::Twine &text) const {
    return makeBackendError(BackendErrorKind::Lower, setup.target.id(), text);
  }
  /// nullopt: the emitter declined.
  llvm::Expected<std::optional<Checked>> run(const Emitter &emitter,
                                             const Request &request) const;
  llvm::Expected<Artifact> prefer(Checked general,
                                  const Request &request) const;
  llvm::Expected<Artifact> compareAll(Checked general,
                                      const Request &request) const;
  llvm::Expected<DiffExecResult> compare(const Checked &general,
                                         const Checked &special,
                                         const Request &request) const;
  llvm::Expected<DiffExecResult> execute(const Emission &general,
                                         const Emission &special,
                                         const Request &request) const;
  std::string implausible(const EngineReport &report, const Emission &general,
                          const Emission &special) const;
  Artifact finish(Checked winner, QuorumStatus status,
                  std::vector<Sidecar> sidecars,
                  const BackendConfig &config) const;

  QuorumSetup setup;
  Target owned[1];
};

llvm::Expected<std::optional<Checked>>
QuorumBackend::run(const Emitter &emitter, const Request &request) const {
  if (!emitter.mayTake(request.module, request.config))
    return std::optional<Checked>();
  auto copy = IsolatedModule::create(request.bytecode, request.context,
                                     setup.target.id());
  if (!copy)
    return copy.takeError();
  auto emission = emitter.tryEmit(copy->get(), request.config);
  if (!emission)
    return lowerError(emission.takeError(), setup.target.id());
  if (!*emission)
    return std::optional<Checked>();
  Checked checked{emitter.name().str(), std::move(**emission), {}};
  if (setup.checker) {
    auto rows = setup.checker->check(checked.emission, request.config);
    if (!rows)
      return rows.takeError();
    checked.rows = std::move(*rows);
  } else {
    checked.rows.rows = checked.emission.declared;
  }
  return std::optional(std::move(checked));
}

/// The first specialist that matches; nothing is compared (BR-30).
llvm::Expected<Artifact> QuorumBackend::prefer(Checked general,
                                               const Request &request) const {
  for (const std::unique_ptr<Emitter> &specialist : setup.specialists) {
    auto special = run(*specialist, request);
    if (!special)
      return special.takeError();
    if (*special) {
      std::string emitter = (*special)->emitter;
      return finish(std::move(**special), Single{emitter}, {}, request.config);
    }
  }
  std::string emitter = general.emitter;
  return finish(std::move(general), Single{emitter}, {}, request.config);
}

/// The general emitter's code, with every matching specialist's beside it.
llvm::Expected<Artifact>
QuorumBackend::compareAll(Checked general, const Request &request) const {
  Multi status{{general.emitter}, std::nullopt};
  std::vector<Sidecar> sidecars;
  for (const std::unique_ptr<Emitter> &specialist : setup.specialists) {
    auto special = run(*specialist, request);
    if (!special)
      return special.takeError();
    if (!*special)
      continue;
    auto result = compare(general, **special, request);
    if (!result)
      return result.takeError();
    status.diffExec =
        status.diffExec ? worse(*status.diffExec, *result) : *result;
    std::string name = "specialist_emission";
    if (!sidecars.empty())
      name += "." + (*special)->emitter;
    status.emitters.push_back((*special)->emitter);
    // Its own way to be launched goes with it.
    for (Sidecar &own : (*special)->emission.sidecars)
      sidecars.push_back({name + "." + own.name, std::move(own.bytes)});
    sidecars.push_back({name, std::move((*special)->emission.bytes)});
  }
  QuorumStatus final = status;
  if (sidecars.empty())
    final = Single{general.emitter};
  return finish(std::move(general), std::move(final), std::move(sidecars),
                request.config);
}

llvm::Expected<DiffExecResult>
QuorumBackend::compare(const Checked &general, const Checked &special,
                       const Request &request) const {
  if (setup.policy.kind() == PolicyKind::DiffExec)
    return execute(general.emission, special.emission, request);
  if (general.emission.bytes == special.emission.bytes)
    return Match{0};
  return Divergent{std::numeric_limits<double>::infinity(), 0};
}

/// What cannot be true of a report; "" if nothing (BR-37, BR-38).
std::string QuorumBackend::implausible(const EngineReport &report,
                                       const Emission &general,
                                       const Emission &special) const {
  auto bad = [](double value) { return std::isnan(value) || value < 0; };
  if (auto *match = std::get_if<Match>(&report.result)) {
    if (bad(match->maxAbsDiff))
      return fmt::format("it reports a difference of {}", match->maxAbsDiff);
    if (match->maxAbsDiff > setup.policy.tolerance() && !report.ownComparison)
      return fmt::format("it reports a match with a difference of {}, above "
                         "the tolerance {}",
                         match->maxAbsDiff, setup.policy.tolerance());
  } else if (auto *divergent = std::get_if<Divergent>(&report.result)) {
    if (bad(divergent->maxAbsDiff) || bad(divergent->tolerance))
      return fmt::format("it reports a difference of {} at a tolerance of {}",
                         divergent->maxAbsDiff, divergent->tolerance);
  } else {
    return "";
  }
  if (report.generalDigest != programDigest(general) ||
      report.specialistDigest != programDigest(special))
    return "it executed other programs than the ones it was given";
  return "";
}

llvm::Expected<DiffExecResult>
QuorumBackend::execute(const Emission &general, const Emission &special,
                       const Request &request) const {
  double tolerance = setup.policy.tolerance();
  if (!setup.engine)
    return NotRun{fmt::format("no DiffExec engine is installed for target '{}' "
                              "(tolerance {})",
                              setup.target.id().str(), tolerance)};
  auto copy = IsolatedModule::create(request.bytecode, request.context,
                                     setup.target.id());
  if (!copy)
    return copy.takeError();
  auto report = setup.engine->compare(general, special, copy->get(),
                                      request.config, tolerance);
  std::string engine = setup.engine->name().str();
  if (!report)
    return failure("engine '" + engine +
                   "' failed: " + llvm::toString(report.takeError()));
  if (std::string why = implausible(*report, general, special); !why.empty())
    return failure("engine '" + engine + "' is broken: " + why);
  return report->result;
}

Artifact QuorumBackend::finish(Checked winner, QuorumStatus status,
                               std::vector<Sidecar> sidecars,
                               const BackendConfig &config) const {
  ArtifactContext context;
  context.target = setup.target.id().str();
  context.hardware = config.hardware ? config.hardware->text() : "";
  context.backend = setup.name;
  context.emitters.push_back({setup.general->name().str(), true, std::nullopt});
  for (const std::unique_ptr<Emitter> &one : setup.specialists)
    context.emitters.push_back({one->name().str(), false, std::nullopt});
  context.policy = setup.policy;
  context.status = std::move(status);
  context.sidecars = std::move(sidecars);
  llvm::append_range(context.sidecars, winner.emission.sidecars);
  winner.emission.sidecars.clear();
  context.corpusDigest = setup.corpusDigest;
  return Artifact(std::move(winner.emission), std::move(winner.rows),
                  std::move(context));
}

llvm::Expected<Artifact>
QuorumBackend::lower(mlir::ModuleOp module, const BackendConfig &config) const {
  if (!(config.target == setup.target))
    return makeBackendError(
        BackendErrorKind::UnsupportedTarget, config.target.id(),
        "back end '" + setup.name + "' does not own the target",
        config.target.id(), "it owns " + setup.target.id());
  llvm::Expected<std::string> bytecode =
      freezeModule(module, setup.target.id());
  if (!bytecode)
    return bytecode.takeError();
  Request request{config, module, *module.getContext(), std::move(*bytecode)};
  auto general = run(*setup.general, request);
  if (!general)
    return general.takeError();
  if (!*general)
    return failure("general emitter '" + setup.general->name() +
                   "' declined; a general emitter must always match "
                   "conforming input");
  return setup.policy.kind() == PolicyKind::PreferSpecialist
             ? prefer(std::move(**general), request)
             : compareAll(std::move(**general), request);
}

} // namespace

llvm::Expected<std::unique_ptr<Backend>>
backend::makeQuorumBackend(QuorumSetup setup) {
  auto refuse = [&](const llvm::Twine &text) {
    return makeBackendError(BackendErrorKind::InvalidPolicy, setup.target.id(),
                            text);
  };
  if (!setup.general)
    return refuse("back end '" + setup.name + "' has no general emitter");
  std::vector<std::string> names{setup.general->name().str()};
  for (const std::unique_ptr<Emitter> &one : setup.specialists) {
    if (!one)
      return refuse("back end '" + setup.name + "' has a null specialist");
    if (llvm::is_contained(names, one->name()))
      return refuse("two emitters are called '" + one->name() + "'");
    names.push_back(one->name().str());
  }
  return std::make_unique<QuorumBackend>(std::move(setup));
}
