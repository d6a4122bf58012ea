//===- Session.cpp - Engine, kernels and their sources ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Session.h"

#include "Console.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/StringSwitch.h"

#include <cstdlib>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

std::string tool::cacheDirectory(const SessionOptions &options) {
  if (options.noCache)
    return "";
  if (!options.cacheDir.empty())
    return options.cacheDir;
  auto variable = [](const char *name) {
    const char *value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (std::string dir = variable("ATLAS_CACHE_DIR"); !dir.empty())
    return dir;
  // The XDG rules ignore a relative path.
  if (std::string dir = variable("XDG_CACHE_HOME");
      !dir.empty() && dir[0] == '/')
    return dir + "/atlas";
  if (std::string home = variable("HOME"); !home.empty())
    return home + "/.cache/atlas";
  return "";
}

llvm::Expected<jit::Tier> tool::parseTier(llvm::StringRef word) {
  auto tier = llvm::StringSwitch<std::optional<jit::Tier>>(word)
                  .Case("aot", jit::Tier::Aot)
                  .Case("jit", jit::Tier::Jit)
                  .Case("special", jit::Tier::Special)
                  .Case("auto", jit::Tier::Auto)
                  .Default(std::nullopt);
  if (tier)
    return *tier;
  return makeError(ErrorCode::UsageInvalid, "no tier '" + word + "'",
                   "tiers: aot, jit, special, auto");
}

llvm::Expected<Session> Session::open(const SessionOptions &options,
                                      llvm::StringRef operand,
                                      unsigned threads) {
  Session session;
  session.what = Operand::parse(operand);
  // A file that is not there is reported before anything is set up.
  if (session.what.isFile) {
    auto source = jit::Source::fromFile(session.what.path);
    if (!source)
      return source.takeError();
    session.source = std::move(*source);
  }
  jit::EngineOptions engineOptions;
  engineOptions.cacheDir = cacheDirectory(options);
  engineOptions.threads = threads;
  engineOptions.perfSupport = options.perf;
  engineOptions.gdbSupport = options.gdb;
  session.cached = !engineOptions.cacheDir.empty();
  auto engine = jit::Engine::create(std::move(engineOptions));
  if (!engine)
    return engine.takeError();
  session.theEngine = std::move(*engine);
  return session;
}

llvm::Expected<jit::KernelHandle> Session::load(jit::LoadOptions options) {
  if (options.tier == jit::Tier::Special)
    options.tier = jit::Tier::Jit;
  auto kernel = source ? theEngine->load(*source, what.kernel, options)
                       : theEngine->loadLibrary(what.kernel, options);
  if (kernel)
    warn((*kernel)->report());
  return kernel;
}

llvm::Error Session::specialize(
    jit::Kernel &kernel,
    const std::vector<std::pair<std::string, uint64_t>> &values) {
  return kernel.specialize(values, /*wait=*/true);
}

void Session::warn(const jit::LoadReport &report) {
  if (report.cache != jit::CacheState::Refused || warned)
    return;
  warned = true;
  cached = false;
  printWarning("running without the object cache: " + report.cacheNote);
}

json::Value tool::cacheToJSON(const jit::LoadReport &report) {
  json::Object object{{"state", jit::cacheStateName(report.cache)}};
  if (!report.cacheNote.empty())
    object["note"] = report.cacheNote;
  return object;
}

json::Object tool::millisecondsToJSON(const jit::LoadReport &report) {
  json::Object object;
  for (const auto &[phase, milliseconds] : report.milliseconds) {
    double before = object.getNumber(phase).value_or(0);
    object[phase] = before + milliseconds;
  }
  return object;
}
