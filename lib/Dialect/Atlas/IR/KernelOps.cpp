//===- KernelOps.cpp - Syntax of kernels and pipelines --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels keep the names of their arguments: tools address parameters by the
// `%names` of the source, which MLIR itself forgets. The parser records them as
// the argument attribute `atlas.name`; the printer uses it as the SSA name.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;

namespace {

/// Records the source name of each argument that has one. A signature may also
/// be types alone, as in a declaration; a kernel always has a body.
ParseResult recordNames(OpAsmParser &parser, SMLoc loc,
                        SmallVectorImpl<OpAsmParser::Argument> &args) {
  Builder &b = parser.getBuilder();
  for (OpAsmParser::Argument &arg : args) {
    if (arg.ssaName.name.empty())
      return parser.emitError(loc, "expects a name for every argument, "
                                   "'%name: type': callers use it");
    StringRef name = arg.ssaName.name.drop_front(); // '%'
    NamedAttrList attrs(arg.attrs);
    if (name.empty() || llvm::isDigit(name.front()) ||
        attrs.get(atlas::kNameAttr))
      continue;
    attrs.set(atlas::kNameAttr, b.getStringAttr(name));
    arg.attrs = attrs.getDictionary(b.getContext());
  }
  return success();
}

ParseResult parseFunctionLike(OpAsmParser &parser, OperationState &result,
                              StringAttr typeName, StringAttr argAttrsName,
                              StringAttr resAttrsName) {
  (void)impl::parseOptionalVisibilityKeyword(parser, result.attributes);
  StringAttr name;
  if (parser.parseSymbolName(name, SymbolTable::getSymbolAttrName(),
                             result.attributes))
    return failure();
  SmallVector<OpAsmParser::Argument> args;
  SmallVector<Type> resultTypes;
  SmallVector<DictionaryAttr> resultAttrs;
  bool isVariadic = false;
  SMLoc loc = parser.getCurrentLocation();
  if (function_interface_impl::parseFunctionSignatureWithArguments(
          parser, /*allowVariadic=*/false, args, isVariadic, resultTypes,
          resultAttrs) ||
      recordNames(parser, loc, args))
    return failure();
  SmallVector<Type> argTypes;
  for (OpAsmParser::Argument &arg : args)
    argTypes.push_back(arg.type);
  result.addAttribute(typeName, TypeAttr::get(parser.getBuilder().getFunctionType(
                                    argTypes, resultTypes)));
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  call_interface_impl::addArgAndResultAttrs(parser.getBuilder(), result, args,
                                            resultAttrs, argAttrsName,
                                            resAttrsName);
  return parser.parseRegion(*result.addRegion(), args,
                            /*enableNameShadowing=*/false);
}

/// The attributes of argument `i` without its name.
DictionaryAttr shownArgAttrs(FunctionOpInterface op, unsigned i) {
  DictionaryAttr attrs = op.getArgAttrDict(i);
  if (!attrs || !attrs.get(atlas::kNameAttr))
    return attrs;
  NamedAttrList list(attrs);
  list.erase(atlas::kNameAttr);
  return list.getDictionary(op.getContext());
}

void printFunctionLike(OpAsmPrinter &p, FunctionOpInterface op, Region &body,
                       ArrayRef<StringRef> elided) {
  p << ' ';
  if (auto visibility = op->getAttrOfType<StringAttr>(
          SymbolTable::getVisibilityAttrName()))
    p << visibility.getValue() << ' ';
  p.printSymbolName(op.getName());
  p << '(';
  for (auto [i, arg] : llvm::enumerate(body.getArguments())) {
    if (i)
      p << ", ";
    DictionaryAttr attrs = shownArgAttrs(op, i);
    p.printRegionArgument(arg, attrs ? attrs.getValue()
                                     : ArrayRef<NamedAttribute>());
  }
  p << ')';
  if (unsigned n = op.getNumResults()) {
    p << " -> ";
    bool parens = n > 1 || op.getResultAttrDict(0);
    if (parens)
      p << '(';
    for (unsigned i = 0; i != n; ++i) {
      if (i)
        p << ", ";
      p.printType(op.getResultTypes()[i]);
      if (DictionaryAttr attrs = op.getResultAttrDict(i))
        p.printOptionalAttrDict(attrs.getValue());
    }
    if (parens)
      p << ')';
  }
  function_interface_impl::printFunctionAttributes(p, op, elided);
  p << ' ';
  p.printRegion(body, /*printEntryBlockArgs=*/false,
                /*printBlockTerminators=*/true);
}

void nameArguments(FunctionOpInterface op, Region &region,
                   mlir::OpAsmSetValueNameFn setName) {
  if (region.empty())
    return;
  for (BlockArgument arg : region.getArguments())
    if (auto name = op.getArgAttrOfType<StringAttr>(arg.getArgNumber(),
                                                    atlas::kNameAttr))
      setName(arg, name.getValue());
}

} // namespace

#define ATLAS_FUNCTION_LIKE(OP)                                                \
  ParseResult atlas::OP::parse(OpAsmParser &parser, OperationState &result) {  \
    return parseFunctionLike(parser, result,                                   \
                             getFunctionTypeAttrName(result.name),             \
                             getArgAttrsAttrName(result.name),                 \
                             getResAttrsAttrName(result.name));                \
  }                                                                            \
  void atlas::OP::print(OpAsmPrinter &p) {                                     \
    printFunctionLike(p, *this, getBody(),                                     \
                      {getFunctionTypeAttrName().getValue(),                   \
                       getSymVisibilityAttrName().getValue(),                  \
                       getArgAttrsAttrName().getValue(),                       \
                       getResAttrsAttrName().getValue()});                     \
  }                                                                            \
  void atlas::OP::getAsmBlockArgumentNames(Region &region,                     \
                                           mlir::OpAsmSetValueNameFn setName) {      \
    nameArguments(*this, region, setName);                                     \
  }

ATLAS_FUNCTION_LIKE(KernelOp)
ATLAS_FUNCTION_LIKE(PipelineOp)
#undef ATLAS_FUNCTION_LIKE
