//===- CacheMaintenance.cpp - Size bound, statistics, verify, clear -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scan lists the directory once and stats each file: about 1 us per file.
// Several processes may evict at the same time; a file that is gone already is
// not counted as an error.
//===----------------------------------------------------------------------===//
#include "CacheFormat.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringSet.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
using namespace atlas::jit::cacheformat;

namespace atlas::jit {
namespace {

// After this many stores a process looks what the others have added.
constexpr unsigned kStoresPerScan = 64;
// A temporary of a live writer is seconds old; of a dead one, any age.
constexpr time_t kAbandonedSeconds = 3600, kDeadSeconds = 10;

struct File {
  std::string name;
  CacheKey key;
  bool isObject = false, isTemp = false;
  uint64_t bytes = 0;
  timespec used{};
};

// Calls back for each file of ours; others are left alone and uncounted.
Error scan(int directory, function_ref<void(File)> visit) {
  // A descriptor of its own: the directory position is shared by duplicates.
  int fd = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = fd < 0 ? nullptr : ::fdopendir(fd);
  if (!stream) {
    if (fd >= 0)
      ::close(fd);
    return makeError(ErrorCode::CacheRefused,
                     Twine("the cache directory cannot be listed: ") +
                         std::strerror(errno));
  }
  while (dirent *item = ::readdir(stream)) {
    File file;
    file.name = item->d_name;
    file.isTemp = StringRef(file.name).starts_with(kTempPrefix);
    if (!file.isTemp && !parseName(file.name, file.key, file.isObject))
      continue;
    struct stat info;
    if (::fstatat(directory, file.name.c_str(), &info, AT_SYMLINK_NOFOLLOW))
      continue;
    file.bytes = info.st_size;
    file.used = info.st_mtim;
    visit(std::move(file));
  }
  ::closedir(stream);
  return Error::success();
}

// Oldest use first.
void sortByUse(std::vector<File> &files) {
  sort(files, [](const File &a, const File &b) {
    return std::tie(a.used.tv_sec, a.used.tv_nsec, a.name) <
           std::tie(b.used.tv_sec, b.used.tv_nsec, b.name);
  });
}

// True if nobody is going to rename this temporary any more.
bool isAbandoned(const File &file) {
  time_t age = ::time(nullptr) - file.used.tv_sec;
  if (age > kAbandonedSeconds)
    return true;
  int64_t writer = 0;
  StringRef rest = StringRef(file.name).drop_front(kTempPrefix.size());
  rest.consumeInteger(10, writer);
  // A process number that is free here was never that of a live local writer;
  // the short grace is for writers in another process name space.
  return age > kDeadSeconds && writer > 0 && ::kill(pid_t(writer), 0) &&
         errno == ESRCH;
}

} // namespace

Error ObjectCache::bound(uint64_t added) {
  std::lock_guard lock(mutex);
  bool first = storesSinceScan == 0;
  knownBytes += added;
  if (!first && knownBytes <= maxBytes && ++storesSinceScan < kStoresPerScan)
    return Error::success();
  storesSinceScan = 1;

  std::vector<File> files;
  uint64_t total = 0;
  Error error = scan(fd, [&](File file) {
    if (file.isTemp) {
      if (isAbandoned(file))
        ::unlinkat(fd, file.name.c_str(), 0);
      return;
    }
    total += file.bytes;
    files.push_back(std::move(file));
  });
  if (error)
    return error;
  if (total > maxBytes) {
    sortByUse(files);
    // Down to 7/8, so that a full cache is not scanned at every store.
    for (const File &file : files) {
      if (total <= maxBytes - maxBytes / 8)
        break;
      if (!::unlinkat(fd, file.name.c_str(), 0) || errno == ENOENT)
        total -= file.bytes;
    }
  }
  knownBytes = total;
  return Error::success();
}

Expected<CacheStats> ObjectCache::stats() {
  CacheStats result;
  result.maxBytes = maxBytes;
  Error error = scan(fd, [&](File file) {
    if (file.isTemp) {
      ++result.temporaries;
      return;
    }
    ++(file.isObject ? result.entries : result.keys);
    result.bytes += file.bytes;
  });
  if (error)
    return std::move(error);
  return result;
}

Expected<CacheStats> ObjectCache::verify() {
  std::vector<File> files;
  if (Error error = scan(fd, [&](File file) {
        if (!file.isTemp)
          files.push_back(std::move(file));
        else if (isAbandoned(file))
          ::unlinkat(fd, file.name.c_str(), 0);
      }))
    return std::move(error);
  // Reading counts as use: going from old to new keeps the order of eviction.
  sortByUse(files);
  uint64_t before = corrupt;
  std::vector<std::string> bad;
  for (const File &file : files) {
    CacheEntry entry;
    std::string note;
    Answer answer = file.isObject ? readObject(file.key, entry, note)
                                  : find(file.key, entry, note);
    if (answer == Answer::Corrupt)
      bad.push_back(note);
  }
  Expected<CacheStats> now = stats();
  if (!now)
    return now.takeError();
  now->bad = corrupt - before;
  now->badFiles = std::move(bad);
  return now;
}

Error ObjectCache::clear() {
  std::lock_guard lock(mutex);
  std::string failure;
  Error error = scan(fd, [&](File file) {
    if (::unlinkat(fd, file.name.c_str(), 0) && errno != ENOENT)
      failure = std::strerror(errno);
  });
  knownBytes = 0;
  storesSinceScan = 0;
  if (error)
    return error;
  if (!failure.empty())
    return makeError(ErrorCode::CacheRefused,
                     "cannot remove a file from cache directory '" + directory +
                         "': " + failure);
  return Error::success();
}

} // namespace atlas::jit
