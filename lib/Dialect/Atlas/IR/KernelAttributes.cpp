//===- KernelAttributes.cpp - Attributes of kernels' arguments ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The form of one attribute of an argument, result or operation (dialect hooks).
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Dialect/Atlas/IR/Citations.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace atlas;

namespace {

/// What an attribute `atlas.<x>` of an argument must look like.
enum class AttrForm { Unit, String, Strings, PowerOfTwo, Number };

std::optional<AttrForm> argAttrForm(StringRef name) {
  if (llvm::is_contained({kInAttr, kOutAttr, kInOutAttr, kTableAttr,
                          kConstantAttr, kOverlapAttr, kSignedAttr},
                         name))
    return AttrForm::Unit;
  if (llvm::is_contained({kLengthAttr, kCountAttr, kNameAttr}, name))
    return AttrForm::String;
  if (name == kInplaceAttr)
    return AttrForm::Strings;
  if (name == kAlignAttr)
    return AttrForm::PowerOfTwo;
  if (name == kDefaultAttr)
    return AttrForm::Number;
  return std::nullopt;
}

bool hasForm(Attribute value, AttrForm form) {
  switch (form) {
  case AttrForm::Unit:
    return isa<UnitAttr>(value);
  case AttrForm::String:
    return isa<StringAttr>(value);
  case AttrForm::Strings: {
    auto array = dyn_cast<ArrayAttr>(value);
    return array && llvm::all_of(array, llvm::IsaPred<StringAttr>);
  }
  case AttrForm::PowerOfTwo: {
    auto number = dyn_cast<IntegerAttr>(value);
    return number && number.getInt() > 0 &&
           llvm::isPowerOf2_64(number.getInt());
  }
  case AttrForm::Number:
    return isa<IntegerAttr, FloatAttr>(value);
  }
  return false;
}

StringRef formText(AttrForm form) {
  switch (form) {
  case AttrForm::Unit:
    return "no value";
  case AttrForm::String:
    return "a string";
  case AttrForm::Strings:
    return "an array of strings, such as [\"data\"]";
  case AttrForm::PowerOfTwo:
    return "a positive power of two, in bytes";
  case AttrForm::Number:
    return "a number, such as 0.5 : f32";
  }
  return {};
}

} // namespace

LogicalResult AtlasDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                     unsigned arg,
                                                     NamedAttribute attr) {
  std::optional<AttrForm> form = argAttrForm(attr.getName());
  if (!form)
    return op->emitOpError()
           << "argument " << arg << " has the unknown attribute '"
           << attr.getName().getValue()
           << "'; expected atlas.in, out, inout, table, length, count, align, "
              "constant, default, inplace, overlap, signed or name";
  if (!hasForm(attr.getValue(), *form))
    return op->emitOpError() << "attribute '" << attr.getName().getValue()
                             << "' of argument " << arg << " is "
                             << attr.getValue() << "; it takes "
                             << formText(*form);
  return success();
}

LogicalResult AtlasDialect::verifyRegionResultAttribute(Operation *op, unsigned,
                                                        unsigned result,
                                                        NamedAttribute attr) {
  bool isName = attr.getName() == kNameAttr;
  if (!isName && attr.getName() != kSignedAttr)
    return op->emitOpError()
           << "result " << result << " has the unknown attribute '"
           << attr.getName().getValue() << "'; expected atlas.name or signed";
  if (isName ? !isa<StringAttr>(attr.getValue())
             : !isa<UnitAttr>(attr.getValue()))
    return op->emitOpError() << "attribute '" << attr.getName().getValue()
                             << "' of result " << result << " is "
                             << attr.getValue() << "; it takes "
                             << (isName ? "a string" : "no value");
  return success();
}

LogicalResult AtlasDialect::verifyOperationAttribute(Operation *op,
                                                     NamedAttribute attr) {
  // Lowered functions carry the dialect's names too (the ABI description);
  // argument attributes on an operation are always a slip.
  if (argAttrForm(attr.getName()) && attr.getName() != kNameAttr)
    return op->emitOpError() << "has the attribute '"
                             << attr.getName().getValue()
                             << "'; it belongs on an argument of atlas.kernel";
  if (attr.getName() == kRareAttr &&
      !(isa<UnitAttr>(attr.getValue()) &&
        isa<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp, GatherOp, ScatterOp>(op)))
    return op->emitOpError() << "has 'atlas.rare' = " << attr.getValue()
                             << "; it stands alone, on a data-parallel operation";
  if (attr.getName() == kCiteAttr) {
    auto list = dyn_cast<ArrayAttr>(attr.getValue());
    if (!list || !llvm::all_of(list, llvm::IsaPred<CiteAttr>))
      return op->emitOpError() << "has 'atlas.cite' = " << attr.getValue()
                               << "; it is a list of #atlas.cite<\"CONTRACT\", "
                                  "\"EQUATION\">";
  }
  return success();
}
