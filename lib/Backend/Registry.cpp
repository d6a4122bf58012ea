//===- Registry.cpp - Which back end owns which target ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Registry.h"

#include "atlas/Backend/BackendError.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

llvm::Error invalid(llvm::StringRef target, const llvm::Twine &text,
                    llvm::StringRef offending) {
  return makeBackendError(BackendErrorKind::InvalidPolicy, target, text,
                          offending);
}

/// [a-z][a-z0-9-]*
bool isBackendName(llvm::StringRef name) {
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
         llvm::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || llvm::isDigit(c) || c == '-';
         });
}

} // namespace

llvm::Error BackendRegistry::Builder::add(std::unique_ptr<Backend> backend) {
  llvm::StringRef name = backend->name();
  if (!isBackendName(name))
    return invalid("", "'" + name + "' is no name of a back end", name);
  for (const std::unique_ptr<Backend> &other : backends)
    if (other->name() == name)
      return invalid("", "two back ends are called '" + name + "'", name);
  std::vector<Target> wanted = backend->targets().vec();
  if (wanted.empty())
    return invalid("", "back end '" + name + "' owns no target", name);
  if (backend->targets().vec() != wanted)
    return invalid("", "back end '" + name + "' changes its targets", name);
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (std::find(wanted.begin(), wanted.begin() + i, wanted[i]) !=
        wanted.begin() + i)
      return invalid(wanted[i].id(),
                     "back end '" + name + "' lists the target twice", name);
    if (auto it = owners.find(wanted[i]); it != owners.end())
      return invalid(wanted[i].id(),
                     "back ends '" + it->second->name() + "' and '" + name +
                         "' both own the target",
                     name);
  }
  for (Target target : wanted)
    owners.emplace(target, backend.get());
  backends.push_back(std::move(backend));
  return llvm::Error::success();
}

llvm::Expected<BackendRegistry> BackendRegistry::Builder::build() && {
  BackendRegistry registry;
  registry.owners = std::move(owners);
  registry.backends = std::move(backends);
  return std::move(registry);
}

llvm::Expected<const Backend *> BackendRegistry::lookup(Target target) const {
  if (auto it = owners.find(target); it != owners.end())
    return it->second;
  std::vector<std::string> ids;
  for (Target owned : targets())
    ids.push_back(owned.id().str());
  return makeBackendError(BackendErrorKind::UnsupportedTarget, target.id(),
                          "no back end owns the target", target.id(),
                          ids.empty() ? "no target has one"
                                      : "targets with one: " +
                                            llvm::join(ids, ", "));
}

std::vector<Target> BackendRegistry::targets() const {
  std::vector<Target> all;
  for (const auto &[target, backend] : owners)
    all.push_back(target);
  return all;
}

llvm::Expected<Artifact>
BackendRegistry::lower(mlir::ModuleOp module,
                       const BackendConfig &config) const {
  llvm::Expected<const Backend *> owner = lookup(config.target);
  if (!owner)
    return owner.takeError();
  return (*owner)->lower(module, config);
}
