//===- StubPool.cpp - Stable entries over atomic slots --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "StubPool.h"

#include "atlas/Support/Error.h"

#include "llvm/ExecutionEngine/Orc/IndirectionUtils.h"
#include "llvm/ExecutionEngine/Orc/OrcABISupport.h"
#include "llvm/Support/Process.h"

using namespace llvm;

namespace atlas::jit {

#if defined(__x86_64__)
using HostStubs = orc::LocalIndirectStubsInfo<orc::OrcX86_64_SysV>;
#elif defined(__aarch64__)
using HostStubs = orc::LocalIndirectStubsInfo<orc::OrcAArch64>;
#else
#error "no stubs for this architecture"
#endif

struct StubPool::Page {
  explicit Page(HostStubs stubs) : stubs(std::move(stubs)) {}
  HostStubs stubs;
};

StubPool::StubPool() = default;
StubPool::~StubPool() = default;

Expected<Slot> StubPool::take() {
  std::lock_guard lock(mutex);
  if (free.empty()) {
    Expected<HostStubs> stubs =
        HostStubs::create(1, sys::Process::getPageSizeEstimate());
    if (!stubs)
      return makeError(ErrorCode::OutOfMemory, "no memory for entry stubs: " +
                                                   toString(stubs.takeError()));
    for (unsigned i = 0; i < stubs->getNumStubs(); ++i)
      free.emplace_back(stubs->getStub(i), stubs->getPtr(i));
    pages.push_back(std::make_unique<Page>(std::move(*stubs)));
  }
  Slot slot;
  slot.pool = this;
  std::tie(slot.stub, slot.cell) = free.back();
  free.pop_back();
  return std::move(slot);
}

void StubPool::give(void *stub, void **cell) {
  std::lock_guard lock(mutex);
  free.emplace_back(stub, cell);
}

Slot::~Slot() {
  if (pool)
    pool->give(stub, cell);
}

atlas_packed_fn Slot::entry() const {
  return reinterpret_cast<atlas_packed_fn>(stub);
}

} // namespace atlas::jit
