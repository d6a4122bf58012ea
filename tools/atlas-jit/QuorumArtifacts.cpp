//===- QuorumArtifacts.cpp - Artifacts with what was executed ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "QuorumArtifacts.h"

#include "atlas/Conversion/AtlasToGPU/Passes.h"
#include "atlas/Dialect/Atlas/Transforms/Passes.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

/// The names in a textual pipeline, without options and anchors.
std::vector<std::string> passNames(const mlir::PassManager &passes) {
  std::string text, name;
  llvm::raw_string_ostream os(text);
  passes.printAsTextualPipeline(os);
  std::vector<std::string> names;
  unsigned depth = 0;
  for (char c : text + ",") {
    depth += c == '{';
    if (depth == 0 && (c == ',' || c == ')') && !name.empty())
      names.push_back(name);
    if (depth == 0 && llvm::is_contained({',', '(', ')'}, c))
      name.clear();
    else if (depth == 0)
      name += c;
    depth -= c == '}' && depth > 0;
  }
  return names;
}

/// The rows of a layout, its specialists' too.
std::vector<QuorumRow> rowsOf(llvm::ArrayRef<QuorumRow> rows,
                              llvm::StringRef target, llvm::StringRef layout) {
  std::vector<QuorumRow> found;
  for (const QuorumRow &row : rows)
    if (row.target == target &&
        llvm::StringRef(row.layout).split(' ').first == layout)
      found.push_back(row);
  return found;
}

/// What the rows of several emitters amount to (BR-39).
backend::DiffExecResult resultOf(llvm::ArrayRef<QuorumRow> rows, double tolerance) {
  std::optional<backend::DiffExecResult> result;
  auto take = [&](backend::DiffExecResult one) {
    result = result ? backend::worse(*result, one) : one;
  };
  double most = 0;
  for (const QuorumRow &row : rows) {
    most = std::max(most, row.result.votes.maxAbsDiff);
    if (row.result.kind == QuorumStatus::Divergent)
      take(backend::Divergent{row.result.votes.maxAbsDiff, tolerance});
  }
  if (result)
    return *result;
  // Each emitter's code must have agreed somewhere.
  std::vector<std::string> layouts;
  for (const QuorumRow &row : rows)
    if (!llvm::is_contained(layouts, row.layout))
      layouts.push_back(row.layout);
  for (const std::string &layout : layouts)
    if (llvm::none_of(rows, [&](const QuorumRow &row) {
          return row.layout == layout && row.result.kind == QuorumStatus::Match;
        }))
      take(backend::NotRun{layout + ": " +
                           llvm::find_if(rows, [&](const QuorumRow &row) {
                             return row.layout == layout;
                           })->result.detail});
  return result.value_or(backend::Match{most});
}

backend::Sidecar reportOf(llvm::ArrayRef<QuorumRow> rows, llvm::StringRef target,
                          llvm::StringRef layout,
                          llvm::ArrayRef<std::string> emitters) {
  json::Object shared;
  for (const std::string &specialist : emitters.drop_front())
    shared[specialist] = json::Array(sharedPasses(target, specialist, layout));
  json::Value report =
      json::Object{{"format", 1},
                   {"quorum", toJSON(rows.vec())},
                   {"shared_passes", std::move(shared)}};
  std::string text = llvm::formatv("{0}\n", report).str();
  return {backend::kReportSidecar.str(), {text.begin(), text.end()}};
}

/// The artifact again, with what was executed instead of what was compared.
backend::Artifact withReport(const backend::Artifact &made,
                             const backend::QuorumPolicy &policy,
                             llvm::ArrayRef<QuorumRow> rows,
                             llvm::StringRef layout) {
  backend::ArtifactContext context = made.context();
  std::vector<std::string> emitters{context.emitters.front().name};
  if (auto *multi = std::get_if<backend::Multi>(&context.status)) {
    emitters = multi->emitters;
    context.status =
        backend::Multi{emitters, resultOf(rows, policy.tolerance())};
  }
  context.policy = policy;
  context.sidecars.push_back(reportOf(rows, context.target, layout, emitters));
  return backend::Artifact(made.primary(),
                           {made.constructs(), made.unused(), made.validation(),
                            made.usesDrafts()},
                           std::move(context));
}

std::string fileName(const std::string &text) {
  std::string name;
  for (char c : text)
    name += llvm::isAlnum(c) || c == '.' || c == '_' ? c : '-';
  return name;
}

} // namespace

std::vector<std::string> tool::sharedPasses(llvm::StringRef target,
                                            llvm::StringRef specialist,
                                            llvm::StringRef layout) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::PassManager general(&context, mlir::ModuleOp::getOperationName());
  GPUPipelineOptions options;
  options.layout =
      layout == "words32" ? DeviceLayout::Words32 : DeviceLayout::Bytes8;
  buildGPUPipeline(general, options);
  std::vector<std::string> shared = passNames(general);
  if (specialist == "llvm-spirv")
    return shared; // they part at the gpu module
  mlir::PassManager special(&context, mlir::ModuleOp::getOperationName());
  if (specialist == "ptx-shapes") {
    buildAtlasLevelsPipeline(special);
    special.addPass(mlir::createInlinerPass());
    special.addPass(mlir::createSymbolDCEPass());
  }
  std::vector<std::string> own = passNames(special);
  llvm::erase_if(shared, [&](auto &name) { return !llvm::is_contained(own, name); });
  return shared;
}

llvm::Error tool::writeQuorumArtifacts(llvm::StringRef folder,
                                       QuorumKernel &kernel,
                                       llvm::ArrayRef<QuorumRow> rows,
                                       double tolerance) {
  if (std::error_code error = llvm::sys::fs::create_directories(folder))
    return makeError(ErrorCode::FileWriteFailed,
                     "cannot make '" + folder + "': " + error.message());
  auto policy = backend::QuorumPolicy::make(backend::PolicyKind::DiffExec, tolerance);
  if (!policy)
    return policy.takeError();
  std::vector<std::string> done;
  for (const QuorumRow &row : rows) {
    std::string layout = llvm::StringRef(row.layout).split(' ').first.str();
    std::string name = fileName(row.kernel + "." + row.target + "." + layout);
    // Of the host there are several forms and no one artifact.
    if (row.target == "cpu" || llvm::is_contained(done, name))
      continue;
    done.push_back(name);
    auto made = kernel.artifact(row.target, layout);
    if (!made) {
      llvm::consumeError(made.takeError()); // the row says so
      continue;
    }
    auto artifact = withReport(**made, *policy, rowsOf(rows, row.target, layout), layout);
    if (auto error = writeFileAtomically((folder + "/" + name + ".json").str(),
                                         artifact.toJSON()))
      return error;
  }
  return llvm::Error::success();
}
