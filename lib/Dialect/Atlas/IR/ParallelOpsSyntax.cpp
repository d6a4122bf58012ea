//===- ParallelOpsSyntax.cpp - Syntax of reduce, scan, find and batch -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace {

using UnresolvedOperands = SmallVector<OpAsmParser::UnresolvedOperand>;

/// `keyword ( operands : types )`.
ParseResult parseGroup(OpAsmParser &parser, StringRef keyword,
                       OperationState &result, SmallVector<Type> &types) {
  UnresolvedOperands operands;
  SMLoc loc;
  if (parser.parseKeyword(keyword) || parser.parseLParen() ||
      parser.getCurrentLocation(&loc) || parser.parseOperandList(operands) ||
      parser.parseColonTypeList(types) || parser.parseRParen())
    return failure();
  return parser.resolveOperands(operands, types, loc, result.operands);
}

void printGroup(OpAsmPrinter &p, StringRef keyword, ValueRange values) {
  p << ' ' << keyword << '(' << values << " : ";
  llvm::interleaveComma(values.getTypes(), p);
  p << ')';
}

/// `order canonical|sequential|free`, absent = `dflt`.
ParseResult parseOrder(OpAsmParser &parser, OperationState &result,
                       StringAttr name) {
  if (failed(parser.parseOptionalKeyword("order")))
    return success();
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  if (parser.parseKeyword(&text))
    return failure();
  auto order = atlas::symbolizeFloatOrder(text);
  if (!order)
    return parser.emitError(loc)
           << "unknown order '" << text
           << "'; expected canonical, sequential or free";
  result.addAttribute(name,
                      atlas::FloatOrderAttr::get(parser.getContext(), *order));
  return success();
}

/// `combine addi[, maxu ...]` or `combine { region }`.
ParseResult parseCombine(OpAsmParser &parser, OperationState &result,
                         StringAttr kindsName, Region &combiner) {
  if (parser.parseKeyword("combine"))
    return failure();
  OptionalParseResult region = parser.parseOptionalRegion(combiner);
  if (region.has_value())
    return *region;
  SmallVector<Attribute> kinds;
  do {
    SMLoc loc = parser.getCurrentLocation();
    StringRef text;
    if (parser.parseKeyword(&text))
      return failure();
    auto kind = atlas::symbolizeCombineKind(text);
    if (!kind)
      return parser.emitError(loc)
             << "unknown combine kind '" << text
             << "'; expected addi addf muli mulf minu mins maxu maxs minimumf "
                "maximumf minnumf maxnumf and or xor, or a region";
    kinds.push_back(atlas::CombineKindAttr::get(parser.getContext(), *kind));
  } while (succeeded(parser.parseOptionalComma()));
  result.addAttribute(kindsName, parser.getBuilder().getArrayAttr(kinds));
  return success();
}

void printCombine(OpAsmPrinter &p, std::optional<ArrayAttr> kinds,
                  Region &combiner) {
  p << " combine ";
  if (!combiner.empty()) {
    p.printRegion(combiner);
    return;
  }
  if (kinds)
    llvm::interleaveComma(*kinds, p, [&](Attribute kind) {
      p << atlas::stringifyCombineKind(
          cast<atlas::CombineKindAttr>(kind).getValue());
    });
}

atlas::CombineKind kindAt(std::optional<ArrayAttr> kinds, unsigned i) {
  unsigned at = kinds->size() == 1 ? 0 : i;
  return cast<atlas::CombineKindAttr>((*kinds)[at]).getValue();
}

} // namespace

//===----------------------------------------------------------------------===//
// reduce
//===----------------------------------------------------------------------===//

atlas::CombineKind atlas::ReduceOp::getKind(unsigned i) {
  return kindAt(getKinds(), i);
}

ParseResult atlas::ReduceOp::parse(OpAsmParser &parser,
                                   OperationState &result) {
  Builder &b = parser.getBuilder();
  SmallVector<Type> inputs, inits;
  if (parseGroup(parser, "ins", result, inputs) ||
      parseGroup(parser, "init", result, inits))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("widen"))) {
    Type type;
    if (parser.parseType(type))
      return failure();
    result.addAttribute(getWidenAttrName(result.name), TypeAttr::get(type));
  }
  if (succeeded(parser.parseOptionalKeyword("mod"))) {
    int64_t mod;
    if (parser.parseInteger(mod))
      return failure();
    result.addAttribute(getModAttrName(result.name), b.getI64IntegerAttr(mod));
  }
  if (parseOrder(parser, result, getOrderAttrName(result.name)) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *body = result.addRegion(), *combiner = result.addRegion();
  if (parser.parseRegion(*body) ||
      parseCombine(parser, result, getKindsAttrName(result.name), *combiner))
    return failure();
  result.addTypes(inits);
  result.addAttribute(
      getOperandSegmentSizeAttr(),
      b.getDenseI32ArrayAttr({static_cast<int32_t>(inputs.size()),
                              static_cast<int32_t>(inits.size())}));
  return success();
}

void atlas::ReduceOp::print(OpAsmPrinter &p) {
  printGroup(p, "ins", getInputs());
  printGroup(p, "init", getInits());
  if (auto widen = getWiden())
    p << " widen " << *widen;
  if (auto mod = getMod())
    p << " mod " << *mod;
  if (getOrder() != FloatOrder::Canonical)
    p << " order " << stringifyFloatOrder(getOrder());
  p.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(),
      {getWidenAttrName(), getModAttrName(), getOrderAttrName(),
       getKindsAttrName(), getOperandSegmentSizeAttr()});
  p << ' ';
  p.printRegion(getBody());
  printCombine(p, getKinds(), getCombiner());
}

//===----------------------------------------------------------------------===//
// scan
//===----------------------------------------------------------------------===//

atlas::CombineKind atlas::ScanOp::getKind() { return kindAt(getKinds(), 0); }

ParseResult atlas::ScanOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &b = parser.getBuilder();
  SmallVector<Type> inputs, output, init;
  if (parseGroup(parser, "ins", result, inputs) ||
      parseGroup(parser, "outs", result, output) ||
      parseGroup(parser, "init", result, init))
    return failure();
  if (output.size() != 1 || init.size() != 1)
    return parser.emitError(parser.getNameLoc())
           << "'atlas.scan' takes one output and one init";
  if (succeeded(parser.parseOptionalKeyword("exclusive")))
    result.addAttribute(getExclusiveAttrName(result.name), b.getUnitAttr());
  else if (parser.parseKeyword("inclusive"))
    return failure();
  if (parseOrder(parser, result, getOrderAttrName(result.name)) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *body = result.addRegion(), *combiner = result.addRegion();
  if (parser.parseRegion(*body) ||
      parseCombine(parser, result, getKindsAttrName(result.name), *combiner))
    return failure();
  return success();
}

void atlas::ScanOp::print(OpAsmPrinter &p) {
  printGroup(p, "ins", getInputs());
  printGroup(p, "outs", getOutput());
  printGroup(p, "init", getInit());
  p << (getExclusive() ? " exclusive" : " inclusive");
  if (getOrder() != FloatOrder::Sequential)
    p << " order " << stringifyFloatOrder(getOrder());
  p.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(), {getExclusiveAttrName(), getOrderAttrName(),
                            getKindsAttrName()});
  p << ' ';
  p.printRegion(getBody());
  printCombine(p, getKinds(), getCombiner());
}

//===----------------------------------------------------------------------===//
// find
//===----------------------------------------------------------------------===//

/// `ins(...) { predicate }` or `ins(...) [map { ... }] window { predicate }`.
ParseResult atlas::FindOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<Type> inputs;
  if (parseGroup(parser, "ins", result, inputs) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  result.addTypes(parser.getBuilder().getI64Type());
  Region *body = result.addRegion(), *map = result.addRegion();
  if (succeeded(parser.parseOptionalKeyword("map")) && parser.parseRegion(*map))
    return failure();
  SMLoc loc = parser.getCurrentLocation();
  bool windowed = succeeded(parser.parseOptionalKeyword("window"));
  if (!windowed && !map->empty())
    return parser.emitError(loc) << "expected 'window' after the map";
  if (parser.parseRegion(*body))
    return failure();
  bool sees = !body->empty() && body->getNumArguments() &&
              isa<WindowType>(body->getArgument(0).getType());
  if (windowed && !sees)
    return parser.emitError(loc) << "expected a region whose first argument is "
                                    "a window, such as !atlas.window<f64>";
  if (!windowed && sees)
    return parser.emitError(loc)
           << "expected 'window' before a region that takes windows";
  return success();
}

void atlas::FindOp::print(OpAsmPrinter &p) {
  printGroup(p, "ins", getInputs());
  p.printOptionalAttrDictWithKeyword((*this)->getAttrs());
  if (!getMap().empty()) {
    p << " map ";
    p.printRegion(getMap());
  }
  p << (isWindowed() ? " window " : " ");
  p.printRegion(getBody());
}

//===----------------------------------------------------------------------===//
// batch
//===----------------------------------------------------------------------===//

ParseResult atlas::BatchOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::Argument item;
  OpAsmParser::UnresolvedOperand count;
  Type index = parser.getBuilder().getIndexType();
  item.type = index;
  if (parser.parseLParen() || parser.parseArgument(item) ||
      parser.parseRParen() || parser.parseKeyword("in") ||
      parser.parseLParen() || parser.parseOperand(count) ||
      parser.parseRParen() ||
      parser.resolveOperand(count, index, result.operands) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *body = result.addRegion();
  if (parser.parseRegion(*body, item))
    return failure();
  ensureTerminator(*body, parser.getBuilder(), result.location);
  return success();
}

void atlas::BatchOp::print(OpAsmPrinter &p) {
  p << " (" << getBody().getArgument(0) << ") in (" << getCount() << ')';
  p.printOptionalAttrDictWithKeyword((*this)->getAttrs());
  p << ' ';
  p.printRegion(getBody(), /*printEntryBlockArgs=*/false,
                /*printBlockTerminators=*/!getBody().front().getTerminator()->getOperands().empty());
}
