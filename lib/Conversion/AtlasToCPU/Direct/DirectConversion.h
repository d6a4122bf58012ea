//===- DirectConversion.h - To the LLVM dialect in one walk -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MLIR's dialect conversion costs about 11,000 machine instructions for each
// operation that it makes, which was an eighth of the time in which T1 becomes
// object code; most of it keeps books for patterns that may fail. Arithmetic on
// scalars and rows, branches, calls, loads and stores have one form each in the
// LLVM dialect, so one walk makes them. What it does not know stays, between
// casts, for upstream's patterns.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_DIRECT_DIRECTCONVERSION_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_DIRECT_DIRECTCONVERSION_H

#include "Buffers.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

namespace atlas::cpu {

/// Converts the functions of a module, and in them what it has a form for.
/// Functions keep their names; a buffer among the arguments of one becomes the
/// values of flattenType(). Returns false, with the module as it was, where a
/// function has what only upstream's conversion does (structured control flow,
/// results that are buffers, buffers of devices, memory that is freed,
/// functions as values, linkage of their own).
bool convertDirectly(mlir::ModuleOp module,
                     const mlir::LLVMTypeConverter &converter);

/// One conversion, as the forms of operations see it.
class DirectConversion {
public:
  explicit DirectConversion(const mlir::LLVMTypeConverter &converter)
      : converter(converter), b(&converter.getContext()) {}

  void convert(mlir::func::FuncOp function);

  /// What a type of a value that is no buffer becomes; null if it has no form
  /// here.
  mlir::Type typeOf(mlir::Type type);
  /// The value that took the place of `old`, which is no buffer.
  mlir::Value valueOf(mlir::Value old) { return values.lookup_or(old, old); }
  llvm::SmallVector<mlir::Value> valuesOf(mlir::ValueRange old);
  const Buffer &bufferOf(mlir::Value old) const { return buffers.at(old); }

  void map(mlir::Value old, mlir::Value value) { values[old] = value; }
  void map(mlir::Value old, Buffer buffer) { buffers[old] = std::move(buffer); }

  /// The pointer to an element of a buffer of this type.
  mlir::Value pointerTo(mlir::Location loc, mlir::MemRefType type,
                        mlir::Value buffer, mlir::ValueRange indices,
                        Bounds bounds) {
    return elementPointer(b, loc, typeOf(type.getElementType()),
                          bufferOf(buffer), valuesOf(indices), bounds);
  }

  /// The operands of a call or a branch, with buffers flattened.
  llvm::SmallVector<mlir::Value> flatOperands(mlir::Location loc,
                                              mlir::ValueRange old);
  /// Gives `old` values to `values`, with buffers flattened.
  void mapFlat(mlir::ValueRange old, mlir::ValueRange values);
  /// The types of flatOperands(); fails where one has no form here.
  mlir::LogicalResult flatTypes(mlir::TypeRange old,
                                llvm::SmallVectorImpl<mlir::Type> &types);

  const mlir::LLVMTypeConverter &converter;
  mlir::OpBuilder b; ///< stands before the operation that is converted

private:
  void convertArguments(mlir::Block &block);
  void leave(mlir::Operation *op);

  llvm::DenseMap<mlir::Type, mlir::Type> types;
  llvm::DenseMap<mlir::Value, mlir::Value> values;
  llvm::DenseMap<mlir::Value, Buffer> buffers;
};

/// Makes the form of one operation at `c.b` and maps its results. False, with
/// nothing made, where these operands or results have no form.
using DirectForm = bool (*)(DirectConversion &c, mlir::Operation *op);

/// The forms by operation. Each file adds its own.
class DirectForms {
public:
  static const DirectForms &get();
  DirectForm lookup(mlir::Operation *op) const {
    return forms.lookup(op->getName().getTypeID());
  }
  template <typename Op, bool (*form)(DirectConversion &, Op)>
  void add() {
    forms[mlir::TypeID::get<Op>()] = [](DirectConversion &c,
                                        mlir::Operation *op) {
      return form(c, llvm::cast<Op>(op));
    };
  }

private:
  llvm::DenseMap<mlir::TypeID, DirectForm> forms;
};

void addScalarForms(DirectForms &forms);  ///< arith, math
void addBufferForms(DirectForms &forms);  ///< memref
void addRowForms(DirectForms &forms);     ///< vector
void addControlForms(DirectForms &forms); ///< cf, func

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_DIRECT_DIRECTCONVERSION_H
