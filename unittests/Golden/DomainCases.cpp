//===- DomainCases.cpp - budget domain ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scripts of steps. Steps act on the handle that was created last and `poke` on
// the region that was attached last; what a script leaves alive is destroyed
// after it.
//===----------------------------------------------------------------------===//
#include "Case.h"

#include "atlas.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace atlas::test;
namespace json = llvm::json;

namespace {

class Script {
public:
  explicit Script(Case &c) : c(c) {}
  Script(const Script &) = delete;
  ~Script() {
    for (atlas_domain_t *domain : alive)
      atlas_domain_destroy(domain);
  }

  void run() {
    const json::Array *steps = c.row.getArray("steps");
    if (!steps)
      return c.malformed("no list 'steps'");
    for (const auto &[number, value] : llvm::enumerate(*steps)) {
      step = value.getAsObject();
      auto op = step ? step->getString("op") : std::nullopt;
      if (!op)
        return c.malformed("step " + llvm::Twine(number) + " has no 'op'");
      name = ("step " + llvm::Twine(number) + " (" + *op + ")").str();
      runStep(*op);
      if (c.state() != Case::State::Passed)
        return;
    }
    for (const auto &region : regions)
      c.expectIntact("region", *region);
  }

private:
  void malformed(const llvm::Twine &why) { c.malformed(name + ": " + why); }

  /// An integer of the step, inside [0, max].
  uint64_t integer(llvm::StringRef key, uint64_t max) {
    auto value = step->getInteger(key);
    if (value && *value >= 0 && uint64_t(*value) <= max)
      return *value;
    malformed("needs '" + key + "' in 0.." + llvm::Twine(max));
    return 0;
  }
  void expectNumber(int64_t got) {
    auto value = step->getInteger("expect");
    if (!value)
      return malformed("'expect' must be an integer");
    c.expect(name, *value, got);
  }
  void expectFlag(bool got) {
    auto value = step->getBoolean("expect");
    if (!value)
      return malformed("'expect' must be true or false");
    c.expect(name, *value, got);
  }
  bool good() const { return c.state() == Case::State::Passed; }

  atlas_domain_t *domain() {
    const json::Value *value = step->get("domain");
    if (!value)
      return current;
    auto text = value->getAsString();
    if (!value->getAsNull() && (!text || *text != "null"))
      malformed("'domain' can only be null");
    return nullptr;
  }

  void runStep(llvm::StringRef op) {
    using Run = void (Script::*)();
    Run run = llvm::StringSwitch<Run>(op)
                  .Case("create", &Script::create)
                  .Case("attach", &Script::attach)
                  .Case("verify", &Script::verify)
                  .Case("commit", &Script::commit)
                  .Case("alloc", &Script::alloc)
                  .Case("release", &Script::release)
                  .Case("level", &Script::level)
                  .Case("witness_digest", &Script::digest)
                  .Case("poke", &Script::poke)
                  .Case("destroy", &Script::destroy)
                  .Default(nullptr);
    if (!run)
      return malformed("unknown op");
    (this->*run)();
  }

  void create() {
    uint64_t bytes = integer("bytes", INT64_MAX);
    uint64_t budget = integer("budget", 255);
    auto expected = step->getString("expect");
    if (!expected || (*expected != "handle" && *expected != "null"))
      return malformed("'expect' must be handle or null");
    if (!good())
      return;
    current = atlas_domain_create(bytes, budget);
    if (current)
      alive.push_back(current);
    c.expectText(name, *expected, current ? "handle" : "null");
  }

  void attach() {
    const json::Value *region = step->get("region");
    uint8_t *base = nullptr;
    size_t length = 0;
    if (!region)
      return malformed("needs 'region'");
    if (!region->getAsNull()) {
      auto slice = c.file.slice(region);
      if (!slice)
        return malformed(llvm::toString(slice.takeError()));
      regions.push_back(std::make_unique<Guarded>(slice->view(), c.poison,
                                                  c.misalign + regions.size()));
      base = regions.back()->data();
      length = slice->length;
    }
    if (step->get("len"))
      length = integer("len", INT64_MAX);
    atlas_domain_t *handle = domain();
    if (!good())
      return;
    int code = atlas_domain_attach(handle, base, length);
    if (code == ATLAS_OK)
      attached = regions.back().get();
    expectNumber(code);
  }

  void verify() { expectFlag(atlas_domain_verify(domain())); }
  void commit() { expectNumber(atlas_domain_commit(domain())); }
  void alloc() {
    uint64_t amount = integer("amt", 255);
    if (good())
      expectFlag(atlas_budget_alloc(domain(), amount));
  }
  void release() {
    uint64_t amount = integer("amt", 255);
    if (good())
      expectFlag(atlas_budget_release(domain(), amount));
  }
  void level() { expectNumber(atlas_budget_level(domain())); }

  void digest() {
    const json::Value *expected = step->get("expect");
    auto text = expected ? expected->getAsString() : std::nullopt;
    if (!expected || (!text && !expected->getAsNull()))
      return malformed("'expect' must be a digest or null");
    uint8_t bytes[32];
    bool set = atlas_witness_digest(atlas_domain_witness(domain()), bytes);
    c.expectText(name, text.value_or("null"),
                 set ? llvm::toHex(bytes, /*LowerCase=*/true) : "null");
  }

  void poke() {
    if (!attached)
      return malformed("nothing is attached");
    uint64_t at = integer("at", attached->size() - 1);
    uint64_t mask = integer("xor", 255);
    if (good())
      attached->data()[at] ^= mask;
  }

  void destroy() {
    atlas_domain_t *handle = domain();
    atlas_domain_destroy(handle);
    llvm::erase(alive, handle);
    if (handle == current)
      current = nullptr;
  }

  Case &c;
  const json::Object *step = nullptr;
  std::string name;
  atlas_domain_t *current = nullptr;
  std::vector<atlas_domain_t *> alive;
  std::vector<std::unique_ptr<Guarded>> regions;
  Guarded *attached = nullptr;
};

} // namespace

void atlas::test::runDomain(Case &c) { Script(c).run(); }

void atlas::test::runBudget(Case &c) {
  auto initial = c.word("initial");
  const json::Array *steps = c.row.getArray("steps");
  if (!initial)
    return;
  if (*initial > 95 || !steps)
    return c.malformed("needs 'initial' in 0..95 and a list 'steps'");
  std::unique_ptr<atlas_domain_t, void (*)(atlas_domain_t *)> domain(
      atlas_domain_create(ATLAS_STRUCTURE_SIZE, *initial),
      atlas_domain_destroy);
  if (!c.expect("level at first", *initial, atlas_budget_level(domain.get())))
    return;
  for (const auto &[number, value] : llvm::enumerate(*steps)) {
    const json::Object *step = value.getAsObject();
    auto op = step ? step->getString("op") : std::nullopt;
    auto amount = step ? step->getInteger("amt") : std::nullopt;
    auto ok = step ? step->getBoolean("ok") : std::nullopt;
    auto level = step ? step->getInteger("level") : std::nullopt;
    std::string name = ("step " + llvm::Twine(number)).str();
    if (!op || !amount || !ok || !level || *amount < 0 || *amount > 255 ||
        (*op != "alloc" && *op != "release"))
      return c.malformed(name + " needs op, amt, ok and level");
    bool got = *op == "alloc" ? atlas_budget_alloc(domain.get(), *amount)
                              : atlas_budget_release(domain.get(), *amount);
    if (!c.expect(name + " result", *ok, got) ||
        !c.expect(name + " level", *level, atlas_budget_level(domain.get())))
      return;
  }
}
