//===- GoldenFile.cpp - Golden vectors on disk ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "GoldenFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

#include <algorithm>

using namespace atlas::test;
namespace json = llvm::json;

static llvm::Error failure(const llvm::Twine &text) {
  return llvm::createStringError(text);
}

llvm::Expected<Bytes> atlas::test::decodeHex(llvm::StringRef text) {
  std::string out;
  if (!llvm::tryGetFromHex(text, out) || text.size() % 2)
    return failure("bad hexadecimal text");
  return Bytes(out.begin(), out.end());
}

llvm::Expected<Bytes> atlas::test::decodeBase64Bytes(llvm::StringRef text) {
  std::vector<char> out;
  if (llvm::Error error = llvm::decodeBase64(text, out))
    return std::move(error);
  return Bytes(out.begin(), out.end());
}

std::string atlas::test::sha256Hex(llvm::ArrayRef<uint8_t> bytes) {
  return llvm::toHex(llvm::SHA256::hash(bytes), /*LowerCase=*/true);
}

llvm::Expected<BufferMap>
atlas::test::readBuffers(const json::Object &object) {
  BufferMap map;
  for (const auto &[key, value] : object) {
    llvm::StringRef name = key;
    const json::Object *entry = value.getAsObject();
    auto data = entry ? entry->getString("data") : std::nullopt;
    auto encoding = entry ? entry->getString("enc") : std::nullopt;
    auto length = entry ? entry->getInteger("len") : std::nullopt;
    if (!data || !encoding || !length)
      return failure("buffer '" + name + "' needs len, enc and data");
    if (*encoding != "hex" && *encoding != "b64")
      return failure("buffer '" + name + "' has unknown encoding '" +
                     *encoding + "'");
    auto bytes =
        *encoding == "hex" ? decodeHex(*data) : decodeBase64Bytes(*data);
    if (!bytes)
      return bytes.takeError();
    if (int64_t(bytes->size()) != *length)
      return failure("buffer '" + name + "' has " + llvm::Twine(bytes->size()) +
                     " bytes, its len says " + llvm::Twine(*length));
    map[name] = std::move(*bytes);
  }
  return map;
}

llvm::Expected<GoldenFile::Slice>
GoldenFile::slice(const json::Value *value) const {
  const json::Object *object = value ? value->getAsObject() : nullptr;
  auto buffer = object ? object->getString("buf") : std::nullopt;
  auto offset = object ? object->getInteger("off") : std::nullopt;
  auto length = object ? object->getInteger("len") : std::nullopt;
  if (!buffer || !offset || !length)
    return failure("a slice needs buf, off and len");
  return slice(*buffer, *offset, *length);
}

llvm::Expected<GoldenFile::Slice>
GoldenFile::slice(llvm::StringRef name, int64_t offset, int64_t length) const {
  auto it = buffers.find(name);
  const Bytes *bytes = it != buffers.end() ? &it->second : nullptr;
  if (!bytes && shared)
    if (auto other = shared->find(name); other != shared->end())
      bytes = &other->second;
  if (!bytes)
    return failure("no buffer is named '" + name + "'");
  int64_t size = bytes->size();
  if (offset < 0 || length < 0 || offset > size || length > size - offset)
    return failure("slice of '" + name + "' leaves the buffer");
  return Slice{name, bytes, size_t(offset), size_t(length)};
}

namespace {

llvm::Expected<std::string> readText(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return failure(path + ": " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

llvm::Expected<json::Object> parseObject(llvm::StringRef path,
                                         llvm::StringRef text) {
  auto value = json::parse(text);
  if (!value)
    return failure(path + ": " + llvm::toString(value.takeError()));
  json::Object *object = value->getAsObject();
  if (!object)
    return failure(path + ": the top level is not an object");
  return std::move(*object);
}

/// "suite/file", "format" or "schema"; "" if the file says nothing.
std::string ownKey(const json::Object &root) {
  if (auto suite = root.getString("suite"))
    return (*suite + "/" + root.getString("file").value_or("")).str();
  if (auto format = root.getString("format"))
    return format->str();
  return root.getString("schema").value_or("").str();
}

/// Names of the *.json files of a folder, manifest.json apart.
llvm::Expected<std::vector<std::string>> listJson(llvm::StringRef folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (llvm::sys::fs::directory_iterator it(folder, code), end;
       it != end && !code; it.increment(code)) {
    llvm::StringRef name = llvm::sys::path::filename(it->path());
    if (name.ends_with(".json") && name != "manifest.json")
      names.push_back(name.str());
  }
  if (code)
    return failure(folder + ": " + code.message());
  llvm::sort(names);
  return names;
}

class SuiteReader {
public:
  explicit SuiteReader(llvm::StringRef folder) : folder(folder) {}

  llvm::Expected<std::unique_ptr<GoldenSuite>> run() {
    suite->name = llvm::sys::path::filename(folder).str();
    if (llvm::Error error = chooseFiles())
      return std::move(error);
    for (const std::string &name : names)
      if (llvm::Error error = readFile(name))
        return std::move(error);
    return std::move(suite);
  }

private:
  std::string pathOf(llvm::StringRef name) const {
    llvm::SmallString<256> path(folder);
    llvm::sys::path::append(path, name);
    return path.str().str();
  }

  /// The manifest's list if there is one, else what lies in the folder.
  llvm::Error chooseFiles() {
    std::string manifest = pathOf("manifest.json");
    if (!llvm::sys::fs::exists(manifest)) {
      auto listed = listJson(folder);
      if (!listed)
        return listed.takeError();
      names = std::move(*listed);
      return llvm::Error::success();
    }
    auto text = readText(manifest);
    if (!text)
      return text.takeError();
    auto root = parseObject(manifest, *text);
    if (!root)
      return root.takeError();
    const json::Array *files = root->getArray("files");
    if (!files)
      return failure(manifest + ": no list 'files'");
    for (const json::Value &value : *files) {
      const json::Object *row = value.getAsObject();
      auto name = row ? row->getString("file") : std::nullopt;
      auto digest = row ? row->getString("sha256") : std::nullopt;
      if (!name || !digest)
        return failure(manifest + ": a row needs file and sha256");
      names.push_back(name->str());
      digests[*name] = digest->lower();
    }
    return llvm::Error::success();
  }

  llvm::Error readFile(const std::string &name) {
    std::string path = pathOf(name);
    auto text = readText(path);
    if (!text)
      return text.takeError();
    auto digest = digests.find(name);
    if (digest != digests.end() &&
        sha256Hex(llvm::arrayRefFromStringRef(*text)) != digest->second)
      return failure(path + ": differs from the digest in manifest.json");
    auto root = parseObject(path, *text);
    if (!root)
      return root.takeError();
    GoldenFile file;
    file.path = suite->name + "/" + name;
    file.key = ownKey(*root);
    file.shared = &suite->shared;
    if (const json::Object *buffers = root->getObject("buffers")) {
      auto map = readBuffers(*buffers);
      if (!map)
        return failure(path + ": " + llvm::toString(map.takeError()));
      if (llvm::StringRef(file.key).ends_with("/buffers")) {
        suite->shared = std::move(*map);
        return llvm::Error::success();
      }
      file.buffers = std::move(*map);
    }
    file.root = std::move(*root);
    suite->files.push_back(std::move(file));
    return llvm::Error::success();
  }

  llvm::StringRef folder;
  std::unique_ptr<GoldenSuite> suite = std::make_unique<GoldenSuite>();
  std::vector<std::string> names;
  llvm::StringMap<std::string> digests;
};

} // namespace

llvm::Expected<std::vector<std::unique_ptr<GoldenSuite>>>
atlas::test::readGoldenDirectory(llvm::StringRef directory) {
  // Trailing slashes would hide the suite's name.
  while (directory.size() > 1 && directory.ends_with("/"))
    directory = directory.drop_back();
  std::vector<std::string> folders;
  auto own = listJson(directory);
  if (!own)
    return own.takeError();
  if (!own->empty()) {
    folders.push_back(directory.str());
  } else {
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(directory, code), end;
         it != end && !code; it.increment(code))
      if (llvm::sys::fs::is_directory(it->path()))
        folders.push_back(it->path());
    llvm::sort(folders);
  }
  std::vector<std::unique_ptr<GoldenSuite>> suites;
  for (const std::string &folder : folders) {
    auto suite = SuiteReader(folder).run();
    if (!suite)
      return suite.takeError();
    suites.push_back(std::move(*suite));
  }
  return suites;
}
