//===- CacheFormat.cpp - Bytes of a cache file ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "CacheFormat.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace atlas::jit {

std::string CacheKey::hex() const { return toHex(bytes, /*LowerCase=*/true); }

CacheKeyBuilder &CacheKeyBuilder::add(uint64_t field) {
  uint8_t word[8];
  support::endian::write64le(word, field);
  hasher.update(ArrayRef(word));
  return *this;
}

CacheKeyBuilder &CacheKeyBuilder::add(StringRef field) {
  add(uint64_t(field.size()));
  hasher.update(field);
  return *this;
}

CacheKey CacheKeyBuilder::finish() { return {hasher.final<32>()}; }

namespace cacheformat {
namespace {

constexpr StringLiteral kObjectMagic = "ATLSOBJ1";
constexpr StringLiteral kKeyMagic = "ATLSKEY1";
constexpr size_t kPrefix = 8 + 32; // magic and key
constexpr size_t kChecksum = 32;

StringRef asText(const CacheKey &key) {
  return {reinterpret_cast<const char *>(key.bytes.data()), key.bytes.size()};
}

void seal(Encoded &file) {
  BLAKE3 hasher;
  for (StringRef part : file.parts)
    hasher.update(part);
  auto sum = hasher.final<32>();
  file.trailer.assign(reinterpret_cast<const char *>(sum.data()), sum.size());
  file.parts.push_back(file.trailer);
}

// Checks what both kinds have in common and strips it.
const char *open(StringRef &bytes, StringRef magic, const CacheKey &key) {
  if (bytes.size() < kPrefix + kChecksum)
    return "the file is too short";
  if (!bytes.starts_with(magic))
    return "the magic number is wrong";
  StringRef sum = bytes.take_back(kChecksum);
  auto actual =
      BLAKE3::hash<32>(arrayRefFromStringRef(bytes.drop_back(kChecksum)));
  if (sum != StringRef(reinterpret_cast<const char *>(actual.data()), 32))
    return "the checksum differs";
  if (bytes.substr(magic.size(), 32) != asText(key))
    return "the file holds another key";
  bytes = bytes.drop_front(kPrefix).drop_back(kChecksum);
  return nullptr;
}

} // namespace

std::unique_ptr<Encoded> encodeObject(const CacheKey &key,
                                      const CacheEntry &entry) {
  auto file = std::make_unique<Encoded>();
  file->header = (kObjectMagic + asText(key)).str();
  for (uint64_t size :
       {entry.abi.size(), entry.report.size(), entry.object->getBufferSize()}) {
    char word[8];
    support::endian::write64le(word, size);
    file->header.append(word, 8);
  }
  file->parts = {file->header, entry.abi, entry.report,
                 entry.object->getBuffer()};
  seal(*file);
  return file;
}

std::unique_ptr<Encoded> encodeKey(const CacheKey &key,
                                   const CacheKey &canonical) {
  auto file = std::make_unique<Encoded>();
  file->header = (kKeyMagic + asText(key) + asText(canonical)).str();
  file->parts = {file->header};
  seal(*file);
  return file;
}

const char *decodeObject(StringRef bytes, const CacheKey &key,
                         CacheEntry &entry) {
  if (const char *reason = open(bytes, kObjectMagic, key))
    return reason;
  if (bytes.size() < 24)
    return "the sizes are missing";
  uint64_t sizes[3];
  for (unsigned i = 0; i < 3; ++i)
    sizes[i] = support::endian::read64le(bytes.data() + 8 * i);
  bytes = bytes.drop_front(24);
  uint64_t rest = bytes.size();
  for (uint64_t size : sizes) {
    if (size > rest)
      return "the sizes do not add up";
    rest -= size;
  }
  if (rest)
    return "the sizes do not add up";
  entry.abi = bytes.take_front(sizes[0]).str();
  entry.report = bytes.substr(sizes[0], sizes[1]).str();
  // A copy of its own, because object readers want alignment.
  entry.object =
      MemoryBuffer::getMemBufferCopy(bytes.take_back(sizes[2]), "atlas-cached");
  return nullptr;
}

const char *decodeKey(StringRef bytes, const CacheKey &key,
                      CacheKey &canonical) {
  if (const char *reason = open(bytes, kKeyMagic, key))
    return reason;
  if (bytes.size() != 32)
    return "the canonical key is missing";
  llvm::copy(arrayRefFromStringRef(bytes), canonical.bytes.begin());
  return nullptr;
}

bool parseName(StringRef name, CacheKey &key, bool &isObject) {
  isObject = name.consume_back(kObjectSuffix);
  if (!isObject && !name.consume_back(kKeySuffix))
    return false;
  std::string bytes;
  if (name.size() != 64 || name.lower() != name || !tryGetFromHex(name, bytes))
    return false;
  llvm::copy(arrayRefFromStringRef(bytes), key.bytes.begin());
  return true;
}

} // namespace cacheformat
} // namespace atlas::jit
