# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The fields of flat golden files, as Reader.h defines them."""
import struct

F32, F64 = 8, 16  # hexadecimal digits


def word(*values):
    """Integers of 64 bits, signed ones in two's complement."""
    return b"".join(struct.pack("<Q", int(v) & 2**64 - 1) for v in values)


def blob(data):
    return word(len(data)) + data


def text(value):
    return blob(value.encode())


def words(values):
    return word(len(values), *values)


def hexadecimal(digits):
    return blob(bytes.fromhex(digits))


def patterns(digits, size):
    """The values of a text of `size` digits per value."""
    if len(digits) % size:
        raise ValueError("not a list of bit patterns: '%s'" % digits)
    return [int(digits[i:i + size], 16) for i in range(0, len(digits), size)]


def pattern(digits, size):
    (value,) = patterns(digits, size)
    return value


def f64_bits(number):
    return struct.unpack("<Q", struct.pack("<d", float(number)))[0]


def f32_bits(number):
    """Of a decimal number, or "nan", "inf", "-inf", rounded once from binary64."""
    try:
        return struct.unpack("<I", struct.pack("<f", float(number)))[0]
    except OverflowError:  # what C rounds to an infinity
        return 0x7F800000 | (0x80000000 if float(number) < 0 else 0)


def widen(bits):
    """The bits of a float32 as those of the equal float64."""
    return f64_bits(struct.unpack("<f", struct.pack("<I", bits))[0])
