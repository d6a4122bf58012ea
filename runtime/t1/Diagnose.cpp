//===- Diagnose.cpp - Findings as diagnostics -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/Diagnose.h"
#include "t1/Make.h"

using namespace atlas::runtime::t1;

namespace {

struct Text {
  atlas_t1_code code;
  atlas_status_t status;
  const char *message, *note;
};

// By code; the message is followed by what is to blame.
constexpr Text texts[] = {
    {ATLAS_T1_BAD_SHAPE, ATLAS_STATUS_USAGE, "an array has the wrong length",
     "indptr has one element more than there are nodes; weights, rel_code and "
     "rel_mult have one per edge, key_rank one per node, seed_weights one per "
     "seed"},
    {ATLAS_T1_BAD_INDPTR, ATLAS_STATUS_USAGE, "the row starts are wrong",
     "indptr starts with 0, never decreases and ends with the number of edges"},
    {ATLAS_T1_BAD_EDGE, ATLAS_STATUS_USAGE, "an edge target is no node",
     "targets are at least 0 and below the number of nodes"},
    {ATLAS_T1_BAD_SEED, ATLAS_STATUS_USAGE, "a seed is no node",
     "seeds are at least 0 and below the number of nodes"},
    {ATLAS_T1_BAD_FLOAT, ATLAS_STATUS_USAGE, "a value is NaN or infinite",
     "only node_budget may be infinite"},
    {ATLAS_T1_BAD_CAP, ATLAS_STATUS_USAGE, "a cap is negative",
     "caps are at least 0; queue_budget, relax_cap and pop_limit may be -1"},
    {ATLAS_T1_NO_MEMORY, ATLAS_STATUS_RUN, "no memory",
     "set queue_budget, or give the process more memory"},
    {ATLAS_T1_CANCELLED, ATLAS_STATUS_RUN, "the propagation was cancelled",
     ""},
    {ATLAS_T1_POP_LIMIT, ATLAS_STATUS_RUN,
     "the propagation needs more pops than pop_limit",
     "set queue_budget to stop with a result"},
    {ATLAS_T1_SMALL_OUTPUT, ATLAS_STATUS_USAGE,
     "the output arrays are too small",
     "the number of nodes is always enough; result.count says what is needed"},
    {ATLAS_T1_PARITY, ATLAS_STATUS_RUN,
     "the native path differs from the reference",
     "this is a bug in Atlas: please report it with the reproducer"},
    {ATLAS_T1_MISUSE, ATLAS_STATUS_USAGE, "a pointer is missing",
     "see atlas-c/t1.h for what may be NULL"},
};

const Text &textOf(atlas_t1_code code) {
  const Text *text = texts;
  while (text->code != code)
    ++text;
  return *text;
}

void releaseBlock(atlas_diag_t *diag) { atlas::runtime::release(diag); }
void releaseNothing(atlas_diag_t *) {}

constexpr atlas_diag_t kNoMemory = {sizeof(atlas_diag_t), ATLAS_T1_NO_MEMORY,
                                    "no memory",          "",
                                    "",                   releaseNothing};

/// Writes at most what fits and keeps the text terminated.
class Writer {
public:
  void put(const char *text) {
    for (; *text; ++text)
      putChar(*text);
  }
  void put(int64_t number) {
    char digits[20];
    int count = 0;
    do
      digits[count++] = char('0' + number % 10);
    while (number /= 10);
    while (count)
      putChar(digits[--count]);
  }
  char text[128] = {};

private:
  void putChar(char c) {
    if (length + 1 < sizeof(text))
      text[length++] = c;
  }
  size_t length = 0;
};

/// A diagnostic and its message in one block.
struct Block {
  atlas_diag_t diag;
  Writer message;
};

} // namespace

atlas_status_t atlas::runtime::t1::report(const Finding &finding,
                                          atlas_diag_t **diag) {
  if (!finding) {
    if (diag)
      *diag = nullptr;
    return ATLAS_STATUS_OK;
  }
  const Text &text = textOf(finding.code);
  if (!diag)
    return text.status;
  Block *block = make<Block>();
  if (!block) {
    // Immutable, like every diagnostic.
    *diag = const_cast<atlas_diag_t *>(&kNoMemory);
    return ATLAS_STATUS_RUN;
  }
  Writer &message = block->message;
  message.put(text.message);
  if (*finding.what) {
    message.put(": ");
    message.put(finding.what);
  }
  if (finding.index >= 0) {
    // An element of an array, or the number of a node.
    bool node = finding.code == ATLAS_T1_PARITY;
    message.put(node ? " " : "[");
    message.put(finding.index);
    message.put(node ? "" : "]");
  }
  block->diag = {sizeof(atlas_diag_t), uint32_t(finding.code), message.text,
                 text.note,            "",                     releaseBlock};
  *diag = &block->diag;
  return text.status;
}

Finding atlas::runtime::t1::checkPointers(const atlas_t1_seeds *seeds,
                                          const atlas_t1_params *params,
                                          const atlas_t1_result *result) {
  if (!seeds)
    return misuse("seeds");
  if (!params)
    return misuse("params");
  if (!result || (result->capacity && (!result->nodes || !result->values)))
    return misuse("result");
  return {};
}
