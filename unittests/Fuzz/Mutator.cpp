//===- Mutator.cpp - Deterministic damage to inputs -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Mutator.h"

#include <algorithm>

namespace atlas::fuzz {
namespace {

/// splitmix64 (Steele, Lea, Flood 2014): every 64-bit start is a good one.
class Random {
public:
  explicit Random(uint64_t start) : state(start * 0x9e3779b97f4a7c15u) {}
  uint64_t next() {
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// In [0, bound); bound > 0.
  size_t below(size_t bound) { return next() % bound; }

private:
  uint64_t state;
};

/// Longest input that edits may grow to.
constexpr size_t kMaxBytes = 1 << 16;

/// A short range [first, second) of a text.
std::pair<size_t, size_t> range(Random &random, size_t size) {
  size_t first = random.below(size + 1);
  size_t most = std::min(size - first, size_t(1) << random.below(8));
  return {first, first + (most ? random.below(most + 1) : 0)};
}

void edit(std::string &text, llvm::ArrayRef<std::string> seeds,
          llvm::ArrayRef<llvm::StringRef> words, Random &random) {
  static const char bytes[] = {0, 1, 0x7f, '\xff', '\x80', '\n', ' ', '"'};
  auto [first, last] = range(random, text.size());
  switch (random.below(words.empty() ? 7 : 10)) {
  case 0: // flip one bit
    if (!text.empty())
      text[random.below(text.size())] ^= char(1 << random.below(8));
    break;
  case 1: // a byte that often matters
    if (!text.empty())
      text[random.below(text.size())] = bytes[random.below(sizeof(bytes))];
    break;
  case 2:
    text.erase(first, last - first);
    break;
  case 3: // a piece twice, up to 64 times
    if (last > first) {
      std::string piece = text.substr(first, last - first);
      for (size_t i = 0, n = size_t(1) << random.below(7); i < n; ++i)
        text.insert(first, piece);
    }
    break;
  case 4: // a piece of another seed
    if (const std::string &other = seeds[random.below(seeds.size())];
        !other.empty()) {
      auto [from, to] = range(random, other.size());
      text.insert(first, other, from, to - from);
    }
    break;
  case 5: // cut off
    if (random.below(8) == 0)
      text.resize(first);
    break;
  case 6: { // another number
    size_t at = text.find_first_of("0123456789", first);
    if (at != std::string::npos) {
      size_t end = text.find_first_not_of("0123456789", at);
      static const char *const numbers[] = {"0",
                                            "1",
                                            "-1",
                                            "255",
                                            "65537",
                                            "2147483648",
                                            "9223372036854775807",
                                            "18446744073709551616",
                                            "99999999999999999999999999"};
      text.replace(at, std::min(end, text.size()) - at,
                   numbers[random.below(std::size(numbers))]);
    }
    break;
  }
  default: // a word of the format, instead of something or between
    text.replace(first, random.below(2) ? last - first : 0,
                 words[random.below(words.size())].str());
  }
  if (text.size() > kMaxBytes)
    text.resize(kMaxBytes);
}

} // namespace

std::string mutate(llvm::ArrayRef<std::string> seeds,
                   llvm::ArrayRef<llvm::StringRef> words, uint64_t number) {
  Random random(number + 1);
  std::string text = seeds[random.below(seeds.size())];
  for (size_t i = 0, n = 1 + random.below(8); i < n; ++i)
    edit(text, seeds, words, random);
  return text;
}

} // namespace atlas::fuzz
