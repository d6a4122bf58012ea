//===- KernelImpl.cpp - A loaded kernel and its tiers ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "KernelImpl.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace atlas::jit {
namespace {

bool samePhases(const KernelABI &a, const KernelABI &b) {
  return std::equal(a.phases.begin(), a.phases.end(), b.phases.begin(),
                    b.phases.end(),
               [](const LaunchPhase &x, const LaunchPhase &y) {
                 return x.space == y.space && x.serial == y.serial;
               });
}

bool sameTemps(const KernelABI &a, const KernelABI &b) {
  return std::equal(a.temps.begin(), a.temps.end(), b.temps.begin(),
                    b.temps.end(), [](const LaunchTemp &x, const LaunchTemp &y) {
    return x.size == y.size && x.fill == y.fill && x.serial == y.serial;
  });
}

} // namespace

Kernel::~Kernel() = default;

KernelImpl::KernelImpl(std::shared_ptr<Core> core, Request request,
                       VersionHandle first, Slot slot)
    : core(std::move(core)), request(std::move(request)),
      description(first->abi), slot(std::move(slot)), generic(first),
      slotGeneric(std::move(first)) {
  relink();
}

Expected<std::shared_ptr<KernelImpl>>
KernelImpl::create(std::shared_ptr<Core> core, Request request,
                   VersionHandle first) {
  Expected<Slot> slot = core->stubs.take();
  if (!slot)
    return slot.takeError();
  return std::shared_ptr<KernelImpl>(new KernelImpl(
      std::move(core), std::move(request), std::move(first), std::move(*slot)));
}

LoadReport KernelImpl::report() const {
  std::lock_guard lock(mutex);
  return (variants.empty() ? generic : variants.front())->report;
}

atlas_packed_fn KernelImpl::packed() const {
  // Ordered by the mutex against the retirement of what the caller may enter.
  std::lock_guard lock(mutex);
  escaped = true;
  return slot.entry();
}

void *KernelImpl::typed() const {
  std::lock_guard lock(mutex);
  escaped = true;
  return generic->typed;
}

Error KernelImpl::wait() {
  std::unique_lock lock(mutex);
  idle.wait(lock, [&] { return pending == 0; });
  if (failure.empty())
    return Error::success();
  std::string text = std::move(failure);
  failure.clear();
  return makeError(failureCode, text);
}

bool KernelImpl::fitsSlot(const Version &version) const {
  return samePhases(version.abi, description) &&
         sameTemps(version.abi, description);
}

// Rebuilds the chain back to front. Locked.
void KernelImpl::relink() {
  atlas_packed_fn next = slotGeneric->packed;
  for (const VersionHandle &version : reverse(variants)) {
    if (!fitsSlot(*version))
      continue;
    version->next.store(reinterpret_cast<void *>(next),
                        std::memory_order_release);
    next = version->guard;
  }
  slot.set(next);
}

// Locked.
void KernelImpl::retire(VersionHandle version) {
  if (escaped)
    retired.push_back(std::move(version));
}

void KernelImpl::adopt(VersionHandle version) {
  std::lock_guard lock(mutex);
  VersionHandle old = std::exchange(generic, version);
  if (fitsSlot(*version)) {
    VersionHandle oldEnd = std::exchange(slotGeneric, std::move(version));
    relink();
    if (oldEnd != old)
      retire(std::move(oldEnd));
    retire(std::move(old));
  } else {
    generic->report.cacheNote +=
        "; the launch plan differs, the packed entry stays on tier ";
    generic->report.cacheNote += tierName(slotGeneric->report.tier);
  }
}

void KernelImpl::adoptVariant(VersionHandle version) {
  std::lock_guard lock(mutex);
  for (const VersionHandle &other : variants)
    if (other->constants == version->constants)
      return; // compiled twice at the same time; keep the first
  if (variants.size() == kMaxVariants) {
    auto oldest = variants.begin();
    for (auto it = variants.begin(); it != variants.end(); ++it)
      if ((*it)->stamp <= (*oldest)->stamp) // ties: the longest in the chain
        oldest = it;
    VersionHandle victim = std::move(*oldest);
    variants.erase(oldest);
    relink();
    retire(std::move(victim));
  }
  version->stamp = ++epoch;
  variants.insert(variants.begin(), std::move(version));
  relink();
}

std::shared_ptr<const Version> KernelImpl::select(const atlas_args_t &args) {
  std::lock_guard lock(mutex);
  for (const VersionHandle &version : variants)
    if (all_of(version->constants, [&](const SpecializedValue &value) {
          return value.matches(args);
        })) {
      version->stamp = epoch.load();
      return version;
    }
  return generic;
}

void KernelImpl::finish(Error error) {
  std::lock_guard lock(mutex);
  if (error)
    handleAllErrors(
        std::move(error),
        [&](const AtlasError &atlas) {
          failure = atlas.getText();
          failureCode = atlas.getCode();
        },
        [&](const ErrorInfoBase &other) {
          failure = other.message();
          failureCode = ErrorCode::CompileFailed;
        });
  if (--pending == 0)
    idle.notify_all();
}

// A job holds its kernel only while it runs, so that dropping a handle drops the
// compiles that have not begun. The kernel never holds the last reference to the
// core there: the engine waits for the job before it lets go.
bool KernelImpl::enqueue(Request wanted) {
  {
    std::lock_guard lock(mutex);
    ++pending;
  }
  bool accepted = core->background.enqueue(
      [weak = weak_from_this(), wanted = std::move(wanted)](bool cancelled) {
        std::shared_ptr<KernelImpl> self = weak.lock();
        if (!self)
          return;
        if (cancelled)
          return self->finish(makeError(
              ErrorCode::CompileFailed,
              "the engine was destroyed before the compile began"));
        Expected<VersionHandle> version =
            self->core->build(wanted, &self->epoch);
        if (!version)
          return self->finish(version.takeError());
        if (wanted.tier == Tier::Special)
          self->adoptVariant(std::move(*version));
        else
          self->adopt(std::move(*version));
        self->finish(Error::success());
      });
  if (!accepted) {
    std::lock_guard lock(mutex);
    if (--pending == 0)
      idle.notify_all();
  }
  return accepted;
}

void KernelImpl::compileBehind() { (void)enqueue(request); }

Error KernelImpl::specialize(
    ArrayRef<std::pair<std::string, uint64_t>> values, bool wait) {
  if (values.empty())
    return makeError(ErrorCode::SpecializeInvalid,
                     "no value to specialise on was given");
  Expected<SpecializedValues> constants =
      resolveSpecialization(description, values);
  if (!constants)
    return constants.takeError();
  {
    std::lock_guard lock(mutex);
    for (const VersionHandle &version : variants)
      if (version->constants == *constants) {
        version->stamp = epoch.load();
        return Error::success();
      }
  }
  Request wanted = request;
  wanted.tier = Tier::Special;
  wanted.options.specialize.assign(values.begin(), values.end());
  sort(wanted.options.specialize);
  if (!wait) {
    if (!enqueue(std::move(wanted)))
      return makeError(ErrorCode::ApiMisuse,
                       "the engine is gone or this is a forked child; nothing "
                       "can be compiled behind");
    return Error::success();
  }
  Expected<VersionHandle> version = core->build(wanted, &epoch);
  if (!version)
    return version.takeError();
  adoptVariant(std::move(*version));
  return Error::success();
}

} // namespace atlas::jit
