//===- DeviceFormBuilder.h - The builder behind DeviceForm.h ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One walk over a phase. Every old value has its carriers in `parts`; memory is
// reached through `roots` and a position. By file: DeviceViews.cpp (types,
// arguments, views), DeviceMemory.cpp (loads and stores), DeviceVectors.cpp
// (arithmetic in words), DeviceForm.cpp (the walk and control flow).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOGPU_DEVICEFORMBUILDER_H
#define ATLAS_LIB_CONVERSION_ATLASTOGPU_DEVICEFORMBUILDER_H

#include "DeviceForm.h"
#include "Words.h"

#include "llvm/ADT/StringMap.h"

namespace atlas::device {

using Parts = mlir::SmallVector<mlir::Value, 2>;

class DeviceForm {
public:
  DeviceForm(mlir::OpBuilder &outer, mlir::Region &phase,
             mlir::ArrayRef<PhaseArg> args, DeviceLayout layout,
             unsigned threads, DeviceEntry &entry)
      : outer(outer), b(outer.getContext()), phase(phase), args(args),
        words(layout == DeviceLayout::Words32), threads(threads), entry(entry) {
  }

  mlir::FailureOr<mlir::gpu::GPUFuncOp> run();

private:
  mlir::OpBuilder &outer;
  mlir::OpBuilder b;
  mlir::Region &phase;
  mlir::ArrayRef<PhaseArg> args;
  bool words;
  unsigned threads;
  DeviceEntry &entry;
  mlir::Block *body = nullptr;
  mlir::Operation *top = nullptr;
  mlir::DenseMap<mlir::Value, Parts> parts;
  mlir::DenseMap<mlir::Value, mlir::Value> roots; ///< old buffer -> new buffer
  llvm::StringMap<mlir::Value> parameters;        ///< word key -> i32 argument
  /// Memory of a workgroup or thread whose narrow elements have a word each, so
  /// that threads share none.
  llvm::DenseSet<mlir::Value> loose;
  mlir::SmallVector<mlir::Value> shared; ///< workgroup memory (memref.alloc)
  mlir::SmallVector<bool> aliased;       ///< of entry.buffers

  // Types
  static bool isNarrow(mlir::Type type);
  /// Several of these lie in one word of memory.
  static bool isPartOfWord(mlir::Type type);
  /// A vector that is one word.
  static bool isPacked(mlir::Type type);
  static unsigned laneWidth(mlir::Type type);
  mlir::SmallVector<mlir::Type, 2> carriers(mlir::Type type);
  /// Types that words cannot carry.
  mlir::LogicalResult checkType(mlir::Operation *op, mlir::Type type);
  /// A bare buffer of elements of `type`.
  mlir::MemRefType bareType(mlir::Type type,
                            int64_t count = mlir::ShapedType::kDynamic,
                            mlir::Attribute space = {});

  // Arguments
  void addBuffers(mlir::Location loc);
  bool isNarrowBuffer(mlir::Value view);
  /// Inserts at the top of the function, before everything rebuilt.
  template <typename Body>
  mlir::Value atTop(Body emit) {
    mlir::OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(body);
    return emit();
  }
  mlir::Value word(const DeviceWord &which);
  mlir::Value indexOf(const std::string &expression);
  /// A scalar parameter from its words.
  Parts scalarOf(const std::string &name, mlir::Type type);
  Parts &use(mlir::Value value);

  // Views
  static mlir::Value rootOf(mlir::Value view);
  mlir::Value fold(mlir::Location loc, mlir::OpFoldResult value);
  mlir::Value extentOf(mlir::Location loc, mlir::Value view, unsigned d);
  /// Position of view[indices] in the bare root buffer; null after an error.
  mlir::Value position(mlir::Operation *user, mlir::Value view,
                       mlir::SmallVector<mlir::Value> indices);

  // Memory
  /// Word index and bit shift of narrow element `at`.
  std::pair<mlir::Value, mlir::Value> placeOf(mlir::Location loc,
                                              mlir::Value at, unsigned bits);
  mlir::Value load(mlir::Location loc, mlir::Value buffer, mlir::Value at);
  void store(mlir::Location loc, mlir::Value value, mlir::Value buffer,
             mlir::Value at);
  mlir::Value next(mlir::Location loc, mlir::Value at, int64_t by);
  Parts loadElement(mlir::Location loc, mlir::Value buffer, mlir::Value at,
                    mlir::Type type);
  void storeElement(mlir::Location loc, Parts value, mlir::Value buffer,
                    mlir::Value at, mlir::Type type);
  void storeInSharedWord(mlir::Location loc, mlir::Value value, mlir::Value buffer,
                         mlir::Value at, mlir::Type type);
  /// A vector of 16-bit floats, two to a word.
  Parts loadHalves(mlir::Location loc, mlir::Value buffer, mlir::Value at, int64_t count);
  void storeHalves(mlir::Location loc, mlir::ArrayRef<mlir::Value> lanes,
                   mlir::Value buffer, mlir::Value at);
  mlir::Value bufferOf(mlir::Value view);
  mlir::SmallVector<mlir::Value> indicesOf(mlir::ValueRange old);
  /// index elements (values kept between phases) lie as i64.
  mlir::LogicalResult rebuildLoad(mlir::memref::LoadOp op);
  mlir::LogicalResult rebuildStore(mlir::memref::StoreOp op);
  mlir::LogicalResult rebuildWideLoad(mlir::vector::LoadOp op);
  mlir::LogicalResult rebuildWideStore(mlir::vector::StoreOp op);
  mlir::LogicalResult rebuildAtomic(mlir::memref::AtomicRMWOp op);
  mlir::LogicalResult rebuildGenericAtomic(mlir::memref::GenericAtomicRMWOp op);
  mlir::LogicalResult rebuildTable(mlir::memref::GetGlobalOp op);
  mlir::DenseElementsAttr tableValues(mlir::DenseIntOrFPElementsAttr values,
                                      mlir::MemRefType bare);
  /// Workgroup memory, or memory of one thread.
  mlir::LogicalResult rebuildAlloc(mlir::Operation *op);

  // Vectors in words
  Parts laneOf(const Parts &value, mlir::VectorType type, int64_t k);
  Parts fromLanes(mlir::Location loc, mlir::VectorType type,
                  mlir::ArrayRef<Parts> lanes);
  mlir::LogicalResult rebuildVector(mlir::Operation *op);

  // Arithmetic and control flow
  mlir::LogicalResult unsupported(mlir::Operation *op);
  /// Lane k (or the whole) of every operand, through the words emitter.
  mlir::LogicalResult rebuildInWords(mlir::Operation *op);
  mlir::LogicalResult rebuildConstant(mlir::arith::ConstantOp op);
  /// Clones an operation whose carriers are its own types.
  mlir::LogicalResult rebuildAsIs(mlir::Operation *op);
  mlir::LogicalResult rebuildBlock(mlir::Block &block);
  mlir::SmallVector<mlir::Value> flat(mlir::ValueRange values);
  mlir::SmallVector<mlir::Type> flatTypes(mlir::TypeRange types);
  /// Gives each old value its carriers out of `now`, in order.
  void bind(mlir::ValueRange old, mlir::ValueRange now);
  mlir::LogicalResult rebuildFor(mlir::scf::ForOp op);
  mlir::LogicalResult rebuildIf(mlir::scf::IfOp op);
  mlir::LogicalResult rebuildWhile(mlir::scf::WhileOp op);
  mlir::LogicalResult rebuild(mlir::Operation *op);
};

} // namespace atlas::device

#endif // ATLAS_LIB_CONVERSION_ATLASTOGPU_DEVICEFORMBUILDER_H
