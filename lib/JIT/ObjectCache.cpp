//===- ObjectCache.cpp - Reading and writing cache entries ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All names are relative to one directory descriptor whose owner and mode were
// checked when it was opened, so a later swap of the path changes nothing.
// Order of writes: object first, key second; a key without its object is a
// miss. No fsync: the checksum finds what a power failure tore.
//===----------------------------------------------------------------------===//
#include "atlas/JIT/ObjectCache.h"
#include "CacheFormat.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
using namespace atlas::jit::cacheformat;

namespace atlas::jit {
namespace {

Error refuse(StringRef directory, const Twine &reason) {
  return makeError(ErrorCode::CacheRefused,
                   "cache directory '" + directory + "' " + reason,
                   "use a directory of your own with mode 0700");
}

enum class Read : uint8_t { Ok, Missing, Bad };

// Reads a whole regular file of ours.
Read readFile(int directory, const std::string &name, std::string &bytes,
              const char *&reason) {
  int fd = ::openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    reason = "the file cannot be opened";
    return errno == ENOENT ? Read::Missing : Read::Bad;
  }
  llvm::scope_exit close([&] { ::close(fd); });
  struct stat info;
  if (::fstat(fd, &info) || !S_ISREG(info.st_mode) ||
      info.st_uid != ::geteuid() || uint64_t(info.st_size) > kMaxFileBytes) {
    reason = "the file is not a plain file of this user";
    return Read::Bad;
  }
  bytes.resize(info.st_size);
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t got = ::read(fd, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      reason = "the file cannot be read";
      return Read::Bad;
    }
    done += got;
  }
  // The time of last use orders eviction.
  (void)::futimens(fd, nullptr);
  return Read::Ok;
}

} // namespace

Expected<std::unique_ptr<ObjectCache>> ObjectCache::open(StringRef directory,
                                                         uint64_t maxBytes) {
  std::string path = directory.str();
  // Parents get the usual mode, the directory itself is private from birth.
  if (StringRef parent = sys::path::parent_path(directory); !parent.empty())
    if (std::error_code ec = sys::fs::create_directories(parent))
      return refuse(directory, "cannot be created: " + ec.message());
  if (::mkdir(path.c_str(), 0700) && errno != EEXIST)
    return refuse(directory,
                  Twine("cannot be created: ") + std::strerror(errno));
  int fd =
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return refuse(directory,
                  Twine("cannot be opened: ") + std::strerror(errno));
  std::unique_ptr<ObjectCache> cache(new ObjectCache(fd, path, maxBytes));
  struct stat info;
  if (::fstat(fd, &info))
    return refuse(directory,
                  Twine("cannot be inspected: ") + std::strerror(errno));
  if (info.st_uid != ::geteuid())
    return refuse(directory, "belongs to another user");
  if (info.st_mode & 077)
    return refuse(directory, "is open to other users");
  return cache;
}

ObjectCache::~ObjectCache() { ::close(fd); }

ObjectCache::Answer ObjectCache::reject(const std::string &name,
                                        std::string &note,
                                        const Twine &reason) {
  note = ("entry " + StringRef(name).take_front(12) + ": " + reason).str();
  ::unlinkat(fd, name.c_str(), 0);
  ++corrupt;
  return Answer::Corrupt;
}

ObjectCache::Answer ObjectCache::readObject(const CacheKey &canonical,
                                            CacheEntry &entry,
                                            std::string &note) {
  std::string name = canonical.hex() + kObjectSuffix.str(), bytes;
  const char *reason = nullptr;
  switch (readFile(fd, name, bytes, reason)) {
  case Read::Missing:
    return Answer::Miss;
  case Read::Bad:
    return reject(name, note, reason);
  case Read::Ok:
    break;
  }
  if ((reason = decodeObject(bytes, canonical, entry)))
    return reject(name, note, reason);
  return Answer::Hit;
}

ObjectCache::Answer ObjectCache::find(const CacheKey &source, CacheEntry &entry,
                                      std::string &note) {
  std::string name = source.hex() + kKeySuffix.str(), bytes;
  const char *reason = nullptr;
  CacheKey canonical;
  switch (readFile(fd, name, bytes, reason)) {
  case Read::Missing:
    return Answer::Miss;
  case Read::Bad:
    return reject(name, note, reason);
  case Read::Ok:
    break;
  }
  if ((reason = decodeKey(bytes, source, canonical)))
    return reject(name, note, reason);
  return readObject(canonical, entry, note);
}

ObjectCache::Answer ObjectCache::findCanonical(const CacheKey &source,
                                               const CacheKey &canonical,
                                               CacheEntry &entry,
                                               std::string &note) {
  Answer answer = readObject(canonical, entry, note);
  if (answer == Answer::Hit) {
    auto file = encodeKey(source, canonical);
    // Losing the short cut costs the next process a parse, nothing more.
    consumeError(writeFile(source.hex() + kKeySuffix.str(), file->parts));
  }
  return answer;
}

Error ObjectCache::writeFile(const std::string &name,
                             ArrayRef<StringRef> parts) {
  auto failed = [&](StringRef what) {
    return makeError(ErrorCode::CacheRefused,
                     "cannot " + what + " in cache directory '" + directory +
                         "': " + std::strerror(errno));
  };
  // The process number lets a sweep see whether the writer is alive; the
  // random part keeps threads, and processes of other name spaces, apart.
  std::string temp;
  int file = -1;
  for (unsigned attempt = 0; file < 0 && attempt < 8; ++attempt) {
    temp = (kTempPrefix + Twine(::getpid()) + "-" +
            Twine::utohexstr(uint64_t(sys::Process::GetRandomNumber()) << 32 |
                             uint64_t(sys::Process::GetRandomNumber())))
               .str();
    file = ::openat(fd, temp.c_str(),
                    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 && errno != EEXIST)
      break;
  }
  if (file < 0)
    return failed("create a file");
  for (StringRef part : parts)
    while (!part.empty()) {
      ssize_t put = ::write(file, part.data(), part.size());
      if (put < 0 && errno == EINTR)
        continue;
      if (put <= 0) {
        Error error = failed("write");
        ::close(file);
        ::unlinkat(fd, temp.c_str(), 0);
        return error;
      }
      part = part.drop_front(put);
    }
  if (::close(file) || ::renameat(fd, temp.c_str(), fd, name.c_str())) {
    Error error = failed("finish a file");
    ::unlinkat(fd, temp.c_str(), 0);
    return error;
  }
  return Error::success();
}

Error ObjectCache::store(const CacheKey &source, const CacheKey &canonical,
                         const CacheEntry &entry) {
  auto object = encodeObject(canonical, entry);
  if (Error error =
          writeFile(canonical.hex() + kObjectSuffix.str(), object->parts))
    return error;
  auto key = encodeKey(source, canonical);
  if (Error error = writeFile(source.hex() + kKeySuffix.str(), key->parts))
    return error;
  uint64_t added = 0;
  for (const auto &file : {object.get(), key.get()})
    for (StringRef part : file->parts)
      added += part.size();
  return bound(added);
}

} // namespace atlas::jit
