//===- Case.cpp - Lower case of Unicode text ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Case.h"
#include "Memory.h"
#include "Utf8.h"

#include <stdint.h>

using namespace atlas::runtime;

namespace {

/// first, first + step, ..., last become themselves plus delta.
struct Mapping {
  uint32_t first, last;
  int32_t step, delta;
};

// Classes of characters are runs: the first one << 11 | how many follow it.
constexpr unsigned kRunBits = 11;

#include "CaseTable.inc"

constexpr uint32_t kSigma = 0x3A3, kSmallSigma = 0x3C3, kFinalSigma = 0x3C2;
constexpr uint32_t kDottedI = 0x130, kDotAbove = 0x307;

/// The last of `size` sorted elements whose key is not above `key`, or null.
template <typename Element, typename Key>
const Element *lastUpTo(const Element *elements, size_t size, uint32_t key,
                        Key keyOf) {
  size_t low = 0, high = size;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (keyOf(elements[middle]) <= key)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? elements + (low - 1) : nullptr;
}

template <size_t N>
bool isIn(const uint32_t (&runs)[N], uint32_t c) {
  const uint32_t *run =
      lastUpTo(runs, N, c, [](uint32_t packed) { return packed >> kRunBits; });
  return run && c - (*run >> kRunBits) <= (*run & ((1u << kRunBits) - 1));
}

/// The lower case of a character; U+0130 and sigma have more than one.
uint32_t lowerOf(uint32_t c) {
  const Mapping *found =
      lastUpTo(kMappings, sizeof(kMappings) / sizeof(kMappings[0]), c,
               [](const Mapping &mapping) { return mapping.first; });
  bool isMapped = found && c <= found->last &&
                  (c - found->first) % uint32_t(found->step) == 0;
  return isMapped ? c + uint32_t(found->delta) : c;
}

/// What a character tells a sigma beside it about the end of a word.
enum class Role { Letter, Ignored, Other };

Role roleOf(uint32_t c) {
  if (c < 0x80) {
    uint32_t letter = (c | 0x20) - 'a';
    bool ignored = c == '\'' || c == '.' || c == ':' || c == '^' || c == '`';
    return letter < 26 ? Role::Letter : ignored ? Role::Ignored : Role::Other;
  }
  return isIn(kCased, c)     ? Role::Letter
         : isIn(kIgnored, c) ? Role::Ignored
                             : Role::Other;
}

/// True if a word goes on in `text`: of the characters that count, the first is
/// a letter. Runs of the others are looked at once for each sigma right before
/// them, so the whole stays linear.
bool goesOn(const char *text, size_t size) {
  while (size) {
    Utf8 c = decodeUtf8(text, size);
    Role role = c.isValid ? roleOf(c.value) : Role::Other;
    if (role != Role::Ignored)
      return role == Role::Letter;
    text += c.size;
    size -= c.size;
  }
  return false;
}

} // namespace

size_t atlas::runtime::lowerCase(const char *text, size_t size, char *out) {
  char *at = out;
  bool inWord = false; // the last character that counts was a letter
  for (size_t i = 0; i < size;) {
    Utf8 c = decodeUtf8(text + i, size - i);
    if (!c.isValid) {
      *at++ = text[i++];
      inWord = false;
      continue;
    }
    i += c.size;
    if (c.value == kSigma)
      at += encodeUtf8(inWord && !goesOn(text + i, size - i) ? kFinalSigma
                                                             : kSmallSigma,
                       at);
    else if (c.value == kDottedI)
      at += encodeUtf8('i', at), at += encodeUtf8(kDotAbove, at);
    else if (c.value < 0x80)
      *at++ = char(c.value - 'A' < 26 ? c.value | 0x20 : c.value);
    else
      at += encodeUtf8(lowerOf(c.value), at);
    Role role = roleOf(c.value);
    if (role != Role::Ignored)
      inWord = role == Role::Letter;
  }
  return size_t(at - out);
}

LowerText::~LowerText() { release(bytes); }

bool LowerText::read(const char *text, size_t size) {
  size_t room;
  if (!size)
    return true;
  if (__builtin_add_overflow(size, size / 2, &room))
    return false;
  bytes = static_cast<char *>(allocate(room));
  if (!bytes)
    return false;
  count = lowerCase(text, size, bytes);
  return true;
}
