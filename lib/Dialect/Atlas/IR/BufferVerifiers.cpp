//===- BufferVerifiers.cpp - Buffers that one operation uses together -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operation walks its buffers up to one length, in an order of its own
// choice. So in a kernel their lengths are visibly equal, and what it writes is
// visibly no other buffer of the operation, except element by element. Callers
// choose buffers: without these rules a call with other lengths would read and
// write outside. They are checked on the source; passes only know more.
//
// Functions that no kernel calls cannot run and are not checked; the arguments
// of those that one calls have unknown lengths and may be one buffer.
// Source: dialect.md section 1.
//===----------------------------------------------------------------------===//

#include "Lengths.h"
#include "Verification.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace atlas;

namespace {

/// A buffer of an operation, as diagnostics call it.
struct Use {
  Value buffer;
  std::string name;
};
using Uses = SmallVector<Use>;

/// The buffers of `operands`, numbered if the operation may have several.
Uses uses(ValueRange operands, StringRef name, bool numbered = true) {
  Uses result;
  for (auto [i, operand] : llvm::enumerate(operands))
    result.push_back(
        {operand, numbered ? (name + " " + Twine(i)).str() : name.str()});
  return result;
}

Uses joined(Uses a, const Uses &b) {
  llvm::append_range(a, b);
  return a;
}

/// The buffers that have one shape; the first one gives the range.
Uses sameShape(Operation *op) {
  auto one = [](Value buffer, StringRef name) {
    return uses(buffer, name, /*numbered=*/false);
  };
  return llvm::TypeSwitch<Operation *, Uses>(op)
      .Case([](MapOp map) {
        return joined(uses(map.getOutputs(), "output"),
                      uses(map.getInputs(), "input"));
      })
      .Case<ReduceOp, HistogramOp, FindOp>(
          [](auto walks) { return uses(walks.getInputs(), "input"); })
      .Case([&](ScanOp scan) {
        return joined(one(scan.getOutput(), "the output"),
                      uses(scan.getInputs(), "input"));
      })
      .Case([&](GatherOp gather) {
        return joined(one(gather.getIndices(), "the indices"),
                      one(gather.getOutput(), "the output"));
      })
      .Case([&](ScatterOp scatter) {
        return joined(one(scatter.getIndices(), "the indices"),
                      one(scatter.getValues(), "the values"));
      })
      .Case([&](ConservedDeltaOp delta) {
        return joined(one(delta.getBefore(), "before"),
                      one(delta.getAfter(), "after"));
      })
      .Case([&](ConservedCopyOp copy) {
        return joined(one(copy.getSrc(), "the source"),
                      one(copy.getDst(), "the destination"));
      })
      .Case([&](memref::CopyOp copy) {
        return joined(one(copy.getSource(), "the source"),
                      one(copy.getTarget(), "the destination"));
      })
      .Default(Uses());
}

/// What `op` writes, and what it reads meanwhile. Operations that read all
/// before they write, or move memory, write nothing in this sense.
struct Streams {
  Uses written, read;
  bool elementwise = false; ///< an output may equal an input
};

Streams streams(Operation *op) {
  return llvm::TypeSwitch<Operation *, Streams>(op)
      .Case([](MapOp map) {
        return Streams{uses(map.getOutputs(), "output"),
                       uses(map.getInputs(), "input"), true};
      })
      .Case([](ScanOp scan) {
        return Streams{uses(scan.getOutput(), "output"),
                       uses(scan.getInputs(), "input"), true};
      })
      .Case([](HistogramOp histogram) {
        return Streams{uses(histogram.getBins(), "bins"),
                       uses(histogram.getInputs(), "input")};
      })
      .Case([](GatherOp gather) {
        return Streams{
            uses(gather.getOutput(), "output"),
            uses({gather.getSource(), gather.getIndices()}, "input")};
      })
      .Case([](ScatterOp scatter) {
        return Streams{
            uses(scatter.getOutput(), "output"),
            uses({scatter.getValues(), scatter.getIndices()}, "input")};
      })
      .Default(Streams());
}

class BufferVerifier {
public:
  explicit BufferVerifier(FunctionOpInterface function)
      : function(function), algebra(function) {}

  LogicalResult verify(Operation *op) {
    if (auto cast = dyn_cast<memref::CastOp>(op))
      return verifyCast(cast);
    if (auto update = dyn_cast<ConservedUpdateOp>(op))
      return verifyState(update);
    if (auto queue = dyn_cast<QueueInitOp>(op))
      return verifyQueueScratch(queue, algebra);
    Uses together = sameShape(op);
    for (const Use &use : llvm::drop_begin(together, !together.empty()))
      if (failed(verifyShape(op, together.front(), use)))
        return failure();
    return verifyStreams(op);
  }

private:
  //===--- Lengths --------------------------------------------------------===//

  LogicalResult verifyShape(Operation *op, const Use &range, const Use &use) {
    for (unsigned k :
         llvm::seq(cast<MemRefType>(use.buffer.getType()).getRank())) {
      Length wanted = algebra.ofDim(range.buffer, k);
      Length found = algebra.ofDim(use.buffer, k);
      if (found == wanted)
        continue;
      InFlightDiagnostic diag =
          op->emitOpError()
          << use.name << " may have " << (k ? "other rows" : "another length")
          << " than " << range.name << ": " << algebra.text(found) << ", not "
          << algebra.text(wanted) << "; ";
      if (k)
        return diag << "expected rows of one fixed length in both types";
      return advise(diag, range, wanted, use, found);
    }
    return success();
  }

  /// What to write: the declaration that is missing. Lengths of outputs serve
  /// callers too, so they come first.
  LogicalResult advise(InFlightDiagnostic &diag, const Use &a, const Length &x,
                       const Use &b, const Length &y) {
    BlockArgument first = undeclared(a.buffer), second = undeclared(b.buffer);
    bool canFirst = first && algebra.isDeclarable(x, y, first);
    bool canSecond = second && algebra.isDeclarable(y, x, second);
    if (!canFirst && !canSecond)
      return diag << (isKernel(function)
                          ? "expected one length, computed from the same "
                            "dimensions and scalars or declared with "
                            "atlas.length"
                          : "expected fixed lengths, or the operation in the "
                            "kernel: nobody checks what a helper is passed");
    bool isFirst = canFirst && (!canSecond || isOutput(first));
    return diag << "expected atlas.length = \"" << algebra.text(isFirst ? y : x)
                << "\" on '"
                << getArgName(function,
                              (isFirst ? first : second).getArgNumber())
                << "'";
  }

  /// The argument of a kernel that `buffer` is all of, if nothing says how long
  /// it is.
  BlockArgument undeclared(Value buffer) {
    BlockArgument arg = kernelArgument(function, buffer);
    bool isOwn = arg && isKernel(function) &&
                 compareViews(buffer, arg, algebra) == ViewOverlap::Same &&
                 !function.getArgAttr(arg.getArgNumber(), kLengthAttr);
    return isOwn ? arg : BlockArgument();
  }

  bool isOutput(BlockArgument arg) {
    return !!function.getArgAttr(arg.getArgNumber(), kOutAttr);
  }

  /// A fixed length is taken on trust by everything behind the cast.
  LogicalResult verifyCast(memref::CastOp op) {
    auto from = dyn_cast<MemRefType>(op.getSource().getType());
    auto to = dyn_cast<MemRefType>(op.getType());
    if (!from || !to)
      return success();
    for (unsigned k : llvm::seq(to.getRank())) {
      if (to.isDynamicDim(k) || !from.isDynamicDim(k))
        continue;
      Length wanted = algebra.ofConstant(to.getDimSize(k));
      Length found = algebra.ofDim(op.getSource(), k);
      if (found == wanted)
        continue;
      InFlightDiagnostic diag = op->emitOpError()
                                << "fixes dimension " << k << " at "
                                << to.getDimSize(k) << ", which may be "
                                << algebra.text(found) << "; ";
      Use source{op.getSource(), ""};
      if (k)
        return diag << "expected rows of a fixed length in the source";
      return advise(diag, source, found, {op.getResult(), ""}, wanted);
    }
    return success();
  }

  /// An update reads and writes element 0 of the state.
  LogicalResult verifyState(ConservedUpdateOp op) {
    Length found = algebra.ofDim(op.getState(), 0);
    if (constantLength(found) == 1)
      return success();
    return op->emitOpError()
           << "the state is one i64, but may have " << algebra.text(found)
           << " elements; expected memref<1xi64>";
  }

  //===--- Overlap --------------------------------------------------------===//

  LogicalResult verifyStreams(Operation *op) {
    Streams all = streams(op);
    for (auto [i, output] : llvm::enumerate(all.written)) {
      for (const Use &input : all.read)
        if (failed(verifyApart(op, output, input, all.elementwise)))
          return failure();
      for (const Use &other : ArrayRef(all.written).take_front(i))
        if (failed(verifyApart(op, output, other, false)))
          return failure();
      WalkResult tables = op->walk([&](memref::LoadOp load) {
        return failed(verifyTable(op, output, load)) ? WalkResult::interrupt()
                                                     : WalkResult::advance();
      });
      if (tables.wasInterrupted())
        return failure();
    }
    return success();
  }

  LogicalResult verifyApart(Operation *op, const Use &output, const Use &other,
                            bool allowSame) {
    if (other.buffer == output.buffer) // allowed, or refused by the operation
      return success();
    ViewOverlap overlap =
        passedOverlap(function, output.buffer, other.buffer, algebra);
    bool isSame =
        overlap == ViewOverlap::Same || overlap == ViewOverlap::SameStart;
    if (overlap == ViewOverlap::Apart || (isSame && allowSame))
      return success();
    if (getBufferRoot(output.buffer) != getBufferRoot(other.buffer))
      return refuseOverlap(
          op->emitOpError() << "writes a buffer that may "
                            << (isSame ? "be" : "overlap") << " " << other.name
                            << "; expected another buffer, such as a temporary",
          output.buffer, other.buffer);
    InFlightDiagnostic diag = op->emitOpError()
                              << "writes a view of the buffer that is also "
                              << other.name
                              << (isSame ? "" : ", at other positions")
                              << (overlap == ViewOverlap::Unknown
                                      ? " that may overlap"
                                      : "")
                              << "; expected "
                              << (allowSame ? "equal or separate" : "separate")
                              << " views, or another buffer";
    diag.attachNote(getBufferRoot(output.buffer).getLoc()) << "of this buffer";
    return diag;
  }

  /// A region reads tables at positions of its own choice.
  LogicalResult verifyTable(Operation *op, const Use &output,
                            memref::LoadOp load) {
    Value table = load.getMemRef();
    if (getBufferRoot(output.buffer) == getBufferRoot(table) ||
        passedOverlap(function, output.buffer, table, algebra) ==
            ViewOverlap::Apart)
      return success(); // one root: refused by the region, or another position
    return refuseOverlap(op->emitOpError()
                             << "writes a buffer that may overlap the table "
                                "its region reads; expected another buffer, "
                                "such as a temporary",
                         output.buffer, table);
  }

  /// Says why two buffers of different roots may be one.
  LogicalResult refuseOverlap(InFlightDiagnostic diag, Value a, Value b) {
    BlockArgument x = kernelArgument(function, a);
    BlockArgument y = kernelArgument(function, b);
    if (x && y && isKernel(function))
      diag.attachNote(function.getLoc())
          << "'" << getArgName(function, x.getArgNumber()) << "' and '"
          << getArgName(function, y.getArgNumber())
          << "' may overlap by atlas.inplace or atlas.overlap, declared here";
    else if (x && y)
      diag.attachNote(function.getLoc())
          << "the arguments of a helper may be one buffer";
    else
      diag.attachNote(getBufferRoot(x ? b : a).getLoc())
          << "which buffer it is, is decided here";
    return diag;
  }

  FunctionOpInterface function;
  LengthAlgebra algebra;
};

} // namespace

LogicalResult atlas::verifyBuffers(FunctionOpInterface function) {
  if (isChecked(function))
    return success();
  BufferVerifier verifier(function);
  WalkResult result = function.getFunctionBody().walk([&](Operation *op) {
    return failed(verifier.verify(op)) ? WalkResult::interrupt()
                                       : WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}
