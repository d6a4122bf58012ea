//===- Npy.cpp - NumPy array files ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/Npy.h"

#include "NpyHeaderParser.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace atlas;
namespace endian = llvm::support::endian;

namespace {

constexpr llvm::StringLiteral kMagic = "\x93NUMPY";
/// Bytes before the header's length field: magic, major, minor.
constexpr size_t kPrefix = 8;
/// The data starts at a multiple of this.
constexpr size_t kHeaderAlign = 64;

/// Interprets descr ("<f4", "|u1"); the reason for refusing, or "".
std::string readDescr(llvm::StringRef descr, NpyArray &out) {
  std::string refused = "element type '" + descr.str() + "' ";
  if (descr.size() < 3)
    return refused + "is not known";
  char order = descr[0], kind = descr[1];
  unsigned bytes;
  if (!llvm::isDigit(descr[2]) || descr.drop_front(2).getAsInteger(10, bytes))
    return refused + "is not known";
  if (order == '>')
    return refused + "is big-endian; convert it to little-endian";
  if (kind != 'i' && kind != 'u' && kind != 'f')
    return refused + "is neither an integer nor a float";
  bool sizeKnown = bytes == 2 || bytes == 4 || bytes == 8;
  if (kind != 'f')
    sizeKnown |= bytes == 1;
  // '|' says that order does not matter, which holds for single bytes only.
  bool orderKnown = order == '<' || (order == '|' && bytes == 1);
  if (!sizeKnown || !orderKnown)
    return refused + "is not supported";
  out.type = {kind == 'f' ? DataType::Float : DataType::Int, bytes * 8};
  out.isSigned = kind == 'i';
  return "";
}

/// Finds header and data; the reason for refusing, or "".
std::string readArray(llvm::StringRef text, NpyArray &out) {
  if (!text.starts_with(kMagic))
    return "it does not start with the .npy magic";
  if (text.size() < kPrefix)
    return "it ends inside its header";
  unsigned major = static_cast<uint8_t>(text[6]);
  if (major < 1 || major > 3 || text[7] != 0)
    return "version " + llvm::utostr(major) + "." +
           llvm::utostr(static_cast<uint8_t>(text[7])) + " is not known";
  size_t lengthBytes = major == 1 ? 2 : 4, start = kPrefix + lengthBytes;
  if (text.size() < start)
    return "it ends inside its header";
  const char *field = text.data() + kPrefix;
  size_t length =
      major == 1 ? endian::read16le(field) : endian::read32le(field);
  if (text.size() - start < length)
    return "it ends inside its header";

  NpyHeader header;
  if (auto why = parseNpyHeader(text.substr(start, length), header);
      !why.empty())
    return why;
  if (auto why = readDescr(header.descr, out); !why.empty())
    return why;
  if (header.fortranOrder && header.shape.size() > 1)
    return "it is in Fortran order; save it in C order";
  int64_t bytes = out.type.byteSize();
  for (int64_t extent : header.shape)
    if (llvm::MulOverflow(bytes, extent, bytes))
      return "its shape leaves 64 bits";
  out.shape = header.shape;
  out.data = text.drop_front(start + length);
  if (out.data.size() != static_cast<uint64_t>(bytes))
    return "its shape needs " + llvm::itostr(bytes) + " bytes of data, it has " +
           llvm::utostr(out.data.size());
  return "";
}

char kindLetter(DataType type, bool isSigned) {
  return type.isFloat() ? 'f' : isSigned ? 'i' : 'u';
}

} // namespace

std::string NpyArray::text() const {
  std::string text(1, kindLetter(type, isSigned));
  text += llvm::utostr(type.bits) + "[";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + llvm::itostr(shape[i]);
  return text + "]";
}

llvm::Expected<NpyArray> atlas::parseNpy(llvm::StringRef text,
                                         llvm::StringRef path) {
  NpyArray array;
  if (auto why = readArray(text, array); !why.empty())
    return makeError(ErrorCode::NpyInvalid,
                     "'" + path + "' is not a usable .npy file: " + why);
  return array;
}

std::string atlas::npyHeader(DataType type, bool isSigned,
                             llvm::ArrayRef<int64_t> shape) {
  std::string dict = "{'descr': '";
  dict += type.byteSize() == 1 ? '|' : '<';
  dict += kindLetter(type, isSigned);
  dict += llvm::utostr(type.byteSize()) + "', 'fortran_order': False, 'shape': (";
  for (size_t i = 0; i < shape.size(); ++i)
    dict += (i ? ", " : "") + llvm::itostr(shape[i]);
  dict += shape.size() == 1 ? ",), }" : "), }";

  // Spaces and one newline fill up to the alignment.
  size_t start = kPrefix + 2;
  size_t total = llvm::alignTo(start + dict.size() + 1, kHeaderAlign);
  dict.append(total - start - dict.size() - 1, ' ');
  dict += '\n';
  std::string out = kMagic.str() + std::string("\x01\0", 2);
  out += static_cast<char>(dict.size() & 0xff);
  out += static_cast<char>(dict.size() >> 8);
  return out + dict;
}
