//===- Buffers.h - What a buffer is on the way to LLVM ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_DIRECT_BUFFERS_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_DIRECT_BUFFERS_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace atlas::cpu {

/// A buffer as values of the LLVM dialect, or as constants where its type says
/// so: the same parts as LLVM's memref descriptor, but no structure that has to
/// be put together and taken apart. Offset and strides count elements.
struct Buffer {
  mlir::Value base;
  mlir::OpFoldResult offset;
  llvm::SmallVector<mlir::OpFoldResult, 2> sizes, strides;
};

/// The number of `part`, an i64, made at the insertion point where it is a
/// constant.
mlir::Value valueOf(mlir::OpBuilder &b, mlir::Location loc,
                    mlir::OpFoldResult part);

/// Whether a buffer of this type can be told by its parts: one with strides, of
/// elements that LLVM has, in the address space of the host.
bool hasParts(const mlir::LLVMTypeConverter &converter, mlir::MemRefType type);

/// The types of what flatten() gives for a buffer of this type: a pointer, then
/// an i64 for each of offset, sizes and strides that the type leaves open.
void flattenType(mlir::MemRefType type,
                 llvm::SmallVectorImpl<mlir::Type> &types);

/// The values that tell a buffer of this type from others, as arguments of a
/// call.
void flatten(mlir::OpBuilder &b, mlir::Location loc, mlir::MemRefType type,
             const Buffer &buffer, llvm::SmallVectorImpl<mlir::Value> &values);

/// A buffer of this type from flatten()'s values, which it takes off the front.
Buffer unflatten(mlir::MemRefType type, mlir::ValueRange &values);

/// What is promised of an element: that it is one of the buffer's, or, for the
/// first of a row of which only some may be, nothing.
enum class Bounds { Inside, Open };

/// The pointer to the element at `indices`, i64 each.
mlir::Value elementPointer(mlir::OpBuilder &b, mlir::Location loc,
                           mlir::Type element, const Buffer &buffer,
                           mlir::ValueRange indices, Bounds bounds);

/// LLVM's memref descriptor, for operations that upstream's patterns convert.
mlir::Value toDescriptor(mlir::OpBuilder &b, mlir::Location loc,
                         const mlir::LLVMTypeConverter &converter,
                         mlir::MemRefType type, const Buffer &buffer);

/// A buffer of this type from a descriptor, looking through what it is made of.
Buffer fromDescriptor(mlir::OpBuilder &b, mlir::Location loc,
                      mlir::MemRefType type, mlir::Value descriptor);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_DIRECT_BUFFERS_H
