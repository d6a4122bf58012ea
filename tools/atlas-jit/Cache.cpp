//===- Cache.cpp - atlas-jit cache ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "Session.h"
#include "atlas/JIT/ObjectCache.h"
#include "atlas/Support/Error.h"

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

json::Value toJSON(llvm::StringRef action, llvm::StringRef directory,
                   const jit::CacheStats &stats) {
  json::Object object{{"action", action},
                      {"directory", directory},
                      {"entries", stats.entries},
                      {"keys", stats.keys},
                      {"bytes", stats.bytes},
                      {"max_bytes", stats.maxBytes},
                      {"temporaries", stats.temporaries}};
  if (action == "verify") {
    object["bad"] = stats.bad;
    object["bad_files"] = json::Array(stats.badFiles);
  }
  return object;
}

void print(llvm::StringRef action, llvm::StringRef directory,
           const jit::CacheStats &stats) {
  out() << "directory:   " << directory << "\n"
        << "entries:     " << stats.entries << "\n"
        << "keys:        " << stats.keys << "\n"
        << "bytes:       " << stats.bytes << " of at most " << stats.maxBytes
        << "\n"
        << "temporaries: " << stats.temporaries << "\n";
  if (action != "verify")
    return;
  out() << "bad:         " << stats.bad << "\n";
  for (const std::string &file : stats.badFiles)
    out() << "  removed " << file << "\n";
}

} // namespace

llvm::Expected<int> tool::cacheCommand(const CacheOptions &options) {
  const std::string &action = options.action;
  if (action != "stats" && action != "verify" && action != "clear")
    return makeError(ErrorCode::UsageInvalid,
                     "no cache action '" + action + "'",
                     "actions: stats, verify, clear");
  std::string directory = cacheDirectory(options.session);
  if (directory.empty())
    return makeError(ErrorCode::CacheRefused, "no cache directory is known",
                     "give --cache-dir, or set ATLAS_CACHE_DIR or HOME");
  auto cache =
      jit::ObjectCache::open(directory, jit::EngineOptions().cacheMaxBytes);
  if (!cache)
    return cache.takeError();
  if (action == "clear")
    if (auto error = (*cache)->clear())
      return error;
  auto stats = action == "verify" ? (*cache)->verify() : (*cache)->stats();
  if (!stats)
    return stats.takeError();
  if (options.json)
    printJSON(toJSON(action, directory, *stats));
  else
    print(action, directory, *stats);
  // Bad entries are gone now, but whoever asked wants to know.
  return stats->bad ? RunFailed : Ok;
}
