//===- EngineAPI.cpp - C interface: library, engines, loading -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Handles.h"

#include "atlas/JIT/Host.h"

using namespace llvm;
using namespace atlas;
using namespace atlas::capi;
using namespace atlas::jit;

namespace {

Expected<LoadOptions> convert(const atlas_jit_load_options *given) {
  atlas_jit_load_options options;
  if (Error error = readOptions(given, options))
    return std::move(error);
  LoadOptions result;
  switch (options.tier) {
  case ATLAS_JIT_TIER_AUTO:
    result.tier = Tier::Auto;
    break;
  case ATLAS_JIT_TIER_AOT:
    result.tier = Tier::Aot;
    break;
  case ATLAS_JIT_TIER_JIT:
    result.tier = Tier::Jit;
    break;
  case ATLAS_JIT_TIER_SPECIAL:
    result.tier = Tier::Special;
    break;
  default:
    return misuse("there is no tier " + Twine(options.tier));
  }
  if (options.constant_count && !options.constants)
    return misuse("the constants are NULL");
  for (size_t i = 0; i < options.constant_count; ++i)
    result.specialize.emplace_back(text(options.constants[i].name).str(),
                                   options.constants[i].value);
  result.level = text(options.level).str();
  result.strategies = text(options.strategies).str();
  result.scalar = options.scalar;
  result.useTwin = options.use_twin;
  return result;
}

// The common end of all loads.
atlas_status_t
load(atlas_jit_engine_t *engine, const atlas_jit_load_options *options,
     atlas_jit_kernel_t **kernel, atlas_diag_t **diag,
     function_ref<Expected<KernelHandle>(Engine &, const LoadOptions &)> how) {
  if (!isHandle(engine) || !kernel)
    return report(misuse("the engine or the place for the kernel is missing"),
                  diag);
  Expected<LoadOptions> converted = convert(options);
  if (!converted)
    return report(converted.takeError(), diag);
  Expected<KernelHandle> loaded = how(*engine->engine, *converted);
  if (!loaded)
    return report(loaded.takeError(), diag);
  auto handle = std::make_unique<atlas_jit_kernel>();
  handle->kernel = std::move(*loaded);
  raw_string_ostream(handle->abi) << handle->kernel->abi().toJSON();
  *kernel = handle.release();
  return report(Error::success(), diag);
}

} // namespace

Expected<std::unique_ptr<Engine>>
atlas::capi::createEngine(const atlas_jit_options *options) {
  atlas_jit_options known;
  if (Error error = readOptions(options, known))
    return std::move(error);
  EngineOptions converted;
  converted.cacheDir = text(known.cache_dir).str();
  if (known.cache_max_bytes)
    converted.cacheMaxBytes = known.cache_max_bytes;
  converted.threads = known.threads;
  converted.perfSupport = known.perf_support;
  converted.gdbSupport = known.gdb_support;
  return Engine::create(std::move(converted));
}

uint32_t atlas_jit_api_version(void) { return ATLAS_JIT_API_VERSION; }

const char *atlas_jit_build_id(void) { return linkedBuildId().c_str(); }

size_t atlas_jit_library_count(void) { return libraryKernels().size(); }

const char *atlas_jit_library_name(size_t index) {
  // The names are literals of a generated table, so they end in a NUL.
  return index < libraryKernels().size() ? libraryKernels()[index].name.data()
                                         : nullptr;
}

atlas_status_t atlas_jit_engine_create(const atlas_jit_options *options,
                                       atlas_jit_engine_t **engine,
                                       atlas_diag_t **diag) {
  if (!engine)
    return report(misuse("the place for the engine is NULL"), diag);
  Expected<std::unique_ptr<Engine>> created = createEngine(options);
  if (!created)
    return report(created.takeError(), diag);
  auto handle = std::make_unique<atlas_jit_engine>();
  handle->engine = std::move(*created);
  *engine = handle.release();
  return report(Error::success(), diag);
}

void atlas_jit_engine_destroy(atlas_jit_engine_t *engine) { destroy(engine); }

atlas_status_t
atlas_jit_kernel_load_library(atlas_jit_engine_t *engine, const char *name,
                              const atlas_jit_load_options *options,
                              atlas_jit_kernel_t **kernel,
                              atlas_diag_t **diag) {
  return load(engine, options, kernel, diag,
              [&](Engine &target, const LoadOptions &how) {
                return target.loadLibrary(text(name), how);
              });
}

atlas_status_t atlas_jit_kernel_load_file(atlas_jit_engine_t *engine,
                                          const char *path, const char *name,
                                          const atlas_jit_load_options *options,
                                          atlas_jit_kernel_t **kernel,
                                          atlas_diag_t **diag) {
  return load(
      engine, options, kernel, diag,
      [&](Engine &target, const LoadOptions &how) -> Expected<KernelHandle> {
        Expected<Source> source = Source::fromFile(text(path));
        if (!source)
          return source.takeError();
        return target.load(*source, text(name), how);
      });
}

atlas_status_t atlas_jit_kernel_load_text(atlas_jit_engine_t *engine,
                                          const char *bytes, size_t size,
                                          atlas_jit_format format,
                                          const char *label, const char *name,
                                          const atlas_jit_load_options *options,
                                          atlas_jit_kernel_t **kernel,
                                          atlas_diag_t **diag) {
  return load(
      engine, options, kernel, diag,
      [&](Engine &target, const LoadOptions &how) -> Expected<KernelHandle> {
        if (!bytes && size)
          return misuse("the text is NULL");
        if (unsigned(format) > ATLAS_JIT_FORMAT_BITCODE)
          return misuse("there is no source format " + Twine(int(format)));
        // The enumerators have the same order.
        Source source{label ? label : "text", StringRef(bytes, size).str(),
                      static_cast<Source::Format>(format)};
        return target.load(source, text(name), how);
      });
}
