//===- Run.cpp - Running a launch plan ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One version of the kernel is chosen at the start and kept for all phases:
// scratch layout and phases belong to the version, and a swap between two
// phases must not mix them.
//===----------------------------------------------------------------------===//
#include "KernelImpl.h"

#include "atlas/Support/Error.h"

#include "llvm/Support/MathExtras.h"

#include <cstdlib>
#include <cstring>

using namespace llvm;

namespace atlas::jit {
namespace {

constexpr uint64_t kScratchAlign = 64;

// What a worker needs to run part of a phase.
struct PhaseTask {
  atlas_packed_fn entry;
  const atlas_args_t *args;
  std::atomic<int32_t> failure{0};

  static void run(void *context, int64_t lo, int64_t hi) {
    auto &task = *static_cast<PhaseTask *>(context);
    atlas_args_t args = *task.args;
    args.lo = lo;
    args.hi = hi;
    if (int32_t code = task.entry(&args)) {
      int32_t none = 0;
      task.failure.compare_exchange_strong(none, code);
    }
  }
};

Error kernelFailed(const KernelABI &abi, int32_t code) {
  return code ? makeError(ErrorCode::KernelFailed,
                          "kernel '" + abi.name + "' returned " + Twine(code))
              : Error::success();
}

} // namespace

void Call::FreeMemory::operator()(void *memory) const { std::free(memory); }

// Lays the temporaries out one after the other, in the call's memory, and fills
// them.
Error Call::prepareScratch(const KernelABI &abi, atlas_args_t &args) {
  SmallVector<std::pair<uint64_t, uint64_t>> places; // offset, size
  uint64_t total = 0;
  for (const LaunchTemp &temp : abi.temps) {
    Expected<int64_t> size = evaluate(temp.size, 0);
    if (!size)
      return size.takeError();
    if (*size < 0 || uint64_t(*size) > (uint64_t(1) << 48))
      return makeError(ErrorCode::OutOfMemory, "temporary '" + temp.name +
                                                   "' wants " + Twine(*size) +
                                                   " bytes");
    places.emplace_back(total, *size);
    total += alignTo(uint64_t(*size), kScratchAlign);
  }
  if (!total)
    return Error::success();
  if (total > scratchSize) {
    scratch.reset(); // the old contents are nobody's
    scratchSize = 0;
    scratch.reset(std::aligned_alloc(kScratchAlign, total));
    if (!scratch)
      return makeError(ErrorCode::OutOfMemory,
                       "no memory for " + Twine(total) +
                           " bytes of temporaries of kernel '" + abi.name +
                           "'");
    scratchSize = total;
  }
  for (auto [temp, place] : zip(abi.temps, places))
    if (temp.fill >= 0)
      std::memset(static_cast<char *>(scratch.get()) + place.first, temp.fill,
                  place.second);
  args.scratch = scratch.get();
  args.scratch_size = total;
  return Error::success();
}

Error run(Kernel &kernel, Call &call, unsigned threads) {
  auto &loaded = static_cast<KernelImpl &>(kernel); // the only implementation
  auto version = loaded.select(call.packed);
  const KernelABI &plan = version->abi;
  atlas_args_t args = call.packed;
  bool serial = threads == 1 || plan.phases.empty() || version->serialOnly;
  bool needsScratch = !serial || any_of(plan.temps, [](const LaunchTemp &temp) {
    return temp.serial;
  });
  if (needsScratch)
    if (Error error = call.prepareScratch(plan, args))
      return error;
  if (serial)
    return kernelFailed(plan, version->packed(&args));

  for (auto [index, phase] : enumerate(plan.phases)) {
    Expected<int64_t> units = call.evaluate(phase.space, 0);
    if (!units)
      return units.takeError();
    args.phase = index;
    PhaseTask task{version->packed, &args};
    // A serial phase runs even without units: it finalises. A parallel one has
    // nothing to do then.
    if (phase.serial)
      PhaseTask::run(&task, 0, *units);
    else
      loaded.pool().parallelFor(*units, std::max<int64_t>(phase.grain, 1),
                                threads, runtime::Split::Dynamic,
                                PhaseTask::run, &task);
    if (int32_t code = task.failure)
      return kernelFailed(plan, code);
  }
  return Error::success();
}

} // namespace atlas::jit
