//===- GuardedCall.h - A kernel call over guarded buffers -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Owns the buffers of one call of a case: inputs are copied and must come out as
// they went in, outputs are poisoned, guards must hold.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_GOLDEN_GUARDEDCALL_H
#define ATLAS_UNITTESTS_GOLDEN_GUARDEDCALL_H

#include "Case.h"

#include <bit>
#include <deque>

namespace atlas::test {

class GuardedCall {
public:
  explicit GuardedCall(Case &c) : c(c) {}

  template <typename T>
  GuardedCall &in(llvm::StringRef name, const std::vector<T> &values) {
    return in(name, values, {int64_t(values.size())});
  }
  /// A dense array of rank 1 or 2.
  template <typename T>
  GuardedCall &in(llvm::StringRef name, const std::vector<T> &values,
                  llvm::SmallVector<int64_t, 2> dims) {
    llvm::ArrayRef<uint8_t> bytes(
        reinterpret_cast<const uint8_t *>(values.data()),
        values.size() * sizeof(T));
    return add(name, bytes.vec(), std::move(dims), /*input=*/true);
  }
  template <typename T>
  GuardedCall &out(llvm::StringRef name, size_t count) {
    return add(name, std::vector<uint8_t>(count * sizeof(T), c.poison),
               {int64_t(count)}, /*input=*/false);
  }
  /// Integers and floats by bit pattern.
  template <typename T>
  GuardedCall &scalar(llvm::StringRef name, T value) {
    if constexpr (std::is_same_v<T, float>)
      call.scalar(name, std::bit_cast<uint32_t>(value));
    else if constexpr (std::is_same_v<T, double>)
      call.scalar(name, std::bit_cast<uint64_t>(value));
    else
      call.scalar(name, std::make_unsigned_t<T>(value));
    return *this;
  }

  /// False (and the case has failed) unless the call went well.
  bool run(llvm::StringRef kernel) {
    if (!c.call(kernel, call))
      return false;
    for (Buffer &b : buffers) {
      c.expectIntact(b.name, b.memory);
      if (b.isInput)
        c.expectBytes(b.name, b.before, b.memory.bytes());
    }
    return true;
  }

  /// True if the call is refused before anything runs.
  bool isRefused(llvm::StringRef kernel) {
    llvm::Error error = c.column.call(kernel, call);
    bool refused = bool(error);
    llvm::consumeError(std::move(error));
    for (Buffer &b : buffers) {
      c.expectIntact(b.name, b.memory);
      c.expectBytes(b.name, b.before, b.memory.bytes());
    }
    return refused;
  }

  /// The first `count` elements of a buffer; the others must still be poison.
  template <typename T>
  std::vector<T> read(llvm::StringRef name, size_t count) {
    for (Buffer &b : buffers) {
      if (b.name != name)
        continue;
      llvm::ArrayRef<uint8_t> bytes = b.memory.bytes();
      if (count > bytes.size() / sizeof(T)) {
        c.expect(name + ": elements at most", bytes.size() / sizeof(T), count);
        return {};
      }
      std::vector<T> values(count);
      if (count)
        std::memcpy(values.data(), bytes.data(), count * sizeof(T));
      size_t used = count * sizeof(T);
      c.expectBytes(name + " behind its end",
                    llvm::ArrayRef(b.before).drop_front(used),
                    bytes.drop_front(used));
      return values;
    }
    c.malformed("no buffer '" + name + "'");
    return {};
  }
  uint64_t result(unsigned i) const { return call.results[i]; }

private:
  struct Buffer {
    Buffer(llvm::StringRef name, std::vector<uint8_t> bytes, const Case &c,
           bool isInput)
        : name(name), before(std::move(bytes)),
          memory(before, c.poison, c.misalign), isInput(isInput) {}
    llvm::StringRef name;
    std::vector<uint8_t> before;
    Guarded memory;
    bool isInput;
  };

  GuardedCall &add(llvm::StringRef name, std::vector<uint8_t> bytes,
                   llvm::SmallVector<int64_t, 2> dims, bool input) {
    Buffer &b = buffers.emplace_back(name, std::move(bytes), c, input);
    call.buffers.push_back({name, b.memory.data(), std::move(dims)});
    return *this;
  }

  Case &c;
  std::deque<Buffer> buffers;
  Invocation call;
};

/// False, and the case is not run, if the column has neither the kernel nor the
/// C interface.
inline bool runsKernel(Case &c, llvm::StringRef kernel) {
  if (c.column.isLibrary() || c.column.has(kernel))
    return true;
  c.notRun("has no kernel");
  return false;
}

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_GOLDEN_GUARDEDCALL_H
