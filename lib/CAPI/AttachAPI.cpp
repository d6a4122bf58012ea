//===- AttachAPI.cpp - C interface: kernels for libatlas ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread per attachment loads the table's kernels one by one at tier 1 and
// stores their typed entries. A row is only given back if it still holds what
// was stored here.
//===----------------------------------------------------------------------===//
#include "Handles.h"

#include "atlas-c/attach.h"

#include <atomic>
#include <mutex>
#include <thread>

using namespace llvm;
using namespace atlas;
using namespace atlas::capi;
using namespace atlas::jit;

// The table of the program's own libatlas; null if it has none.
extern "C" __attribute__((weak)) const atlas_slot_table *
atlas_get_slot_table(void);

struct atlas_jit_attachment {
  static constexpr uint64_t kKind = 0x61746c6173617474; // "atlasatt"
  uint64_t kind = kKind;

  atlas_jit_attachment(const atlas_slot_table *table,
                       std::unique_ptr<Engine> engine)
      : engine(std::move(engine)) {
    for (const atlas_slot &slot : ArrayRef(table->slots, table->count))
      rows.push_back({&slot, nullptr});
    worker = std::thread([this] { compileAll(); });
  }

  ~atlas_jit_attachment() {
    cancelled = true;
    finish();
    for (Row &row : rows)
      if (row.kernel)
        giveBack(row);
  }

  /// Joins the worker; its results are visible afterwards.
  void finish() {
    std::lock_guard<std::mutex> lock(joining);
    if (worker.joinable())
      worker.join();
  }

  struct Row {
    const atlas_slot *slot;
    KernelHandle kernel; ///< null: keeps its ahead-of-time code
  };
  std::vector<Row> rows;
  std::string firstFailure;

private:
  void compileAll() {
    for (Row &row : rows) {
      if (cancelled)
        return;
      if (Error error = compile(row)) {
        std::string text = toString(std::move(error));
        if (firstFailure.empty())
          firstFailure = row.slot->kernel + (": " + text);
      }
    }
  }

  Error compile(Row &row) {
    LoadOptions options;
    options.tier = Tier::Jit;
    Expected<KernelHandle> kernel =
        engine->loadLibrary(row.slot->kernel, options);
    if (!kernel)
      return kernel.takeError();
    auto entry = reinterpret_cast<atlas_slot_fn>((*kernel)->typed());
    if (!entry)
      return misuse("the kernel has no typed entry");
    row.kernel = std::move(*kernel);
    __atomic_store_n(row.slot->entry, entry, __ATOMIC_RELEASE);
    return Error::success();
  }

  static void giveBack(Row &row) {
    auto ours = reinterpret_cast<atlas_slot_fn>(row.kernel->typed());
    __atomic_compare_exchange_n(row.slot->entry, &ours, row.slot->fallback,
                                /*weak=*/false, __ATOMIC_ACQ_REL,
                                __ATOMIC_ACQUIRE);
  }

  std::unique_ptr<Engine> engine;
  std::atomic<bool> cancelled = false;
  std::mutex joining;
  std::thread worker;
};

namespace {

// Attachments without a handle. Their threads must have ended before the
// compiler's own globals die, so this is destroyed, and first.
struct Kept {
  std::mutex mutex;
  std::vector<std::unique_ptr<atlas_jit_attachment>> attachments;
};

void keep(std::unique_ptr<atlas_jit_attachment> attachment) {
  static Kept kept;
  std::lock_guard<std::mutex> lock(kept.mutex);
  kept.attachments.push_back(std::move(attachment));
}

} // namespace

atlas_status_t atlas_jit_attach(const atlas_jit_options *options,
                                atlas_jit_attachment_t **attachment,
                                atlas_diag_t **diag) {
  if (!atlas_get_slot_table)
    return report(misuse("this program is not linked with libatlas"), diag);
  return atlas_jit_attach_table(atlas_get_slot_table(), options, attachment,
                                diag);
}

atlas_status_t atlas_jit_attach_table(const atlas_slot_table *table,
                                      const atlas_jit_options *options,
                                      atlas_jit_attachment_t **attachment,
                                      atlas_diag_t **diag) {
  if (!table)
    return report(misuse("the table is NULL"), diag);
  if (table->version != ATLAS_SLOTS_VERSION ||
      table->size < sizeof(atlas_slot_table))
    return report(misuse("the table has version " + Twine(table->version) +
                         "; this library knows version " +
                         Twine(ATLAS_SLOTS_VERSION)),
                  diag);
  // The library's constructor fills the rows.
  for (const atlas_slot &slot : ArrayRef(table->slots, table->count))
    if (!slot.kernel || !slot.entry || !slot.fallback)
      return report(misuse("the table is not filled yet; attach from main or "
                           "later"),
                    diag);
  Expected<std::unique_ptr<Engine>> engine = createEngine(options);
  if (!engine)
    return report(engine.takeError(), diag);
  auto made =
      std::make_unique<atlas_jit_attachment>(table, std::move(*engine));
  if (attachment)
    *attachment = made.release();
  else
    keep(std::move(made));
  return report(Error::success(), diag);
}

atlas_status_t atlas_jit_attachment_wait(atlas_jit_attachment_t *attachment,
                                         size_t *count, atlas_diag_t **diag) {
  if (!isHandle(attachment))
    return report(misuse("the attachment is missing"), diag);
  attachment->finish();
  if (count)
    *count = llvm::count_if(attachment->rows,
                            [](const auto &row) { return bool(row.kernel); });
  if (!attachment->firstFailure.empty())
    return report(makeError(ErrorCode::CompileFailed,
                            "cannot compile " + attachment->firstFailure),
                  diag);
  return report(Error::success(), diag);
}

void atlas_jit_detach(atlas_jit_attachment_t *attachment) {
  destroy(attachment);
}
