//===- Decimal.cpp - Exact conversion between binary64 and decimal --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All in integers. Shortest digits: Steele and White, "How to Print
// Floating-Point Numbers Accurately" (PLDI 1990), with the interval closed
// where ties to even read an end point back as the value.
//===----------------------------------------------------------------------===//
#include "Decimal.h"
#include "Bignum.h"

#include <string.h>

using namespace atlas::runtime;

namespace {

constexpr int kMinExponent = -1074;
constexpr uint64_t kHiddenBit = uint64_t(1) << 52;
constexpr uint64_t kInfinityBits = uint64_t(0x7FF) << 52;

/// |value| = mantissa * 2^exponent for finite values.
struct Parts {
  bool negative, finite, nan;
  uint64_t mantissa;
  int exponent;
};

Parts split(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  uint64_t magnitude = bits & ~(uint64_t(1) << 63);
  Parts parts;
  parts.negative = bits >> 63;
  parts.finite = magnitude < kInfinityBits;
  parts.nan = magnitude > kInfinityBits;
  int biased = int(magnitude >> 52);
  parts.mantissa = magnitude & (kHiddenBit - 1);
  if (biased)
    parts.mantissa |= kHiddenBit;
  parts.exponent = kMinExponent + (biased ? biased - 1 : 0);
  return parts;
}

/// Appends to a buffer that is known to be large enough.
struct Output {
  char *begin, *at;
  explicit Output(char *out) : begin(out), at(out) {}
  void put(char c) { *at++ = c; }
  void put(const char *text) {
    while (*text)
      put(*text++);
  }
  void put(const char *text, size_t size) {
    memcpy(at, text, size);
    at += size;
  }
  void fill(char c, int count) {
    while (count-- > 0)
      put(c);
  }
  size_t size() const { return size_t(at - begin); }
};

size_t putSpecial(const Parts &parts, Output &out) {
  out.put(parts.nan ? "nan" : parts.negative ? "-inf" : "inf");
  return out.size();
}

/// Divides by 2^count, ties to even.
void shiftRightRounded(Bignum &number, unsigned count) {
  bool half = number.testBit(count - 1);
  bool sticky = number.hasBitBelow(count - 1);
  bool odd = number.testBit(count);
  number.shiftRight(count);
  if (half && (sticky || odd))
    number += Bignum(1);
}

/// Up to 17 digits d1 d2 ... with value 0.d1d2... * 10^point.
struct Digits {
  char text[20];
  int count = 0, point = 0;
};

/// The state of digit generation: value = r / s, and s times the distance to
/// the midpoints above and below.
class Shortest {
public:
  explicit Shortest(const Parts &parts) : even(parts.mantissa % 2 == 0) {
    // At a power of two the gap below is half as wide.
    bool uneven = parts.mantissa == kHiddenBit && parts.exponent > kMinExponent;
    unsigned up = parts.exponent > 0 ? parts.exponent : 0;
    unsigned down = parts.exponent < 0 ? -parts.exponent : 0;
    r = Bignum(parts.mantissa);
    r.shiftLeft(up + 1 + uneven);
    s.shiftLeft(down + 1 + uneven);
    above.shiftLeft(up + uneven);
    below.shiftLeft(up);
    scale(Bignum(parts.mantissa).bits() + parts.exponent);
  }

  Digits run() {
    Digits digits;
    digits.point = point;
    for (;;) {
      char digit = '0';
      for (; r.compare(s) >= 0; ++digit)
        r -= s;
      int low = r.compare(below);
      bool isLow = low < 0 || (even && low == 0);
      bool isHigh = reachesAbove();
      if (isLow || isHigh) {
        Bignum twice = r;
        twice += r;
        int middle = twice.compare(s);
        bool up = isHigh && (!isLow || middle > 0 ||
                             (middle == 0 && (digit - '0') % 2 == 1));
        digits.text[digits.count++] = char(digit + up);
        return digits;
      }
      digits.text[digits.count++] = digit;
      timesTen();
    }
  }

private:
  void timesTen() {
    r.multiplyAdd(10);
    above.multiplyAdd(10);
    below.multiplyAdd(10);
  }
  bool reachesAbove() const {
    Bignum sum = r;
    sum += above;
    int order = sum.compare(s);
    return order > 0 || (even && order == 0);
  }
  /// Brings r / s into [0.1, 1) and sets point; value is in [2^(b-1), 2^b).
  void scale(int b) {
    // log10 rounded up, or one less; corrected below.
    double estimate = (b - 1) * 0.30102999566398120 - 1e-10;
    point = int(estimate);
    if (estimate > point)
      ++point;
    if (point >= 0)
      s.multiplyPowerOfTen(unsigned(point));
    for (int i = point; i < 0; ++i)
      timesTen();
    if (reachesAbove())
      ++point;
    else
      timesTen();
  }

  bool even;
  Bignum r, s{1}, above{1}, below{1}; // below 2^2300
  int point = 0;
};

void putExponent(Output &out, int exponent) {
  out.put('e');
  out.put(exponent < 0 ? '-' : '+');
  unsigned magnitude = unsigned(exponent < 0 ? -exponent : exponent);
  if (magnitude >= 100)
    out.put(char('0' + magnitude / 100));
  out.put(char('0' + magnitude / 10 % 10));
  out.put(char('0' + magnitude % 10));
}

} // namespace

size_t atlas::runtime::formatFixed4(double value, char out[kDecimalSize]) {
  Parts parts = split(value);
  Output text(out);
  if (!parts.finite)
    return putSpecial(parts, text);
  Bignum number(parts.mantissa); // below 2^1100
  number.multiplyAdd(10000);
  if (parts.exponent >= 0)
    number.shiftLeft(unsigned(parts.exponent));
  else
    shiftRightRounded(number, unsigned(-parts.exponent));
  char digits[kDecimalSize];
  size_t count = 0;
  while (!number.isZero() || count < 5)
    digits[count++] = char('0' + number.divide(10));
  if (parts.negative)
    text.put('-');
  while (count-- > 0) {
    text.put(digits[count]);
    if (count == 4)
      text.put('.');
  }
  return text.size();
}

size_t atlas::runtime::formatShortest(double value, char out[kDecimalSize]) {
  Parts parts = split(value);
  Output text(out);
  if (!parts.finite)
    return putSpecial(parts, text);
  if (parts.negative)
    text.put('-');
  if (!parts.mantissa) {
    text.put("0.0");
    return text.size();
  }
  Digits digits = Shortest(parts).run();
  int exponent = digits.point - 1;
  if (exponent < -4 || exponent >= 16) {
    text.put(digits.text[0]);
    if (digits.count > 1)
      text.put('.');
    text.put(digits.text + 1, size_t(digits.count - 1));
    putExponent(text, exponent);
  } else if (digits.point <= 0) {
    text.put("0.");
    text.fill('0', -digits.point);
    text.put(digits.text, size_t(digits.count));
  } else {
    for (int i = 0; i < digits.point; ++i)
      text.put(i < digits.count ? digits.text[i] : '0');
    text.put('.');
    if (digits.count <= digits.point)
      text.put('0');
    else
      text.put(digits.text + digits.point, size_t(digits.count - digits.point));
  }
  return text.size();
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {

/// Digits that can matter: a midpoint of two doubles has fewer than 770. Later
/// ones only tell that the number lies above.
constexpr int kMaxDigits = 800;
constexpr int64_t kFarExponent = 100000;

/// A decimal number as digits * 10^exponent.
struct Decimal {
  bool negative = false;
  Bignum digits; ///< below 10^801
  int count = 0; ///< digits in it
  int64_t exponent = 0;

  Decimal(const char *text, size_t size) {
    const char *end = text + size;
    bool fraction = false, sticky = false;
    if (text < end && (*text == '-' || *text == '+'))
      negative = *text++ == '-';
    for (; text < end && *text != 'e' && *text != 'E'; ++text) {
      if (*text == '.') {
        fraction = true;
        continue;
      }
      unsigned digit = unsigned(*text - '0');
      if (count < kMaxDigits) {
        addDigit(digit);
        exponent -= fraction;
      } else {
        sticky |= digit != 0;
        exponent += !fraction;
      }
    }
    if (sticky) {
      addDigit(1);
      --exponent;
    }
    if (text < end)
      addExponent(text + 1, end);
  }

private:
  void addDigit(unsigned digit) {
    if (!count && !digit)
      return; // leading zeros
    if (!count)
      digits = Bignum(digit);
    else
      digits.multiplyAdd(10, digit);
    ++count;
  }
  void addExponent(const char *text, const char *end) {
    bool minus = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+'))
      ++text;
    int64_t value = 0;
    for (; text < end; ++text)
      if (value < kFarExponent * kFarExponent)
        value = value * 10 + (*text - '0');
    exponent += minus ? -value : value;
  }
};

double compose(bool negative, uint64_t bits) {
  bits |= uint64_t(negative) << 63;
  double value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

/// Bits of the double nearest to n / d; both are above 0.
uint64_t nearest(Bignum n, Bignum d) {
  // n / d is in (2^(gap-1), 2^(gap+1)), so the quotient below has 53 bits or
  // 54, or fewer if the result is subnormal.
  int gap = int(n.bits()) - int(d.bits());
  int exponent = gap - 53 > kMinExponent ? gap - 53 : kMinExponent;
  if (exponent < 0)
    n.shiftLeft(unsigned(-exponent));
  else
    d.shiftLeft(unsigned(exponent));
  constexpr int kTop = 54;
  uint64_t quotient = 0;
  d.shiftLeft(kTop);
  for (int i = kTop; i >= 0; --i) {
    if (n.compare(d) >= 0) {
      n -= d;
      quotient |= uint64_t(1) << i;
    }
    if (i)
      d.shiftRight(1);
  }
  bool half, sticky;
  if (quotient >= 2 * kHiddenBit) {
    half = quotient & 1;
    sticky = !n.isZero();
    quotient >>= 1;
    ++exponent;
  } else {
    Bignum twice = n;
    twice += n;
    int order = twice.compare(d);
    half = order >= 0;
    sticky = order > 0;
  }
  quotient += half && (sticky || quotient % 2 == 1);
  // A carry out of the mantissa lands in the exponent, as it should.
  uint64_t bits = (uint64_t(exponent - kMinExponent) << 52) + quotient;
  return bits < kInfinityBits ? bits : kInfinityBits;
}

} // namespace

double atlas::runtime::parseDecimal(const char *text, size_t size) {
  Decimal number(text, size);
  // 0.1 <= digits * 10^-count < 1
  int64_t point = number.count + number.exponent;
  if (!number.count || point < -330)
    return compose(number.negative, 0);
  if (point > 310)
    return compose(number.negative, kInfinityBits);
  Bignum n = number.digits, d(1); // below 10^802 and 10^1133
  if (number.exponent >= 0)
    n.multiplyPowerOfTen(unsigned(number.exponent));
  else
    d.multiplyPowerOfTen(unsigned(-number.exponent));
  return compose(number.negative, nearest(n, d));
}
