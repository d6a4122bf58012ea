//===- KernelABI.h - What a caller must know of a kernel --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ABI description ("sidecar") of one kernel: parameters, results and the
// launch plan, independent of MLIR.
//
// The lowering writes it, the object cache keeps it beside the object, and
// everything that calls a kernel (tools, C ABI, thread pool, workers) reads
// nothing else. It is also read from the "atlas.signature" attribute of a
// kernel given as LLVM IR.
//
// Failure: parsers return errors with ATL02xx codes. All functions are pure.
// Thread rule: plain values; const access from any thread.
// Source: dialect.md section 2, cli-and-golden.md section 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_SUPPORT_KERNELABI_H
#define ATLAS_SUPPORT_KERNELABI_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atlas {

/// An element or scalar type. Buffers hold i8 i16 i32 i64 f16 f32 f64; scalars
/// and results may be any integer of 1 to 64 bits or a float.
struct DataType {
  enum Kind : uint8_t { Int, Float } kind = Int;
  unsigned bits = 0;

  /// Bytes of one stored element (integers round up to whole bytes).
  unsigned byteSize() const { return (bits + 7) / 8; }
  bool isFloat() const { return kind == Float; }
  bool operator==(const DataType &) const = default;
  /// "i8", "f32".
  std::string text() const;
  static std::optional<DataType> parse(llvm::StringRef text);
};

/// How a kernel uses a buffer. Scalars have role Scalar.
enum class ParamRole : uint8_t { In, Out, InOut, Table, Scalar };

/// The value of a dimension or stride that is not fixed by the type.
constexpr int64_t kDynamic = -1;

/// One parameter, in declaration order.
struct KernelParam {
  std::string name; ///< without '%'
  ParamRole role = ParamRole::In;
  DataType type;
  bool isSigned = false; ///< how tools print and parse integers
  // Buffers only:
  unsigned rank = 1;                       ///< 1 or 2
  int64_t dims[2] = {kDynamic, 1};         ///< static extent or kDynamic
  std::string length;                      ///< expression for dims[0]; "" = free
  bool strided = false;                    ///< rank 2: rows may lie apart
  uint64_t align = 1;                      ///< guaranteed by the caller, bytes
  std::string count;                       ///< result that trims the output
  std::vector<std::string> inplace;        ///< parameters it may equal exactly
  bool mayOverlap = false;                 ///< memmove meaning: any overlap
  // Scalars and dimensions:
  bool constant = false; ///< worth specialising

  /// Bits of what a tool takes when the caller gives nothing: the scalar, or
  /// every element of an input whose length is declared. Entries do not know it.
  std::optional<uint64_t> defaultBits;

  bool isBuffer() const { return role != ParamRole::Scalar; }
  bool isWritten() const {
    return role == ParamRole::Out || role == ParamRole::InOut;
  }
  bool isRead() const { return isBuffer() && role != ParamRole::Out; }
};

/// One scalar result; named "result", "result1", ... unless declared.
struct KernelResult {
  std::string name;
  DataType type;
  bool isSigned = false;
};

/// One phase of the launch plan: the packed entry with `phase` = its index runs
/// units [lo, hi) of the space; the phases run in order with a barrier between.
struct LaunchPhase {
  std::string name;   ///< "reduce0.partial"
  std::string space;  ///< expression: number of units
  int64_t grain = 1;  ///< least units worth one task
  bool serial = false;///< run as one call [0, space)
  std::vector<std::string> reads, writes; ///< parameter and temporary names
};

/// A temporary in the scratch area. Temporaries lie one after the other, each
/// at the next multiple of 64 bytes. `fill` is a byte value, -1 for none.
struct LaunchTemp {
  std::string name;
  std::string size; ///< expression, bytes
  int fill = -1;
  bool serial = false; ///< ATLAS_PHASE_ALL needs it too
};

/// The whole description. A kernel with a `serial` temporary takes the scratch
/// pointer as the last parameter of its typed C entry.
struct KernelABI {
  std::string name;       ///< symbol, e.g. r96_histogram
  std::string contract;   ///< C-ATLAS-...; "" if none
  std::string exactness = "bit_exact";
  std::string tolerance;  ///< for bounded_ulp: "ulp:4", "abs:1e-6", ...
  std::vector<KernelParam> params;
  std::vector<KernelResult> results;
  std::vector<LaunchPhase> phases; ///< empty: only ATLAS_PHASE_ALL exists
  std::vector<LaunchTemp> temps;
  std::vector<std::string> strategies; ///< compile report: "histogram: bitslice"

  const KernelParam *findParam(llvm::StringRef name) const;
  /// Position among the buffers (or scalars) of parameter `index`.
  unsigned ordinal(unsigned index) const;
  unsigned numBuffers() const;
  unsigned numScalars() const;

  llvm::json::Value toJSON() const;
  static llvm::Expected<KernelABI> fromJSON(const llvm::json::Value &value);
};

/// The independent dimensions of the typed C entry, in order: every dynamic
/// dimension that no length expression gives. {param index, dim}.
std::vector<std::pair<unsigned, unsigned>>
independentDims(const KernelABI &abi);

/// Parses "in before:u8[n], in after:u8[n], n:i64 -> i7" (the "atlas.signature"
/// attribute of LLVM IR kernels). Buffers: ROLE NAME:TYPE[EXTENT] or
/// [EXTENT][EXTENT]; an extent is a number, a scalar's name, or an expression.
/// In such kernels dimensions are ordinary scalar parameters; the buffer's
/// `length` becomes that scalar's name.
/// A written buffer may end in `inplace NAME` (may equal that buffer exactly) or
/// `overlap` (memmove meaning).
llvm::Expected<KernelABI> parseSignature(llvm::StringRef kernelName,
                                         llvm::StringRef signature);

/// A length expression: 64-bit integers, dim(arg[, k]), scalar names,
/// + - * and the left-associative infix words ceildiv floordiv exactdiv min max
/// (all of one precedence level with *; min and max bind weakest), parentheses.
class LengthExpr {
public:
  static llvm::Expected<LengthExpr> parse(llvm::StringRef text);
  ~LengthExpr();
  LengthExpr(LengthExpr &&);
  LengthExpr &operator=(LengthExpr &&);

  /// Looks up dim(name, k) (isDim) or a scalar.
  using Lookup = llvm::function_ref<std::optional<int64_t>(
      llvm::StringRef name, unsigned k, bool isDim)>;
  /// Evaluates with overflow checks; ATL0309 on overflow, division by zero or
  /// an exactdiv remainder, ATL0205 on an unknown name.
  llvm::Expected<int64_t> evaluate(Lookup lookup) const;

  /// The tree, for code generators.
  struct Node;
  const Node &root() const { return *node; }

private:
  explicit LengthExpr(std::unique_ptr<Node> node);
  std::unique_ptr<Node> node;
};

/// Expression tree of LengthExpr.
struct LengthExpr::Node {
  enum Op : uint8_t {
    Constant, Scalar, Dim, Add, Sub, Mul, CeilDiv, FloorDiv, ExactDiv, Min, Max
  } op = Constant;
  int64_t value = 0; ///< Constant; Dim: k
  std::string name;  ///< Scalar, Dim
  std::unique_ptr<Node> lhs, rhs;
};

} // namespace atlas

#endif // ATLAS_SUPPORT_KERNELABI_H
