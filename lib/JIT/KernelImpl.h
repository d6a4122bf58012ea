//===- KernelImpl.h - A loaded kernel and its tiers -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slot of one kernel and the versions behind it.
//
// Generic code (tier 0 or 1) ends a chain of up to eight guarded tier-2
// versions: slot -> guard -> guard -> ... -> generic. The chain is changed from
// back to front, so that every moment's chain is a whole one.
//
// A version whose launch plan differs from abi() never enters the chain, since
// holders of the packed entry follow abi()'s plan; `select` still uses it.
// A version that left the chain may still be running in another thread: it is
// kept until the handle dies once the raw entry was handed out, else until the
// last `select` of it is released.
// Calls and `select` take no lock, so that a child forked at any moment may
// make them: readers count themselves, and a writer frees a replaced state only
// when it sees no reader. Thread rule: thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_KERNELIMPL_H
#define ATLAS_LIB_JIT_KERNELIMPL_H

#include "Core.h"

#include "atlas/Support/Error.h"

#include <condition_variable>

namespace atlas::jit {

/// Tier-2 versions behind one slot.
inline constexpr unsigned kMaxVariants = 8;

class KernelImpl : public Kernel,
                   public std::enable_shared_from_this<KernelImpl> {
public:
  /// `request` describes the tier-1 compile; versions made later derive from
  /// it.
  static llvm::Expected<std::shared_ptr<KernelImpl>>
  create(std::shared_ptr<Core> core, Request request, VersionHandle first);

  ~KernelImpl() override;
  const KernelABI &abi() const override { return description; }
  LoadReport report() const override;
  atlas_packed_fn packed() const override;
  void *typed() const override;
  llvm::Error wait() override;
  llvm::Error
  specialize(llvm::ArrayRef<std::pair<std::string, uint64_t>> values,
             bool wait) override;

  /// The version that fits these arguments, and stays alive with the handle.
  std::shared_ptr<const Version> select(const atlas_args_t &args);
  /// The engine's threads.
  runtime::ThreadPool &pool() { return core->pool; }
  /// Compiles tier 1 behind and swaps it in.
  void compileBehind();

private:
  KernelImpl(std::shared_ptr<Core> core, Request request, VersionHandle first,
             Slot slot);
  /// What there is to call. Immutable once published.
  struct State {
    VersionHandle generic;
    VersionHandle slotGeneric; ///< end of the chain: generic, if its plan fits
    std::vector<VersionHandle> variants; ///< newest first
  };
  /// Runs `read` on the current state.
  template <typename Fn>
  auto withState(Fn read) const {
    ++readers;
    auto result = read(*state.load());
    --readers;
    return result;
  }
  void adopt(VersionHandle version);
  void adoptVariant(VersionHandle version);
  void publish(State next);
  void retire(VersionHandle version);
  bool fitsSlot(const Version &version) const;
  bool enqueue(Request request);
  void finish(llvm::Error error);

  std::shared_ptr<Core> core; // first: outlives everything below
  const Request request;
  const KernelABI description;
  Slot slot;
  std::atomic<uint64_t> epoch{1};
  mutable std::atomic<bool> escaped{false};

  mutable std::atomic<unsigned> readers{0};
  std::atomic<const State *> state{nullptr};

  mutable std::mutex mutex; // of the writers; guards all below
  std::condition_variable idle;
  std::vector<std::unique_ptr<const State>> replaced; ///< readers may remain
  std::vector<VersionHandle> retired;
  unsigned pending = 0;
  std::string failure; ///< of a background compile, for wait()
  ErrorCode failureCode{};
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_KERNELIMPL_H
