//===- AtlasReplay.cpp - Golden cases through the C interface -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-replay FILE...   executes flat golden files (Reader.h)
// atlas-replay --level   prints the instruction-set level of libatlas
//
// Built from the same sources for every machine that libatlas is built for. Its
// output depends on the cases only, so that machines can be compared by text.
// The last line is `N passed, N failed, N skipped`. Exit codes: 0; 1 for a case
// that failed; 2 for wrong usage, a file that cannot be read, is malformed or
// holds no case.
//===----------------------------------------------------------------------===//
#include "Case.h"

#include "atlas-c/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

using namespace atlas::replay;

namespace {

struct Totals {
  unsigned long passed = 0, failed = 0;
};

void (*const kRunners[])(Case &) = {
    nullptr,          runDelta,         runWindow,        runUpdate,
    runMemset,        runFixup,         runMemcpy,        runMemcpyArena,
    runClassifyTable, runClassify,      runHistogram,     runHarmonizes,
    runPhiEncode,     runPhiDecode,     runCluster,       runRegion,
    runSchedule,      runWitnessAccept, runWitnessReject, runBudget,
    runDomain,        runProjection,    runPropagate,     runRefuse,
    runDecay,         runTick32,        runTick64,        runObserve,
    runMerge,         runSplit,         runHaltSafety,    runHaltStreaming,
    runHaltSessions,  runHaltPush,      runHaltSoft,      runHaltBatch,
    runHaltCoherence, runHaltWords,     runHaltConfig,    runHaltConfigJson};
constexpr uint64_t kRunnerCount = sizeof(kRunners) / sizeof(kRunners[0]);
static_assert(kRunnerCount == uint64_t(Op::HaltConfigJson) + 1,
              "one for each op");

/// Patterns for what the library is to write, with a start alignment each.
constexpr struct {
  uint8_t poison;
  unsigned misalign;
} kPasses[] = {{0xA5, 0}, {0x5A, 13}};

/// The bytes of a file; null if it cannot be read.
Bytes readFile(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return {};
  uint8_t *data = nullptr;
  size_t size = 0, room = 0, count = 0;
  do {
    size += count;
    if (size == room) {
      room = room ? 2 * room : 1 << 16;
      auto *larger = static_cast<uint8_t *>(realloc(data, room));
      if (!larger)
        break;
      data = larger;
    }
    count = fread(data + size, 1, room - size, file);
  } while (count);
  bool failed = ferror(file) || size == room;
  fclose(file);
  if (failed) {
    free(data);
    return {};
  }
  return {data, size};
}

/// One file: its buffers, then its cases.
class File {
public:
  explicit File(Bytes bytes) : reader(bytes, nullptr, 0), size(bytes.size) {}
  ~File() { free(buffers); }

  /// Null, or what is wrong with the file. Adds to the totals what was executed
  /// until then.
  const char *run(Totals &totals);

private:
  void readHeader(uint64_t &cases);
  void runCase(Totals &totals);
  void finishSuite(Totals &totals);

  Reader reader;
  const size_t size;
  Bytes *buffers = nullptr;
  size_t bufferCount = 0;
  char suite[64] = "";
  Totals ofSuite;
};

void File::readHeader(uint64_t &cases) {
  constexpr uint64_t kMagic = 0x5045525341'4C5441;
  if (reader.word() != kMagic)
    reader.bad("not a flat golden file");
  if (reader.word() != kFormatVersion)
    reader.bad("the version of the format is another one");
  if (reader.word() != size)
    reader.bad("the size is not that of the file");
  uint64_t count = reader.wordUpTo(reader.left() / 8);
  buffers = static_cast<Bytes *>(calloc(count + 1, sizeof(Bytes)));
  if (!buffers)
    reader.bad("no memory for the buffers");
  for (uint64_t i = 0; i < count && reader.good(); ++i)
    buffers[bufferCount++] = reader.bytes();
  cases = reader.word();
}

/// Names are printed.
static bool isName(Bytes name) {
  for (size_t i = 0; i < name.size; ++i)
    if (name.data[i] <= ' ' || name.data[i] > '~')
      return false;
  return name.size != 0 && name.size < 64;
}

void File::finishSuite(Totals &totals) {
  if (suite[0])
    printf("%s: %lu passed, %lu failed\n", suite, ofSuite.passed,
           ofSuite.failed);
  totals.passed += ofSuite.passed;
  totals.failed += ofSuite.failed;
  ofSuite = Totals();
}

void File::runCase(Totals &totals) {
  Bytes name = reader.bytes(), id = reader.bytes();
  uint64_t op = reader.wordUpTo(kRunnerCount - 1);
  Bytes payload = reader.bytes();
  if (reader.good() && (!op || !isName(name) || !isName(id)))
    reader.bad("a case has no op, no suite or no name");
  if (!reader.good())
    return;
  if (strlen(suite) != name.size || memcmp(suite, name.data, name.size) != 0) {
    finishSuite(totals);
    memcpy(suite, name.data, name.size);
    suite[name.size] = '\0';
  }
  for (auto [poison, misalign] : kPasses) {
    Case c(Reader(payload, buffers, bufferCount), poison, misalign);
    kRunners[op](c);
    if (!c.in.good())
      return reader.bad(c.in.problem());
    if (c.passed())
      continue;
    printf("FAIL %s %.*s: %s\n", suite, int(id.size),
           reinterpret_cast<const char *>(id.data), c.text());
    ++ofSuite.failed;
    return;
  }
  ++ofSuite.passed;
}

const char *File::run(Totals &totals) {
  uint64_t cases = 0;
  readHeader(cases);
  for (uint64_t i = 0; i < cases && reader.good(); ++i)
    runCase(totals);
  finishSuite(totals);
  if (reader.good() && !cases)
    reader.bad("there are no cases");
  if (reader.good() && !reader.atEnd())
    reader.bad("there is more than the cases");
  return reader.problem();
}

/// Exit code of one file.
int replay(const char *path, Totals &totals) {
  Bytes bytes = readFile(path);
  if (!bytes.data) {
    printf("FAIL %s: cannot be read\n", path);
    return 2;
  }
  unsigned long failedBefore = totals.failed;
  const char *problem = File(bytes).run(totals);
  free(const_cast<uint8_t *>(bytes.data));
  if (problem)
    printf("FAIL malformed file: %s\n", problem);
  return problem ? 2 : totals.failed != failedBefore;
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 2 && !strcmp(argv[1], "--level")) {
    puts(atlas_get_isa_level());
    return 0;
  }
  if (argc < 2 || argv[1][0] == '-') {
    fputs("usage: atlas-replay FILE... | --level\n", stderr);
    return 2;
  }
  Totals totals;
  int result = 0;
  unsigned long badFiles = 0;
  for (int i = 1; i < argc; ++i) {
    int code = replay(argv[i], totals);
    badFiles += code == 2;
    result = code > result ? code : result;
  }
  printf("%lu passed, %lu failed, 0 skipped\n", totals.passed,
         totals.failed + badFiles);
  return result;
}
