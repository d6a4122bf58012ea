//===- DeviceProgram.cpp - The sidecar of device code as JSON -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Support/DeviceProgram.h"

#include "ObjectReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace atlas;
namespace json = llvm::json;

namespace {

constexpr int64_t kFormatVersion = 1;
constexpr llvm::StringLiteral kKindNames[] = {"param", "temp", "result"};
constexpr llvm::StringLiteral kAccessNames[] = {"read", "write", "readwrite"};
constexpr llvm::StringLiteral kLayoutNames[] = {"bytes8", "words32"};

std::string utf8(llvm::StringRef text) {
  return json::isUTF8(text) ? text.str() : json::fixUTF8(text);
}

json::Value bufferToJSON(const DeviceBuffer &buffer) {
  return json::Object{
      {"kind", kKindNames[buffer.kind]},
      {"name", utf8(buffer.name)},
      {"type", buffer.type.text()},
      {"count", utf8(buffer.count)},
      {"access", kAccessNames[!buffer.written ? 0 : buffer.read ? 2 : 1]}};
}

json::Value wordToJSON(const DeviceWord &word) {
  if (!word.expression.empty())
    return json::Object{{"expression", utf8(word.expression)}};
  return json::Object{{"scalar", utf8(word.scalar)}, {"word", word.word}};
}

json::Value entryToJSON(const DeviceEntry &entry) {
  json::Array buffers, words;
  buffers.reserve(entry.buffers.size()); // growing would copy, not move
  words.reserve(entry.words.size());
  for (const DeviceBuffer &buffer : entry.buffers)
    buffers.push_back(bufferToJSON(buffer));
  for (const DeviceWord &word : entry.words)
    words.push_back(wordToJSON(word));
  return json::Object{{"entry", entry.name},
                      {"groups", utf8(entry.groups)},
                      {"buffers", std::move(buffers)},
                      {"words", std::move(words)},
                      {"shared", entry.sharedBytes}};
}

/// The position of `name` in `names`, or a failure.
template <size_t N>
unsigned choose(ObjectReader &reader, const llvm::StringLiteral (&names)[N],
                llvm::StringRef name) {
  const auto *found = llvm::find(names, name);
  if (found != std::end(names))
    return found - std::begin(names);
  reader.fail("'" + name + "' is unknown");
  return 0;
}

/// Whether the kernel declares what a buffer of that kind is named.
bool isDeclared(const KernelABI &kernel, const DeviceBuffer &buffer) {
  auto named = [&](const auto &item) { return item.name == buffer.name; };
  if (buffer.kind == DeviceBuffer::Temp)
    return llvm::any_of(kernel.temps, named);
  if (buffer.kind == DeviceBuffer::Result)
    return llvm::any_of(kernel.results, named);
  const KernelParam *param = kernel.findParam(buffer.name);
  return param && param->isBuffer();
}

DeviceBuffer readBuffer(ObjectReader &parent, const json::Value &value,
                        const KernelABI &kernel) {
  DeviceBuffer buffer;
  ObjectReader reader(value, "buffers");
  std::string kind, access;
  reader.text("kind", kind, true);
  reader.text("name", buffer.name, true);
  reader.type("type", buffer.type);
  reader.expression("count", buffer.count, true);
  reader.text("access", access, true);
  buffer.kind = static_cast<DeviceBuffer::Kind>(choose(reader, kKindNames, kind));
  unsigned how = choose(reader, kAccessNames, access);
  buffer.read = how != 1;
  buffer.written = how != 0;
  if (reader.ok() && !isDeclared(kernel, buffer))
    reader.fail("the kernel declares no " + kind + " '" + buffer.name + "'");
  reader.finish();
  parent.adopt(reader);
  return buffer;
}

DeviceWord readWord(ObjectReader &parent, const json::Value &value,
                    const KernelABI &kernel) {
  DeviceWord word;
  int64_t number = 0;
  ObjectReader reader(value, "words");
  reader.expression("expression", word.expression, false);
  reader.text("scalar", word.scalar);
  reader.number("word", number, 0, 1);
  word.word = static_cast<unsigned>(number);
  if (reader.ok() && word.expression.empty()) {
    const KernelParam *param = kernel.findParam(word.scalar);
    if (!param || param->isBuffer())
      reader.fail("the kernel declares no scalar '" + word.scalar + "'");
  } else if (reader.ok() && !word.scalar.empty()) {
    reader.fail("a word is an expression or part of a scalar");
  }
  reader.finish();
  parent.adopt(reader);
  return word;
}

DeviceEntry readEntry(ObjectReader &parent, const json::Value &value,
                      const KernelABI &kernel) {
  DeviceEntry entry;
  int64_t shared = 0;
  ObjectReader reader(value, "entries");
  reader.text("entry", entry.name, true);
  reader.expression("groups", entry.groups, true);
  reader.forEach("buffers", [&](const json::Value &v) {
    entry.buffers.push_back(readBuffer(reader, v, kernel));
  });
  reader.forEach("words", [&](const json::Value &v) {
    entry.words.push_back(readWord(reader, v, kernel));
  });
  reader.number("shared", shared, 0, int64_t(1) << 32);
  entry.sharedBytes = shared;
  reader.finish();
  parent.adopt(reader);
  return entry;
}

} // namespace

json::Value DeviceProgram::toJSON() const {
  json::Array list;
  list.reserve(entries.size());
  for (const DeviceEntry &entry : entries)
    list.push_back(entryToJSON(entry));
  return json::Object{
      {"format", kFormatVersion},
      {"kernel", kernel.toJSON()},
      {"layout", kLayoutNames[static_cast<unsigned>(layout)]},
      {"workgroup", workgroup},
      {"entries", std::move(list)}};
}

llvm::Expected<DeviceProgram> DeviceProgram::fromJSON(const json::Value &value) {
  DeviceProgram program;
  ObjectReader reader(value, "device program");
  int64_t format = 0, workgroup = 0;
  std::string layout;
  reader.number("format", format, kFormatVersion, kFormatVersion, true);
  if (const json::Value *kernel = reader.value("kernel")) {
    auto abi = KernelABI::fromJSON(*kernel);
    if (!abi)
      return abi.takeError();
    program.kernel = std::move(*abi);
  }
  reader.text("layout", layout, true);
  program.layout = static_cast<DeviceLayout>(choose(reader, kLayoutNames, layout));
  reader.number("workgroup", workgroup, 1, 1024, true);
  program.workgroup = static_cast<unsigned>(workgroup);
  reader.forEach("entries", [&](const json::Value &v) {
    program.entries.push_back(readEntry(reader, v, program.kernel));
  });
  if (reader.ok() && program.entries.size() != program.kernel.phases.size())
    reader.fail("there is not one entry for each phase");
  reader.finish();
  if (!reader.ok())
    return reader.error();
  return program;
}
