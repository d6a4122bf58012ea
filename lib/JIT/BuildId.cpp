//===- BuildId.cpp - The build id of the object that holds this code ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks the loaded ELF objects to the one whose segments contain an address of
// this file and reads its NT_GNU_BUILD_ID note (ELF gABI, "Note Section"; the
// note type is GNU's 3, name "GNU"). A static no-PIE tool, a PIE and a shared
// library are all found the same way.
//===----------------------------------------------------------------------===//
#include "atlas/JIT/Host.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>
#include <elf.h>
#include <link.h>

using namespace llvm;

namespace atlas::jit {
namespace {

struct Search {
  uintptr_t address;
  std::string id;
};

// Scans one PT_NOTE segment; every field is 4-byte aligned.
std::string findNote(const char *data, size_t size) {
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, data, sizeof(note));
    uint64_t nameSize = alignTo(note.n_namesz, 4);
    uint64_t total = sizeof(note) + nameSize + alignTo(note.n_descsz, 4);
    if (total > size)
      return {};
    const char *name = data + sizeof(note);
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
        std::memcmp(name, "GNU", 4) == 0)
      return toHex(StringRef(name + nameSize, note.n_descsz), true);
    data += total;
    size -= total;
  }
  return {};
}

int visit(dl_phdr_info *info, size_t, void *opaque) {
  auto &search = *static_cast<Search *>(opaque);
  bool mine = false;
  for (unsigned i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    mine |= segment.p_type == PT_LOAD && search.address >= begin &&
            search.address - begin < segment.p_memsz;
  }
  if (!mine)
    return 0;
  for (unsigned i = 0; i < info->dlpi_phnum && search.id.empty(); ++i) {
    const ElfW(Phdr) &segment = info->dlpi_phdr[i];
    if (segment.p_type == PT_NOTE)
      search.id = findNote(
          reinterpret_cast<const char *>(info->dlpi_addr + segment.p_vaddr),
          segment.p_memsz);
  }
  return 1;
}

std::string readBuildId() {
  Search search{reinterpret_cast<uintptr_t>(&readBuildId), {}};
  dl_iterate_phdr(visit, &search);
  return search.id;
}

} // namespace

const std::string &linkedBuildId() {
  static const std::string id = readBuildId();
  return id;
}

} // namespace atlas::jit
