//===- Domain.cpp - C interface: domains and budgets ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three shared values, each changed by one compare-exchange: the region's base
// (its length is fixed at creation), the witness, and the budget level. A
// commit builds the witness first and publishes it with the exchange; that step
// makes the domain committed, so no thread can see one without the other.
//===----------------------------------------------------------------------===//
#include "Cell.h"
#include "Memory.h"

#include "atlas-c/conserved.h"
#include "atlas-c/domain.h"

using namespace atlas::runtime;

namespace {
constexpr uint8_t kMaxResidue = ATLAS_CLASSES - 1;
} // namespace

struct atlas_domain {
  atlas_domain(size_t bytes, uint8_t level)
      : bytes(bytes), base(nullptr), witness(nullptr), level(level) {}

  /// Null without memory; `new` then gives null and constructs nothing.
  static void *operator new(size_t size) noexcept { return allocate(size); }
  static void operator delete(void *domain) { release(domain); }

  /// The region's state now: attached and conserved.
  bool isConserved() const {
    void *region = base.load();
    return region && atlas_conserved_window_check(region, bytes);
  }

  const size_t bytes;
  Cell<void *> base; ///< null: open, no region
  /// Null: open. Set once; that is the commit.
  Cell<atlas_witness_t *> witness;
  Cell<uint8_t> level;
};

atlas_domain_t *atlas_domain_create(size_t bytes, uint8_t budget_class) {
  if (!bytes || budget_class > kMaxResidue)
    return nullptr;
  return new atlas_domain(bytes, budget_class);
}

int atlas_domain_attach(atlas_domain_t *domain, void *base, size_t len) {
  if (!domain)
    return ATLAS_E_STATE;
  if (!base || len != domain->bytes) // bytes is never 0
    return ATLAS_E_MEMORY;
  void *none = nullptr;
  return domain->base.exchange(none, base) ? ATLAS_OK : ATLAS_E_STATE;
}

bool atlas_domain_verify(const atlas_domain_t *domain) {
  if (!domain || !domain->isConserved())
    return false;
  const atlas_witness_t *witness = domain->witness.load();
  return !witness ||
         atlas_witness_verify(witness, domain->base.load(), domain->bytes);
}

int atlas_domain_commit(atlas_domain_t *domain) {
  if (!domain || !domain->base.load() || domain->witness.load())
    return ATLAS_E_STATE;
  if (!domain->isConserved())
    return ATLAS_E_CONSERVATION;
  atlas_witness_t *witness =
      atlas_witness_generate(domain->base.load(), domain->bytes);
  if (!witness)
    return ATLAS_E_MEMORY;
  // The region changed between the check and the witness: fail closed.
  if (atlas_witness_residue(witness) != 0) {
    atlas_witness_destroy(witness);
    return ATLAS_E_CONSERVATION;
  }
  atlas_witness_t *none = nullptr;
  if (domain->witness.exchange(none, witness))
    return ATLAS_OK;
  atlas_witness_destroy(witness);
  return ATLAS_E_STATE;
}

void atlas_domain_destroy(atlas_domain_t *domain) {
  if (!domain)
    return;
  atlas_witness_destroy(domain->witness.load());
  delete domain;
}

const atlas_witness_t *atlas_domain_witness(const atlas_domain_t *domain) {
  return domain ? domain->witness.load() : nullptr;
}

bool atlas_budget_alloc(atlas_domain_t *domain, uint8_t amt) {
  if (!domain || amt > kMaxResidue)
    return false;
  uint8_t level = domain->level.load();
  while (!domain->level.exchange(level, (level + amt) % ATLAS_CLASSES)) {
  }
  return true;
}

bool atlas_budget_release(atlas_domain_t *domain, uint8_t amt) {
  if (!domain || amt > kMaxResidue)
    return false;
  uint8_t level = domain->level.load();
  do {
    if (level < amt)
      return false;
  } while (!domain->level.exchange(level, level - amt));
  return true;
}

uint8_t atlas_budget_level(const atlas_domain_t *domain) {
  return domain ? domain->level.load() : 255;
}
