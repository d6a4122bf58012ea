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
  return std::equal(
      a.temps.begin(), a.temps.end(), b.temps.begin(), b.temps.end(),
      [](const LaunchTemp &x, const LaunchTemp &y) {
        return x.size == y.size && x.fill == y.fill && x.serial == y.serial;
      });
}

} // namespace

Kernel::~Kernel() = default;

KernelImpl::KernelImpl(std::shared_ptr<Core> core, Request request,
                       VersionHandle first, Slot slot)
    : core(std::move(core)), request(std::move(request)),
      description(first->abi), slot(std::move(slot)) {
  publish({first, first, {}});
}

KernelImpl::~KernelImpl() { delete state.load(); }

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
  return withState([](const State &now) {
    return (now.variants.empty() ? now.generic : now.variants.front())->report;
  });
}

atlas_packed_fn KernelImpl::packed() const {
  // Before the slot is read: see retire().
  escaped = true;
  return slot.entry();
}

void *KernelImpl::typed() const {
  escaped = true;
  return withState([](const State &now) { return now.generic->typed; });
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

// Rebuilds the chain back to front and makes `next` the state. Locked, or in
// the constructor.
void KernelImpl::publish(State next) {
  atlas_packed_fn entry = next.slotGeneric->packed;
  for (const VersionHandle &version : reverse(next.variants)) {
    if (!fitsSlot(*version))
      continue;
    version->next.store(reinterpret_cast<void *>(entry));
    entry = version->guard;
  }
  slot.set(entry);
  replaced.emplace_back(state.exchange(new State(std::move(next))));
  // Whoever counts itself after this has the new state.
  if (readers == 0)
    replaced.clear();
}

// Called after the chain lost the version. Locked. A caller that gets the entry
// after this read of `escaped` finds the new chain: both sides store first and
// load second, in one total order.
void KernelImpl::retire(VersionHandle version) {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (escaped)
    retired.push_back(std::move(version));
}

void KernelImpl::adopt(VersionHandle version) {
  std::lock_guard lock(mutex);
  State next = *state.load();
  VersionHandle old = std::exchange(next.generic, version);
  VersionHandle oldEnd = next.slotGeneric;
  if (fitsSlot(*version))
    next.slotGeneric = version;
  else
    version->report.cacheNote +=
        ("; the launch plan differs, the packed entry stays on tier " +
         tierName(oldEnd->report.tier))
            .str();
  bool endChanged = next.slotGeneric != oldEnd;
  publish(std::move(next));
  retire(old);
  if (endChanged && oldEnd != old)
    retire(std::move(oldEnd));
}

void KernelImpl::adoptVariant(VersionHandle version) {
  std::lock_guard lock(mutex);
  State next = *state.load();
  for (const VersionHandle &other : next.variants)
    if (other->constants == version->constants)
      return; // compiled twice at the same time; keep the first
  VersionHandle victim;
  if (next.variants.size() == kMaxVariants) {
    auto oldest = next.variants.begin();
    for (auto it = oldest; it != next.variants.end(); ++it)
      if ((*it)->stamp <= (*oldest)->stamp) // ties: the longest in the chain
        oldest = it;
    victim = std::move(*oldest);
    next.variants.erase(oldest);
  }
  version->stamp = ++epoch;
  next.variants.insert(next.variants.begin(), std::move(version));
  publish(std::move(next));
  if (victim)
    retire(std::move(victim));
}

std::shared_ptr<const Version> KernelImpl::select(const atlas_args_t &args) {
  return withState([&](const State &now) -> std::shared_ptr<const Version> {
    for (const VersionHandle &version : now.variants)
      if (all_of(version->constants, [&](const SpecializedValue &value) {
            return value.matches(args);
          })) {
        version->stamp = epoch.load();
        return version;
      }
    return now.generic;
  });
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

// A job holds its kernel only while it runs, so that dropping a handle drops
// the compiles that have not begun. The kernel never holds the last reference
// to the core there: the engine waits for the job before it lets go.
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
          return self->finish(
              makeError(ErrorCode::CompileFailed,
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

Error KernelImpl::specialize(ArrayRef<std::pair<std::string, uint64_t>> values,
                             bool wait) {
  if (values.empty())
    return makeError(ErrorCode::SpecializeInvalid,
                     "no value to specialise on was given");
  Expected<SpecializedValues> constants =
      resolveSpecialization(description, values);
  if (!constants)
    return constants.takeError();
  bool exists = withState([&](const State &now) {
    for (const VersionHandle &version : now.variants)
      if (version->constants == *constants) {
        version->stamp = epoch.load();
        return true;
      }
    return false;
  });
  if (exists)
    return Error::success();
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
