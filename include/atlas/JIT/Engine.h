//===- Engine.h - Compile and run kernels on this host ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ interface of libatlas-jit: an engine, loaded kernels and calls.
//
// An Engine owns the host description, the object cache, the JIT session and
// the background compiler. `load` gives a Kernel handle: a description (ABI), a
// report (tier, cache state, milliseconds by phase) and entries. `bind` checks
// arguments against the ABI, `call` runs the launch plan on the thread pool.
// Use this from C++; `include/atlas-c/jit.h` is the same for C.
//
// Failure: errors with ATL05xx/ATL03xx codes; nothing aborts or prints.
// Thread rule: Engine and Kernel are thread-safe; a Call is one thread's.
// After fork, a child may call kernels that are loaded and must not compile.
// Ownership: a Kernel keeps the engine's session alive; its destruction frees
// code and memory. Source: design.md section 3.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_JIT_ENGINE_H
#define ATLAS_JIT_ENGINE_H

#include "atlas-c/args.h"
#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"
#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atlas::jit {

/// 0: ahead-of-time object; 1: JIT for this CPU; 2: JIT with constants.
enum class Tier : uint8_t { Aot = 0, Jit = 1, Special = 2, Auto = 3 };
/// How the object cache answered.
enum class CacheState : uint8_t {
  Off,
  Hit,
  HitCanonical,
  Miss,
  Corrupt,
  Refused
};

llvm::StringRef tierName(Tier tier); // "aot" "jit" "special" "auto"
llvm::StringRef cacheStateName(CacheState state); // "off" "hit" ...

/// A kernel source text.
struct Source {
  enum class Format : uint8_t { Mlir, Bytecode, LLVMText, Bitcode };
  std::string path; ///< for diagnostics
  std::string text;
  Format format = Format::Mlir;
  /// Reads a file; the format follows from its ending. ATL0101, ATL0103.
  static llvm::Expected<Source> fromFile(llvm::StringRef path);
};

struct EngineOptions {
  std::string cacheDir;                ///< empty: no cache
  uint64_t cacheMaxBytes = 256u << 20; ///< oldest use is evicted first
  unsigned threads = 0;                ///< pool size; 0: all cores
  bool perfSupport = false;            ///< jitdump for perf
  bool gdbSupport = false;             ///< GDB JIT interface
};

struct LoadOptions {
  /// Auto: library kernels start on the cached JIT object, else ahead-of-time
  /// code while the JIT compiles behind; files wait for their JIT.
  Tier tier = Tier::Auto;
  std::vector<std::pair<std::string, uint64_t>> specialize; ///< tier 2
  std::string strategies; ///< overrides, see HostPipelineOptions
  bool scalar = false;    ///< plain loops, unoptimised (`--compare scalar`)
  std::string level;      ///< ISA level instead of the host's ("" = host)
  bool useTwin = false;   ///< library kernels: the portable .ll twin
  /// MLIR sources, tier Auto, not cached: start on code that is made in least
  /// time and compile the real code behind it. Until Kernel::wait() has
  /// returned, run() uses one thread and the packed entry only knows
  /// ATLAS_PHASE_ALL.
  bool quick = false;
  /// With `quick`: false compiles nothing behind and keeps the quick code in
  /// the cache, for a process that calls once on little data and ends.
  bool behind = true;
};

/// What happened while loading, for --json and reports.
struct LoadReport {
  Tier tier = Tier::Jit;
  CacheState cache = CacheState::Off;
  std::string cacheNote; ///< reason for Refused or Corrupt
  std::vector<std::pair<std::string, double>> milliseconds; ///< phase, ms
};

class Kernel;
using KernelHandle = std::shared_ptr<Kernel>;

/// A loaded kernel.
class Kernel {
public:
  virtual ~Kernel();
  virtual const KernelABI &abi() const = 0;
  /// Report of the code behind the slot now.
  virtual LoadReport report() const = 0;
  /// The packed entry through the slot: valid while the handle lives, always
  /// the best code so far; a call never waits for a compiler.
  virtual atlas_packed_fn packed() const = 0;
  /// The typed C entry (current code); null if the kernel has none.
  virtual void *typed() const = 0;
  /// Waits until no background compile of this kernel is pending.
  virtual llvm::Error wait() = 0;
  /// Adds a guarded tier-2 variant behind the generic slot (at most 8, least
  /// recently used goes first). With `wait` false it compiles behind.
  virtual llvm::Error
  specialize(llvm::ArrayRef<std::pair<std::string, uint64_t>> values,
             bool wait) = 0;
};

/// A library kernel as `atlas-jit list` shows it.
struct LibraryKernel {
  llvm::StringRef name;       ///< r96-histogram
  llvm::StringRef symbol;     ///< r96_histogram
  llvm::StringRef mlir;       ///< source text
  llvm::StringRef twin;       ///< .ll source text, "" if none
  llvm::StringRef twinSymbol; ///< packed-callable wrapper in the twin, or ""
};

/// The kernels of the library, sorted by name.
llvm::ArrayRef<LibraryKernel> libraryKernels();

class Engine {
public:
  static llvm::Expected<std::unique_ptr<Engine>> create(EngineOptions options);
  virtual ~Engine();

  /// Loads a library kernel. ATL0201 with the nearest names.
  virtual llvm::Expected<KernelHandle> loadLibrary(llvm::StringRef name,
                                                   const LoadOptions &) = 0;
  /// Loads one kernel (or atlas.pipeline) of a source; "" = the only one.
  virtual llvm::Expected<KernelHandle>
  load(const Source &, llvm::StringRef kernel, const LoadOptions &) = 0;
  /// Links an object made for a CPU that this host is (the code of an artifact) and
  /// gives its packed entry a handle; that code is all there is behind it. ATL0503
  /// for an object that does not link.
  virtual llvm::Expected<KernelHandle> loadObject(llvm::StringRef object,
                                                  const KernelABI &abi,
                                                  llvm::StringRef packed) = 0;
  /// The host as detected (once per process).
  virtual const CPUTarget &host() const = 0;
  /// Emits text or object code for any level: "asm", "object", "llvm", "mlir".
  virtual llvm::Expected<std::string> emit(const Source &,
                                           llvm::StringRef kernel,
                                           llvm::StringRef format,
                                           const LoadOptions &) = 0;
};

/// One bound set of arguments. Names, shapes and overlap are checked by bind().
class Call {
public:
  explicit Call(const KernelABI &abi);
  // The argument block points into the object.
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;
  Call(Call &&) = default;
  Call &operator=(Call &&) = default;
  /// Sets a buffer: dims has `rank` entries; stride in elements (0 = packed).
  llvm::Error setBuffer(llvm::StringRef name, void *data,
                        llvm::ArrayRef<int64_t> dims, int64_t stride = 0);
  /// Sets a scalar from its bits (integers zero-extended).
  llvm::Error setScalar(llvm::StringRef name, uint64_t bits);
  /// Declared extents of a buffer from what is set so far (allocating omitted
  /// outputs); evaluates length expressions.
  llvm::Expected<std::vector<int64_t>> extents(llvm::StringRef name) const;
  /// Checks everything: missing, shape, alignment, null, overlap.
  llvm::Error check();
  /// Result bits, valid after a run.
  uint64_t result(unsigned index) const { return results[index]; }
  const atlas_args_t &args() const { return packed; }
  const KernelABI &abi() const { return *description; }

private:
  friend llvm::Error run(Kernel &, Call &, unsigned);
  /// Value of an expression over what is set so far; `depth` bounds chains of
  /// declared lengths.
  llvm::Expected<int64_t> evaluate(llvm::StringRef expression,
                                   unsigned depth) const;
  std::optional<int64_t> extent(unsigned param, unsigned k,
                                unsigned depth) const;
  std::optional<uint64_t> scalarValue(unsigned param) const;
  llvm::Error checkBuffer(unsigned param) const;
  llvm::Error checkOverlap(unsigned written, unsigned other) const;
  /// Points the argument block at memory for the plan's temporaries, filled.
  llvm::Error prepareScratch(const KernelABI &plan, atlas_args_t &args);

  const KernelABI *description;
  std::vector<atlas_buffer_t> buffers;
  std::vector<bool> bufferSet, scalarSet;
  std::vector<uint64_t> scalars, results;
  atlas_args_t packed{};
  /// Temporaries of the last run, kept for the next: fresh pages would cost more
  /// than many a run.
  struct FreeMemory {
    void operator()(void *memory) const;
  };
  std::unique_ptr<void, FreeMemory> scratch;
  uint64_t scratchSize = 0;
};

/// Runs the launch plan on the best code that fits the arguments. threads: 1
/// runs ATLAS_PHASE_ALL on the caller, 0 means all cores; results never depend
/// on it. The call must have been checked. It keeps the memory of temporaries for
/// its next run; one call is run by one thread at a time.
llvm::Error run(Kernel &kernel, Call &call, unsigned threads);

} // namespace atlas::jit

#endif // ATLAS_JIT_ENGINE_H
