//===- EngineColumns.cpp - Tiers, ISA levels and twins as columns ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One engine without a cache serves all columns; kernels are compiled at first
// use and kept.
//===----------------------------------------------------------------------===//
#include "Column.h"

#include "atlas/JIT/Engine.h"
#include "atlas/JIT/Host.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace atlas;
using namespace atlas::test;

namespace {

const jit::LibraryKernel *findLibraryKernel(llvm::StringRef name) {
  auto all = jit::libraryKernels();
  auto it = llvm::find_if(all, [&](auto &k) { return k.name == name; });
  return it == all.end() ? nullptr : it;
}

/// A length or scalar for tier 2, so that both its constant and its guarded
/// path run: cases have this value and others.
std::vector<std::pair<std::string, uint64_t>>
specialisation(llvm::StringRef kernel) {
  if (kernel == "conserved-delta")
    return {{"dim(before)", 12288}};
  if (kernel == "conserved-update")
    return {{"dim(chunk)", 256}};
  if (kernel == "conserved-fill")
    return {{"dim(dst)", 12288}, {"val", 7}};
  if (kernel == "conserved-copy")
    return {{"dim(src)", 12288}};
  if (kernel == "r96-classify-byte")
    return {{"b", 200}};
  if (kernel == "r96-harmonizes")
    return {{"r1", 24}};
  if (kernel == "boundary-encode")
    return {{"page", 3}};
  if (kernel == "boundary-decode")
    return {{"coord", 4660}};
  if (kernel == "gel-tick32")
    return {{"dim(weights)", 2048}};
  if (kernel == "gel-tick64")
    return {{"dim(weight)", 2048}};
  if (kernel == "gel-observe")
    return {{"dim(ids)", 12}, {"proportional", 1}};
  if (kernel.starts_with("gel-")) // candidates
    return {{"dim(src)", 24}};
  if (kernel.starts_with("halt-batch")) // 10, 5 and 0.55
    return {{"window", 10},     {"trend", 5},   {"window_threshold", 0x3FE199999999999A},
            {"regression", 0}, {"per_row", 0}, {"measure", 0}};
  if (kernel == "t1")
    return {{"queue_budget", 10000}};
  if (kernel == "t1-prepare")
    return {{"dim(indices)", 24}};
  if (kernel == "t1-propagate") // everything off
    return {{"queue_budget", UINT64_MAX}, {"relax_cap", UINT64_MAX},
            {"frontier", 0},              {"visited", 0},
            {"dedupe_window", 0}};
  if (kernel == "t1-decay")
    return {{"count", 24}};
  if (kernel == "r96-classify-page" || kernel == "r96-histogram-page")
    return {};
  return {{"dim(data)", kernel.contains("pages") ? 512u : 12288u}};
}

class EngineColumn : public Column {
public:
  EngineColumn(std::string name, std::shared_ptr<jit::Engine> engine,
               jit::LoadOptions options)
      : Column(std::move(name)), engine(std::move(engine)),
        options(std::move(options)) {}

  bool isTwin() const override { return options.useTwin; }

  bool has(llvm::StringRef kernel) const override {
    const jit::LibraryKernel *entry = findLibraryKernel(kernel);
    if (!entry || (options.useTwin && entry->twin.empty()))
      return false;
    // Nothing to specialise: tier 2 of such a kernel does not exist.
    return options.tier != jit::Tier::Special ||
           !specialisation(kernel).empty();
  }

  llvm::Error call(llvm::StringRef kernel, Invocation &invocation,
                   unsigned threads) override {
    jit::KernelHandle &handle = loaded[kernel];
    if (!handle)
      if (llvm::Error error = load(kernel, handle))
        return error;
    jit::Call call(handle->abi());
    for (const Invocation::Buffer &b : invocation.buffers)
      if (llvm::Error error = call.setBuffer(b.name, b.data, b.dims))
        return error;
    for (const Invocation::Scalar &s : invocation.scalars)
      if (llvm::Error error = call.setScalar(s.name, s.bits))
        return error;
    if (llvm::Error error = call.check())
      return error;
    if (llvm::Error error = jit::run(*handle, call, threads))
      return error;
    size_t count = handle->abi().results.size();
    if (count > std::size(invocation.results))
      return llvm::createStringError("more results than an Invocation has");
    for (size_t i = 0; i < count; ++i)
      invocation.results[i] = call.result(i);
    return llvm::Error::success();
  }

private:
  llvm::Error load(llvm::StringRef kernel, jit::KernelHandle &handle) {
    jit::LoadOptions copy = options;
    if (options.tier == jit::Tier::Special)
      copy.specialize = specialisation(kernel);
    auto result = engine->loadLibrary(kernel, copy);
    if (!result)
      return result.takeError();
    handle = std::move(*result);
    return handle->wait();
  }

  std::shared_ptr<jit::Engine> engine;
  jit::LoadOptions options;
  llvm::StringMap<jit::KernelHandle> loaded;
};

} // namespace

llvm::Expected<Columns>
atlas::test::makeColumns(llvm::StringRef words,
                         std::vector<MissingColumn> &missing) {
  jit::EngineOptions engineOptions;
  engineOptions.threads = 4; // more than most hosts have: results must not care
  auto created = jit::Engine::create(engineOptions);
  if (!created)
    return created.takeError();
  std::shared_ptr<jit::Engine> engine = std::move(*created);

  auto wanted = [&](llvm::StringRef name) {
    llvm::SmallVector<llvm::StringRef> parts;
    words.split(parts, ',', -1, /*KeepEmpty=*/false);
    return parts.empty() || llvm::any_of(parts, [&](llvm::StringRef part) {
             return name.contains(part);
           });
  };
  Columns columns;
  if (wanted("reference"))
    columns.push_back(makeReferenceColumn());
  auto add = [&](std::string name, jit::Tier tier, llvm::StringRef level,
                 bool twin, bool scalar) {
    if (!wanted(name))
      return;
    jit::LoadOptions options;
    options.tier = tier;
    options.level = level.str();
    options.useTwin = twin;
    options.scalar = scalar;
    columns.push_back(std::make_unique<EngineColumn>(std::move(name), engine,
                                                     std::move(options)));
  };
  using jit::Tier;
  add("jit", Tier::Jit, "", false, false);
  add("special", Tier::Special, "", false, false);
  add("scalar", Tier::Jit, "", false, true);
  add("ll", Tier::Jit, "", true, false);
  for (llvm::StringRef level : CPUTarget::levelNames()) {
    std::string name = level.str();
    if (!llvm::is_contained(jit::executableLevels(), name)) {
      missing.push_back({"aot:" + name + ", jit:" + name + ", ll:" + name,
                         "this host does not execute " + name});
      continue;
    }
    add("aot:" + name, Tier::Aot, level, false, false);
    add("jit:" + name, Tier::Jit, level, false, false);
    add("ll:" + name, Tier::Jit, level, true, false);
  }
  for (auto &column : makeLibraryColumns(missing))
    if (wanted(column->name()))
      columns.push_back(std::move(column));
  return columns;
}
