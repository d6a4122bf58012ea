//===- WasmModule.cpp - Sections of a WebAssembly binary --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WasmModule.h"

#include "atlas/Backend/BackendError.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/Wasm.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

llvm::Error malformed(const llvm::Twine &text) {
  return makeBackendError(BackendErrorKind::Lower, "wasm",
                          "not a WebAssembly module: " + text);
}

/// Reads numbers and pieces; sticks at the first mistake.
class Cursor {
public:
  explicit Cursor(llvm::StringRef rest) : rest(rest) {}

  uint64_t number() {
    unsigned length = 0;
    const char *error = nullptr;
    auto *data = reinterpret_cast<const uint8_t *>(rest.data());
    uint64_t value =
        llvm::decodeULEB128(data, &length, data + rest.size(), &error);
    if (error || length > 5 || value > UINT32_MAX) {
      failed = true;
      return 0;
    }
    rest = rest.drop_front(length);
    return value;
  }
  llvm::StringRef piece(uint64_t size) {
    if (size > rest.size()) {
      failed = true;
      return "";
    }
    llvm::StringRef taken = rest.take_front(size);
    rest = rest.drop_front(size);
    return taken;
  }
  llvm::StringRef name() { return piece(number()); }
  uint8_t byte() {
    llvm::StringRef one = piece(1);
    return one.empty() ? 0 : uint8_t(one.front());
  }

  llvm::StringRef rest;
  bool failed = false;
};

/// Place in the order that the specification wants; 0 for custom sections,
/// which may stand anywhere.
unsigned rank(WasmSectionId id) {
  switch (id) {
  case WasmSectionId::Custom:
    return 0;
  case WasmSectionId::Tag: // between memory and global
    return 11;
  case WasmSectionId::DataCount: // between element and code
    return 19;
  default:
    return unsigned(id) * 2;
  }
}

void appendSection(std::string &out, WasmSectionId id,
                   llvm::StringRef payload) {
  llvm::raw_string_ostream os(out);
  os << char(id);
  llvm::encodeULEB128(payload.size(), os);
  os << payload;
}

/// The export section for functions by index.
std::string
exportPayload(llvm::ArrayRef<std::pair<std::string, uint32_t>> functions) {
  std::string payload;
  llvm::raw_string_ostream os(payload);
  llvm::encodeULEB128(functions.size(), os);
  for (const auto &[name, index] : functions) {
    llvm::encodeULEB128(name.size(), os);
    os << name << char(0);
    llvm::encodeULEB128(index, os);
  }
  return payload;
}

/// Indices of defined functions by the names of the object's symbol table.
llvm::Expected<std::vector<std::pair<std::string, uint32_t>>>
findFunctions(llvm::StringRef bytes, llvm::ArrayRef<std::string> names) {
  auto object = llvm::object::ObjectFile::createWasmObjectFile(
      llvm::MemoryBufferRef(bytes, "object"));
  if (!object)
    return malformed(llvm::toString(object.takeError()));
  std::vector<std::pair<std::string, uint32_t>> found;
  for (const std::string &name : names) {
    bool defined = false;
    for (const llvm::object::SymbolRef &symbol : (*object)->symbols()) {
      const llvm::object::WasmSymbol &one = (*object)->getWasmSymbol(symbol);
      if (one.Info.Name != name || !one.isTypeFunction() || one.isUndefined())
        continue;
      found.push_back({name, one.Info.ElementIndex});
      defined = true;
      break;
    }
    if (!defined)
      return malformed("the object does not define '" + name + "'");
  }
  return found;
}

} // namespace

llvm::Expected<std::vector<WasmSection>>
backend::readWasm(llvm::StringRef bytes) {
  if (!bytes.starts_with(llvm::StringRef("\0asm\1\0\0\0", 8)))
    return malformed("the header is missing");
  std::vector<WasmSection> sections;
  Cursor cursor(bytes.drop_front(8));
  unsigned last = 0;
  while (!cursor.rest.empty()) {
    uint8_t id = cursor.byte();
    llvm::StringRef payload = cursor.piece(cursor.number());
    if (cursor.failed)
      return malformed("a section leaves the file");
    if (id > uint8_t(WasmSectionId::Tag))
      return malformed("no section has the id " + llvm::Twine(unsigned(id)));
    WasmSection section{WasmSectionId(id), "", payload};
    if (section.id == WasmSectionId::Custom) {
      Cursor inside(payload);
      section.name = inside.name();
      section.payload = inside.rest;
      if (inside.failed)
        return malformed("a custom section has no name");
    } else if (unsigned place = rank(section.id); place <= last) {
      return malformed("sections repeat or are out of order");
    } else {
      last = place;
    }
    sections.push_back(section);
  }
  return sections;
}

llvm::Expected<std::vector<std::string>>
backend::wasmExports(llvm::StringRef bytes) {
  auto sections = readWasm(bytes);
  if (!sections)
    return sections.takeError();
  std::vector<std::string> names;
  for (const WasmSection &section : *sections) {
    if (section.id != WasmSectionId::Export)
      continue;
    Cursor cursor(section.payload);
    for (uint64_t n = cursor.number(); n && !cursor.failed; --n) {
      names.push_back(cursor.name().str());
      cursor.byte();
      cursor.number();
    }
    if (cursor.failed || !cursor.rest.empty())
      return malformed("the export section is malformed");
  }
  return names;
}

llvm::Expected<std::vector<char>>
backend::exportFunctions(llvm::StringRef object,
                         llvm::ArrayRef<std::string> names) {
  auto functions = findFunctions(object, names);
  if (!functions)
    return functions.takeError();
  auto sections = readWasm(object);
  if (!sections)
    return sections.takeError();
  std::string out = object.take_front(8).str();
  bool exported = false;
  for (const WasmSection &section : *sections) {
    // The linker's sections; names and producers go with them.
    if (section.id == WasmSectionId::Custom)
      continue;
    if (!exported && rank(section.id) > rank(WasmSectionId::Export)) {
      appendSection(out, WasmSectionId::Export, exportPayload(*functions));
      exported = true;
    }
    appendSection(out, section.id, section.payload);
  }
  if (!exported)
    return malformed("the object has no code");
  return std::vector<char>(out.begin(), out.end());
}
