//===- KernelABIJson.cpp - The sidecar as JSON ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// KernelABI to JSON and back. Fields at their default value are left out, so
// the text of a small kernel stays short. Reading is strict: an unknown field,
// a wrong type or a value that no kernel can have is an error, because callers
// size memory by what this says.
//===----------------------------------------------------------------------===//

#include "ObjectReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace atlas;
namespace json = llvm::json;

namespace {

/// Form of this text; raised when a field changes meaning.
constexpr int64_t kFormatVersion = 1;

constexpr llvm::StringLiteral kRoleNames[] = {"in", "out", "inout", "table",
                                              "scalar"};

/// Names come from sources, where any byte may stand in a quoted name; JSON text
/// is UTF-8.
std::string utf8(llvm::StringRef text) {
  return json::isUTF8(text) ? text.str() : json::fixUTF8(text);
}

json::Array strings(llvm::ArrayRef<std::string> list) {
  json::Array array;
  array.reserve(list.size());
  for (const std::string &text : list)
    array.push_back(utf8(text));
  return array;
}

void setText(json::Object &object, llvm::StringRef key,
             const std::string &text) {
  if (!text.empty())
    object[key] = utf8(text);
}

void setFlag(json::Object &object, llvm::StringRef key, bool flag) {
  if (flag)
    object[key] = true;
}

json::Value paramToJSON(const KernelParam &p) {
  json::Object o{{"name", utf8(p.name)},
                 {"role", kRoleNames[static_cast<unsigned>(p.role)]},
                 {"type", p.type.text()}};
  setFlag(o, "signed", p.isSigned);
  setFlag(o, "constant", p.constant);
  if (p.defaultBits)
    o["default"] = "0x" + llvm::utohexstr(*p.defaultBits, /*LowerCase=*/true);
  if (!p.isBuffer())
    return o;
  json::Array dims{p.dims[0]};
  if (p.rank == 2)
    dims.push_back(p.dims[1]);
  o["dims"] = std::move(dims);
  setText(o, "length", p.length);
  if (p.strided)
    o["strided"] = true;
  if (p.align != 1)
    o["align"] = p.align;
  setText(o, "count", p.count);
  if (!p.inplace.empty())
    o["inplace"] = strings(p.inplace);
  setFlag(o, "overlap", p.mayOverlap);
  return o;
}

json::Value phaseToJSON(const LaunchPhase &p) {
  json::Object o{{"name", p.name}, {"space", p.space}};
  if (p.grain != 1)
    o["grain"] = p.grain;
  setFlag(o, "serial", p.serial);
  o["reads"] = strings(p.reads);
  o["writes"] = strings(p.writes);
  return o;
}

json::Value tempToJSON(const LaunchTemp &t) {
  json::Object o{{"name", t.name}, {"size", t.size}};
  if (t.fill >= 0)
    o["fill"] = t.fill;
  setFlag(o, "serial", t.serial);
  return o;
}

/// "dims" decides the rank; each extent is a count or kDynamic.
void readDims(ObjectReader &reader, KernelParam &p) {
  p.rank = 0;
  reader.forEach("dims", [&](const json::Value &value) {
    auto extent = value.getAsInteger();
    if (p.rank == 2 || !extent || *extent < kDynamic)
      return reader.fail("dims are not one or two extents");
    p.dims[p.rank++] = *extent;
  });
  if (reader.ok() && p.rank == 0)
    reader.fail("dims are missing");
}

KernelParam readParam(ObjectReader &parent, const json::Value &value) {
  KernelParam p;
  ObjectReader reader(value, "params");
  std::string role;
  reader.text("name", p.name, true);
  reader.text("role", role, true);
  reader.type("type", p.type);
  reader.flag("signed", p.isSigned);
  reader.flag("constant", p.constant);
  reader.bits("default", p.type, p.defaultBits);
  const auto *found = llvm::find(kRoleNames, role);
  if (found == std::end(kRoleNames))
    reader.fail("role '" + role + "' is unknown");
  else
    p.role = static_cast<ParamRole>(found - std::begin(kRoleNames));
  if (reader.ok() && p.isBuffer()) {
    int64_t align = 1;
    readDims(reader, p);
    reader.expression("length", p.length, false);
    reader.flag("strided", p.strided);
    reader.number("align", align, 1, int64_t(1) << 32);
    reader.text("count", p.count);
    reader.texts("inplace", p.inplace);
    reader.flag("overlap", p.mayOverlap);
    if (!llvm::isPowerOf2_64(align))
      reader.fail("align is not a power of two");
    p.align = align;
  }
  reader.finish();
  parent.adopt(reader);
  return p;
}

KernelResult readResult(ObjectReader &parent, const json::Value &value) {
  KernelResult r;
  ObjectReader reader(value, "results");
  reader.text("name", r.name, true);
  reader.type("type", r.type);
  reader.flag("signed", r.isSigned);
  reader.finish();
  parent.adopt(reader);
  return r;
}

LaunchPhase readPhase(ObjectReader &parent, const json::Value &value) {
  LaunchPhase p;
  ObjectReader reader(value, "phases");
  reader.text("name", p.name, true);
  reader.expression("space", p.space, true);
  reader.number("grain", p.grain, 1, INT64_MAX);
  reader.flag("serial", p.serial);
  reader.texts("reads", p.reads);
  reader.texts("writes", p.writes);
  reader.finish();
  parent.adopt(reader);
  return p;
}

LaunchTemp readTemp(ObjectReader &parent, const json::Value &value) {
  LaunchTemp t;
  int64_t fill = -1;
  ObjectReader reader(value, "temps");
  reader.text("name", t.name, true);
  reader.expression("size", t.size, true);
  reader.number("fill", fill, -1, 255);
  reader.flag("serial", t.serial);
  reader.finish();
  parent.adopt(reader);
  t.fill = static_cast<int>(fill);
  return t;
}

} // namespace

json::Value KernelABI::toJSON() const {
  json::Object o{{"format", kFormatVersion}, {"name", utf8(name)}};
  setText(o, "contract", contract);
  o["exactness"] = utf8(exactness);
  setText(o, "tolerance", tolerance);
  auto list = [&](llvm::StringRef key, const auto &items, auto convert) {
    json::Array array;
    array.reserve(items.size());
    for (const auto &item : items)
      array.push_back(convert(item));
    o[key] = std::move(array);
  };
  list("params", params, paramToJSON);
  list("results", results, [](const KernelResult &r) {
    json::Object result{{"name", utf8(r.name)}, {"type", r.type.text()}};
    setFlag(result, "signed", r.isSigned);
    return json::Value(std::move(result));
  });
  list("phases", phases, phaseToJSON);
  list("temps", temps, tempToJSON);
  o["strategies"] = strings(strategies);
  return o;
}

llvm::Expected<KernelABI> KernelABI::fromJSON(const json::Value &value) {
  KernelABI abi;
  int64_t format = 0;
  ObjectReader reader(value, "kernel description");
  reader.number("format", format, kFormatVersion, kFormatVersion, true);
  reader.text("name", abi.name, true);
  reader.text("contract", abi.contract);
  reader.text("exactness", abi.exactness, true);
  reader.text("tolerance", abi.tolerance);
  reader.forEach("params", [&](const json::Value &v) {
    abi.params.push_back(readParam(reader, v));
  });
  reader.forEach("results", [&](const json::Value &v) {
    abi.results.push_back(readResult(reader, v));
  });
  reader.forEach("phases", [&](const json::Value &v) {
    abi.phases.push_back(readPhase(reader, v));
  });
  reader.forEach("temps", [&](const json::Value &v) {
    abi.temps.push_back(readTemp(reader, v));
  });
  reader.texts("strategies", abi.strategies);
  reader.finish();
  if (!reader.ok())
    return reader.error();
  return abi;
}
