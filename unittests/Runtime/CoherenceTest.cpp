//===- CoherenceTest.cpp - Text measures, lower case and knowledge --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CallSequence.h"

#include "runtime/Case.h"

#include "atlas.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace atlas::runtime;
using atlas::test::Random;

namespace {

/// Memory of the exact size, so that a sanitizer sees reads past the end.
struct Exact {
  explicit Exact(const std::string &text)
      : size(text.size()), data(new char[text.size()]) {
    text.copy(data.get(), size);
  }
  size_t size;
  std::unique_ptr<char[]> data;
};

double logical(const std::string &premise, const std::string &hypothesis) {
  double value = NAN;
  Exact p(premise), h(hypothesis);
  EXPECT_EQ(atlas_coherence_logical(p.data.get(), p.size, h.data.get(), h.size,
                                    &value, nullptr),
            ATLAS_STATUS_OK);
  return value;
}

double factual(const std::string &context, const std::string &output) {
  double value = NAN;
  Exact c(context), o(output);
  EXPECT_EQ(atlas_coherence_factual(c.data.get(), c.size, o.data.get(), o.size,
                                    &value, nullptr),
            ATLAS_STATUS_OK);
  return value;
}

std::string lower(const std::string &text) {
  Exact exact(text);
  // One byte more than the bound, which must stay.
  size_t room = text.size() + text.size() / 2;
  std::string out(room + 1, '#');
  size_t size = lowerCase(exact.data.get(), exact.size, out.data());
  EXPECT_LE(size, room);
  EXPECT_EQ(out[room], '#');
  return out.substr(0, size);
}

std::string utf8(const std::u32string &text) {
  std::string out;
  for (char32_t c : text) {
    if (c < 0x80)
      out += char(c);
    else if (c < 0x800)
      (out += char(0xC0 | c >> 6)) += char(0x80 | (c & 63));
    else if (c < 0x10000)
      ((out += char(0xE0 | c >> 12)) += char(0x80 | (c >> 6 & 63))) +=
          char(0x80 | (c & 63));
    else
      (((out += char(0xF0 | c >> 18)) += char(0x80 | (c >> 12 & 63))) +=
       char(0x80 | (c >> 6 & 63))) += char(0x80 | (c & 63));
  }
  return out;
}

} // namespace

//===----------------------------------------------------------------------===//
// Lower case; test/Meta/lower-case.test compares every character with Python
//===----------------------------------------------------------------------===//

TEST(LowerCase, Characters) {
  EXPECT_EQ(lower("AZaz@[`{ 09"), "azaz@[`{ 09");
  EXPECT_EQ(lower(utf8(U"\u00C4\u00D6\u00DC\u1E9E\u00DF")),
            utf8(U"\u00E4\u00F6\u00FC\u00DF\u00DF"));
  EXPECT_EQ(lower(utf8(U"\u0416\u0400\u0460")), utf8(U"\u0436\u0450\u0461"));
  EXPECT_EQ(lower(utf8(U"\u0100\u0101\u0102")), utf8(U"\u0101\u0101\u0103"));
  EXPECT_EQ(lower(utf8(U"\u212A\u212B\u1E9E")), utf8(U"k\u00E5\u00DF"));
  EXPECT_EQ(lower(utf8(U"\u01C4\u01C5\u01C6")), utf8(U"\u01C6\u01C6\u01C6"));
  EXPECT_EQ(lower(utf8(U"\U00010400\U0001E921")),
            utf8(U"\U00010428\U0001E943"));
  // Longer than before: two characters, and three bytes for two.
  EXPECT_EQ(lower(utf8(U"\u0130")), utf8(U"i\u0307"));
  EXPECT_EQ(lower(utf8(U"\u023A\u023E\u023A")), utf8(U"\u2C65\u2C66\u2C65"));
  EXPECT_EQ(lower(""), "");
}

TEST(LowerCase, FinalSigma) {
  EXPECT_EQ(lower(utf8(U"\u039F\u0394\u039F\u03A3 \u03A3\u0391\u03A3")),
            utf8(U"\u03BF\u03B4\u03BF\u03C2 \u03C3\u03B1\u03C2"));
  EXPECT_EQ(lower(utf8(U"\u03A3")), utf8(U"\u03C3"));
  EXPECT_EQ(lower(utf8(U"\u0391\u03A3'\u0391 \u0391\u03A3'. \u0391\u03A3'")),
            utf8(U"\u03B1\u03C3'\u03B1 \u03B1\u03C2'. \u03B1\u03C2'"));
  EXPECT_EQ(lower(utf8(U"\u0391'\u03A3 1\u03A3 \u0391\u03A31")),
            utf8(U"\u03B1'\u03C2 1\u03C3 \u03B1\u03C21"));
  EXPECT_EQ(lower(utf8(U"\u0391\u0301\u03A3\u0301")),
            utf8(U"\u03B1\u0301\u03C2\u0301"));
  EXPECT_EQ(lower(utf8(U"A\u03A3") + "\xFF" + utf8(U"A")),
            utf8(U"a\u03C2") + "\xFF" + "a");
  // Linear: a long run of characters that do not count.
  std::string run(200000, '\''), sigmas;
  for (int i = 0; i < 1000; ++i)
    sigmas += utf8(U"\u03A3");
  EXPECT_EQ(lower("A" + sigmas + run).size(), 1 + sigmas.size() + run.size());
}

TEST(LowerCase, BytesThatAreNoText) {
  for (const char *bytes :
       {"\x80", "\xC3", "\xC3(", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF",
        "\xE2\x84", "\xF0\x9F\x98"})
    EXPECT_EQ(lower(bytes), bytes);
  EXPECT_EQ(lower("\xC3"
                  "A\xC3\x84"),
            "\xC3"
            "a\xC3\xA4");
  Random random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes;
    for (size_t left = random.below(9); left--;)
      bytes +=
          char(random.below(3) ? 0x80 + random.below(128) : random.below(128));
    std::string once = lower(bytes);
    EXPECT_LE(once.size(), bytes.size() + bytes.size() / 2);
  }
}

//===----------------------------------------------------------------------===//
// Measures
//===----------------------------------------------------------------------===//

TEST(Coherence, Logical) {
  EXPECT_EQ(logical("", "It is Consistent WITH reality."), 0.1);
  EXPECT_EQ(logical("x", utf8(U"consistent with reality \u212A")), 0.1);
  EXPECT_EQ(logical("x", "the opposite is true"), 0.9);
  EXPECT_EQ(logical("x", "that depends on your perspective"), 0.5);
  EXPECT_EQ(logical("x", "opposite is true, consistent with reality"), 0.1);
  EXPECT_EQ(logical("x", "depends on your perspective opposite is true"), 0.9);
  EXPECT_EQ(logical(" \t", "word"), 0.5);
  EXPECT_EQ(logical("a b c", "x"), 0.5);
  EXPECT_EQ(logical("a B c d", "b C"), 0.5 - 0.3 * 2.0 / 4.0);
  EXPECT_EQ(logical("a", "a"), 0.2);
  EXPECT_EQ(logical(utf8(U"\u00C4PFEL \u00D6l"), utf8(U"\u00E4pfel")),
            0.5 - 0.3 * 1.0 / 2.0);
}

TEST(Coherence, WordsAreSets) {
  EXPECT_EQ(factual("a\xE2\x80\x83z b\xC2\xA0z", "Z A B"), 0.0);
  EXPECT_EQ(factual("\xC3\xA4", "\xC3\x84 b"), 0.5);
  EXPECT_EQ(factual("\x80\xFF", "\x80\xFF"), 0.0);
  EXPECT_EQ(factual("\xE2\x80", "a"), 1.0);
  EXPECT_EQ(factual(utf8(U"\u039F\u0394\u039F\u03A3"),
                    utf8(U"\u03BF\u03B4\u03BF\u03C2")),
            0.0);
  std::string many, reversed;
  for (int i = 0; i < 2000; ++i) {
    many += "w" + std::to_string(i % 1000) + " ";
    reversed = "W" + std::to_string(i % 1000) + "\n" + reversed;
  }
  EXPECT_EQ(factual(many, reversed), 0.0);
}

namespace {

/// A text of a few words, and its set in lower case.
struct RandomText {
  std::string text;
  std::set<std::string> words;

  explicit RandomText(Random &random) {
    const char *const spaces[] = {" ", "\t\n", "\xC2\x85", "\xE3\x80\x80"};
    for (size_t left = random.below(12); left--;) {
      std::string word = "w" + std::to_string(random.below(9)), shown = word;
      if (random.below(2))
        shown[0] = 'W';
      words.insert(word);
      text += spaces[random.below(4)] + shown;
    }
    if (random.below(2))
      text += " ";
  }
};

} // namespace

TEST(Coherence, MeasuresFollowTheirFormulas) {
  Random random(1);
  for (int round = 0; round < 5000; ++round) {
    RandomText a(random), b(random);
    size_t both = 0;
    for (const std::string &word : a.words)
      both += b.words.count(word);
    size_t either = a.words.size() + b.words.size() - both;
    double expected = a.words.empty() || b.words.empty()
                          ? 0.5
                          : 1.0 - double(both) / double(either);
    EXPECT_EQ(factual(a.text, b.text), expected) << a.text << "|" << b.text;
    EXPECT_EQ(factual(b.text, a.text), expected);
    expected = a.words.empty()
                   ? 0.5
                   : 0.5 - 0.3 * double(both) / double(a.words.size());
    EXPECT_EQ(logical(a.text, b.text), expected);
  }
}

//===----------------------------------------------------------------------===//
// Knowledge
//===----------------------------------------------------------------------===//

namespace {

struct Knowledge {
  atlas_coherence_knowledge_t *handle = nullptr;
  Knowledge() { atlas_coherence_knowledge_create(&handle, nullptr); }
  ~Knowledge() { atlas_coherence_knowledge_destroy(handle); }

  void add(const std::string &key, const std::string &value) {
    EXPECT_EQ(atlas_coherence_knowledge_add(handle, key.data(), key.size(),
                                            value.data(), value.size(),
                                            nullptr),
              ATLAS_STATUS_OK);
  }
  std::string find(const std::string &query) const {
    char text[512];
    size_t size = 999;
    EXPECT_EQ(atlas_coherence_knowledge_find(handle, query.data(), query.size(),
                                             text, sizeof(text), &size,
                                             nullptr),
              ATLAS_STATUS_OK);
    EXPECT_LE(size, sizeof(text));
    return std::string(text, size);
  }
};

} // namespace

TEST(Coherence, KnowledgeMatchesAnyWordOfAKey) {
  Knowledge knowledge;
  EXPECT_EQ(knowledge.find("sky"), "");
  knowledge.add("sky color", "blue");
  knowledge.add("Earth", "round");
  knowledge.add("", "nothing");
  knowledge.add(" ", "nothing");
  knowledge.add("sky color", "grey at times");
  knowledge.add("\xC3\xA4pfel", "");
  EXPECT_EQ(atlas_coherence_knowledge_size(knowledge.handle), 6u);
  EXPECT_EQ(knowledge.find("What is the SKY?"),
            "sky color is blue; sky color is grey at times");
  EXPECT_EQ(knowledge.find("a skyscraper"), // part of a word is enough
            "sky color is blue; sky color is grey at times");
  EXPECT_EQ(knowledge.find("the earth, the Earth"),
            ""); // keys stay as they are
  EXPECT_EQ(knowledge.find("\xC3\x84PFEL"), "\xC3\xA4pfel is ");
  EXPECT_EQ(knowledge.find(""), "");
}

TEST(Coherence, KnowledgeWritesWhatFits) {
  Knowledge knowledge;
  knowledge.add("a", "one");
  knowledge.add("b", "two");
  std::string whole = "a is one; b is two";
  for (size_t capacity = 0; capacity <= whole.size() + 2; ++capacity) {
    std::string text(whole.size() + 2, '#');
    size_t size = 0, fits = std::min(capacity, whole.size());
    EXPECT_EQ(atlas_coherence_knowledge_find(knowledge.handle, "ab", 2,
                                             text.data(), capacity, &size,
                                             nullptr),
              ATLAS_STATUS_OK);
    EXPECT_EQ(size, whole.size());
    EXPECT_EQ(text,
              whole.substr(0, fits) + std::string(text.size() - fits, '#'));
  }
}

TEST(Coherence, KnowledgeFollowsItsRule) {
  Random random(3);
  auto letters = [&](size_t most) {
    std::string text;
    for (size_t left = random.below(most); left--;)
      text += "ab cB"[random.below(5)];
    return text;
  };
  for (int round = 0; round < 1000; ++round) {
    Knowledge knowledge;
    std::string query = letters(8), lowered = lower(query), expected;
    for (size_t left = random.below(5); left--;) {
      std::string key = letters(7), value = letters(4);
      knowledge.add(key, value);
      bool matches = false;
      for (size_t at = 0; at < key.size();) {
        size_t end = std::min(key.find(' ', at), key.size());
        matches |= end > at &&
                   lowered.find(key.substr(at, end - at)) != std::string::npos;
        at = end + 1;
      }
      if (matches)
        expected += (expected.empty() ? "" : "; ") + key + " is " + value;
    }
    EXPECT_EQ(knowledge.find(query), expected) << query;
  }
}
