//===- LibraryColumns.cpp - The C interface of libatlas as columns --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// "c-abi" is the library as a program finds it; "c-abi:LEVEL" is one level of
// its kernels without the instructions beyond the levels (portable SHA-256).
// The level is a setting of the whole process, so a column that runs after
// another sets it anew.
//===----------------------------------------------------------------------===//
#include "Column.h"
#include "LibraryHaltBatch.h"

#include "atlas.h"
#include "runtime/Levels.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <cstring>

using namespace atlas::test;

namespace {

/// Null, or what went wrong.
using Text = const char *;
using Entry = Text (*)(Invocation &);

template <typename T = void>
T *data(const Invocation &call, llvm::StringRef name) {
  return static_cast<T *>(call.findBuffer(name)->data);
}
size_t length(const Invocation &call, llvm::StringRef name) {
  return call.findBuffer(name)->dims[0];
}
uint64_t scalar(const Invocation &call, llvm::StringRef name) {
  return call.findScalar(name)->bits;
}

Text decode(Invocation &call) {
  uint32_t page = 0x11111111, offset = 0x22222222;
  bool valid = atlas_phi_decode(scalar(call, "coord"), &page, &offset);
  if (!valid && (page != 0x11111111 || offset != 0x22222222))
    return "a refused coordinate was written";
  // The kernel's answer to such a coordinate is -1 in i16 and i8.
  call.results[0] = valid ? page : 0xFFFF;
  call.results[1] = valid ? offset : 0xFF;
  return nullptr;
}

Text buildCluster(Invocation &call) {
  size_t size = length(call, "data");
  if (size % ATLAS_PAGE_SIZE)
    return "the C interface takes whole pages";
  atlas_cluster_view view = atlas_cluster_by_resonance(
      data<const uint8_t>(call, "data"), size / ATLAS_PAGE_SIZE);
  if (!view.offsets || view.n != size)
    return "no view, or its n is wrong";
  std::memcpy(data(call, "offsets"), view.offsets, 97 * sizeof(uint32_t));
  if (size)
    std::memcpy(data(call, "indices"), view.indices, size * sizeof(uint32_t));
  atlas_cluster_destroy(&view);
  bool cleared = !view.offsets && !view.indices && view.n == 0;
  return cleared ? nullptr : "destroy left the view";
}

Text digest(Invocation &call) {
  atlas_witness_t *w =
      atlas_witness_generate(data(call, "data"), length(call, "data"));
  bool good = atlas_witness_digest(w, data<uint8_t>(call, "digest"));
  atlas_witness_destroy(w);
  return good ? nullptr : "no witness";
}

/// The function that is a kernel's C entry; null if there is none.
Entry findEntry(llvm::StringRef kernel) {
  return llvm::StringSwitch<Entry>(kernel)
      .Case("conserved-delta",
            [](Invocation &c) -> Text {
              c.results[0] = atlas_conserved_delta(
                  data(c, "before"), data(c, "after"), length(c, "before"));
              return nullptr;
            })
      .Case("conserved-check",
            [](Invocation &c) -> Text {
              c.results[0] = atlas_conserved_window_check(data(c, "data"),
                                                          length(c, "data"));
              return nullptr;
            })
      .Case("conserved-update",
            [](Invocation &c) -> Text {
              atlas_conserved_update(data<uint64_t>(c, "state"),
                                     data(c, "chunk"), length(c, "chunk"));
              return nullptr;
            })
      .Case("conserved-fixup",
            [](Invocation &c) -> Text {
              c.results[0] =
                  atlas_conserved_fixup(data(c, "data"), length(c, "data"));
              return nullptr;
            })
      .Case("conserved-fill",
            [](Invocation &c) -> Text {
              c.results[0] = atlas_memset_conserved(
                  data(c, "dst"), scalar(c, "val"), length(c, "dst"));
              return nullptr;
            })
      .Case("conserved-copy",
            [](Invocation &c) -> Text {
              c.results[0] = atlas_memcpy_conserved(
                  data(c, "dst"), data(c, "src"), length(c, "src"));
              return nullptr;
            })
      .Case("r96-classify-byte",
            [](Invocation &c) -> Text {
              c.results[0] = atlas_r96_classify(scalar(c, "b"));
              return nullptr;
            })
      .Case("r96-classify-page",
            [](Invocation &c) -> Text {
              atlas_r96_classify_page(data<uint8_t>(c, "data"),
                                      data<uint8_t>(c, "classes"));
              return nullptr;
            })
      .Case("r96-histogram-page",
            [](Invocation &c) -> Text {
              atlas_r96_histogram_page(data<uint8_t>(c, "data"),
                                       data<uint16_t>(c, "bins"));
              return nullptr;
            })
      .Case("r96-harmonizes",
            [](Invocation &c) -> Text {
              c.results[0] =
                  atlas_r96_harmonizes(scalar(c, "r1"), scalar(c, "r2"));
              return nullptr;
            })
      .Case("boundary-encode",
            [](Invocation &c) -> Text {
              c.results[0] =
                  atlas_phi_encode(scalar(c, "page"), scalar(c, "offset"));
              return nullptr;
            })
      .Case("boundary-decode", decode)
      .Case("cluster-build", buildCluster)
      .Case("witness-sha256", digest)
      .Default(nullptr);
}

class LibraryColumn : public Column {
public:
  LibraryColumn(std::string name, unsigned level, bool extensions)
      : Column(std::move(name)), level(level), extensions(extensions) {}

  bool has(llvm::StringRef kernel) const override {
    return findEntry(kernel) || isHaltBatch(kernel);
  }

  bool isLibrary() const override { return true; }

  bool useLibrary() override {
    // Asking the processor is slow; most calls follow one of the same column.
    static int current = -1;
    int wanted = int(2 * level + extensions);
    if (current != wanted && atlas::runtime::useLevel(level, extensions))
      current = wanted;
    return current == wanted;
  }

  llvm::Error call(llvm::StringRef kernel, Invocation &invocation,
                   unsigned) override {
    Entry entry = findEntry(kernel);
    if (!has(kernel) || !useLibrary())
      return llvm::createStringError("not in the C interface");
    Text wrong = entry ? entry(invocation) : runHaltBatch(kernel, invocation);
    return wrong ? llvm::createStringError(wrong) : llvm::Error::success();
  }

private:
  unsigned level;
  bool extensions;
};

} // namespace

Columns atlas::test::makeLibraryColumns(std::vector<MissingColumn> &missing) {
#define ATLAS_LEVEL_NAME(level, levelName, unused) levelName,
  constexpr const char *names[] = {ATLAS_LEVELS(ATLAS_LEVEL_NAME, )};
  Columns columns;
  unsigned best = 0;
  for (unsigned level = 0; level < std::size(names); ++level) {
    std::string name = std::string("c-abi:") + names[level];
    if (!runtime::useLevel(level, true)) {
      missing.push_back(
          {name, std::string("this host does not execute ") + names[level]});
      continue;
    }
    best = level;
    columns.push_back(std::make_unique<LibraryColumn>(name, level, false));
  }
  columns.insert(columns.begin(),
                 std::make_unique<LibraryColumn>("c-abi", best, true));
  return columns;
}
