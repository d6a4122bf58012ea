//===- LawsWitness.cpp - Law 18: witnesses --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Laws.h"

#include "runtime/Witness.h"

#include <memory>

using namespace atlas::test;

namespace {

struct Destroy {
  void operator()(atlas_witness_t *w) const { atlas_witness_destroy(w); }
};
using Witness = std::unique_ptr<atlas_witness_t, Destroy>;

Bytes digestOf(const atlas_witness_t *w) {
  Bytes digest(32);
  EXPECT_TRUE(atlas_witness_digest(w, digest.data()));
  return digest;
}

Bytes sha256(const Bytes &bytes) {
  Bytes digest(32);
  modelSha256(bytes.data(), bytes.size(), digest.data());
  return digest;
}

std::string hex(const Bytes &bytes) {
  std::string text;
  for (uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

} // namespace

TEST(Law, L18_TheModelIsSha256) {
  // FIPS 180-4 examples (NIST, SHA-256 example values) and the empty text.
  auto of = [](std::string text) {
    return hex(sha256(Bytes(text.begin(), text.end())));
  };
  EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb924"
                    "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223"
                       "b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039"
            "a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(of(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67"
                                           "f1809a48a497200e046d39ccc7112cd0");
}

TEST(Law, L18_DigestAndVerify) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Bytes bytes = randomBytes(random, size);
    Area x(bytes, align), y(bytes, random.below(64));
    Witness w(atlas_witness_generate(x.data(), size));
    Witness v(atlas_witness_generate(y.data(), size));
    ASSERT_TRUE(w && v);
    EXPECT_EQ(digestOf(w.get()), sha256(bytes));
    EXPECT_EQ(digestOf(v.get()), digestOf(w.get()));
    EXPECT_TRUE(atlas_witness_verify(w.get(), x.data(), size));
    EXPECT_TRUE(atlas_witness_verify(w.get(), y.data(), size));
    EXPECT_EQ(atlas_witness_residue(w.get()),
              modelSum(bytes.data(), size) % 96);
    EXPECT_TRUE(x.holds(bytes) && y.holds(bytes));
  });
}

TEST(Law, L18_EveryLengthAroundTheBlocks) {
  forEachLevel([](Random &random) {
    Bytes bytes = randomBytes(random, 300);
    for (size_t size = 0; size <= 300; ++size) {
      Bytes part(bytes.begin(), bytes.begin() + size);
      Witness w(atlas_witness_generate(part.data(), size));
      ASSERT_EQ(digestOf(w.get()), sha256(part)) << size;
    }
  });
}

TEST(Law, L18_EveryBitFlipIsRejected) {
  forEachLevel([](Random &random) {
    for (size_t size : {1, 64, 97, 256}) {
      Bytes bytes = randomBytes(random, size);
      Witness w(atlas_witness_generate(bytes.data(), size));
      for (size_t bit = 0; bit < 8 * size; ++bit) {
        bytes[bit / 8] ^= 1 << bit % 8;
        ASSERT_FALSE(atlas_witness_verify(w.get(), bytes.data(), size)) << bit;
        bytes[bit / 8] ^= 1 << bit % 8;
      }
      EXPECT_TRUE(atlas_witness_verify(w.get(), bytes.data(), size));
    }
  });
}

TEST(Law, L18_EditsThatKeepTheResidueAreRejected) {
  forEachLevel([](Random &random) {
    Bytes bytes(12288);
    for (uint8_t &byte : bytes)
      byte = random.next();
    Witness w(atlas_witness_generate(bytes.data(), bytes.size()));
    auto rejects = [&](const Bytes &changed) {
      return changed != bytes &&
             !atlas_witness_verify(w.get(), changed.data(), changed.size());
    };
    for (int turn = 0; turn < 64; ++turn) {
      Bytes swapped = bytes, pages = bytes, moved = bytes, added = bytes;
      size_t i = random.below(12288), j = random.below(12288);
      size_t p = random.below(48), q = random.below(48);
      std::swap(swapped[i], swapped[j]);
      std::swap_ranges(&pages[256 * p], &pages[256 * p] + (p == q ? 0 : 256),
                       &pages[256 * q]);
      if (bytes[i] != bytes[j]) {
        EXPECT_TRUE(rejects(swapped));
      }
      if (p != q) {
        EXPECT_TRUE(rejects(pages));
      }
      if (i != j && bytes[i] < 255 && bytes[j] > 0) {
        ++moved[i], --moved[j];
        EXPECT_TRUE(rejects(moved));
      }
      if (bytes[i] < 160) {
        added[i] += 96;
        EXPECT_TRUE(rejects(added));
      }
    }
    for (size_t size : {0, 1, 256, 12287})
      EXPECT_FALSE(atlas_witness_verify(w.get(), bytes.data(), size));
    bytes.push_back(0);
    EXPECT_FALSE(atlas_witness_verify(w.get(), bytes.data(), bytes.size()));
  });
}

TEST(Law, L18_EveryBitOfDigestAndLengthCounts) {
  // A real input never differs in one digest bit, so the record is forged.
  for (size_t size : {0, 97}) {
    Bytes bytes(size, 7);
    Witness made(atlas_witness_generate(bytes.data(), size));
    atlas_witness_t forged = *made;
    const atlas_witness_t *ws[] = {&forged, made.get()};
    const void *bases[] = {bytes.data(), bytes.data()};
    size_t sizes[] = {size, size};
    bool matches[2];
    auto *raw = reinterpret_cast<uint8_t *>(&forged);
    ASSERT_TRUE(atlas_witness_verify(&forged, bytes.data(), size));
    for (int bit = 0; bit < 8 * 40; ++bit) {
      raw[bit / 8] ^= 1 << bit % 8;
      ASSERT_FALSE(atlas_witness_verify(&forged, bytes.data(), size)) << bit;
      ASSERT_EQ(atlas_witness_verify_batch(ws, bases, sizes, 2, matches), 1u);
      ASSERT_TRUE(!matches[0] && matches[1]) << bit;
      raw[bit / 8] ^= 1 << bit % 8;
    }
  }
}

TEST(Law, L18_BatchesAreTheSameOneByOne) {
  forEachLevel([](Random &random) {
    for (int turn = 0; turn < 100; ++turn) {
      std::string choices(200, 0);
      for (char &c : choices)
        c = random.next();
      // The interpreter chooses its own level from the first byte.
      std::string wrong = runWitnessCalls(
          reinterpret_cast<const uint8_t *>(choices.data()), choices.size());
      ASSERT_EQ(wrong, "") << "sequence " << turn;
    }
  });
}
