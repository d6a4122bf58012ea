//===- Mock.h - Emitters, engines and checkers of tests ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parts of a quorum back end that do what a test tells them and count calls.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_BACKEND_MOCK_H
#define ATLAS_UNITTESTS_BACKEND_MOCK_H

#include "atlas/Backend/Backend.h"
#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/Registry.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <atomic>
#include <functional>

namespace atlas::backend::test {

inline Target target(llvm::StringRef id) {
  return llvm::cantFail(parseTarget(id));
}

/// A module with nothing but a name, in a context of its own.
struct TestModule {
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;

  explicit TestModule(llvm::StringRef name = "m") {
    mlir::OpBuilder builder(&context);
    module = mlir::ModuleOp::create(
        mlir::FileLineColLoc::get(&context, "test.mlir", 3, 4), name);
  }
  mlir::ModuleOp get() { return *module; }
  /// Generic form with locations.
  std::string text() {
    std::string out;
    llvm::raw_string_ostream os(out);
    mlir::OpPrintingFlags flags;
    flags.printGenericOpForm().enableDebugInfo(true);
    module->print(os, flags);
    return out;
  }
};

inline CiteRow row(llvm::StringRef contract, llvm::StringRef cls = "mem.binding",
                   llvm::StringRef entry = "k") {
  return {entry.str(), {cls.str(), "", 0, "", ""}, contract.str(), "e", "", 1};
}

inline Emission emission(llvm::StringRef code,
                         std::vector<CiteRow> rows = {row("C-A")}) {
  Emission made;
  made.format = {"mock", false};
  made.bytes.assign(code.begin(), code.end());
  made.declared = std::move(rows);
  EntryPoint entry;
  entry.name = "k";
  made.entries.push_back(entry);
  return made;
}

using EmitFunction = std::function<llvm::Expected<std::optional<Emission>>(
    mlir::ModuleOp, const BackendConfig &)>;

class MockEmitter : public Emitter {
public:
  MockEmitter(std::string called, EmitFunction make, int *calls = nullptr)
      : called(std::move(called)), make(std::move(make)), calls(calls) {}
  llvm::StringRef name() const override { return called; }
  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override {
    if (calls)
      ++*calls;
    return make(module, config);
  }

private:
  std::string called;
  EmitFunction make;
  int *calls;
};

inline std::unique_ptr<Emitter> emits(std::string name, std::string code,
                                      std::vector<CiteRow> rows = {row("C-A")},
                                      int *calls = nullptr) {
  return std::make_unique<MockEmitter>(
      std::move(name),
      [code, rows](mlir::ModuleOp, const BackendConfig &)
          -> llvm::Expected<std::optional<Emission>> {
        return std::optional(emission(code, rows));
      },
      calls);
}
inline std::unique_ptr<Emitter> declines(std::string name,
                                         int *calls = nullptr) {
  return std::make_unique<MockEmitter>(
      std::move(name),
      [](mlir::ModuleOp, const BackendConfig &)
          -> llvm::Expected<std::optional<Emission>> {
        return std::optional<Emission>();
      },
      calls);
}
inline std::unique_ptr<Emitter> fails(std::string name, std::string why,
                                      int *calls = nullptr) {
  return std::make_unique<MockEmitter>(
      std::move(name),
      [why](mlir::ModuleOp, const BackendConfig &)
          -> llvm::Expected<std::optional<Emission>> {
        return makeBackendError(BackendErrorKind::Lower, "cpu", why);
      },
      calls);
}

/// Answers with a result and honest digests unless told otherwise.
class MockEngine : public DiffExecEngine {
public:
  using Answer = std::function<llvm::Expected<EngineReport>(EngineReport)>;
  explicit MockEngine(DiffExecResult result, Answer change = {})
      : result(std::move(result)), change(std::move(change)) {}
  llvm::StringRef name() const override { return "mock"; }
  llvm::Expected<EngineReport>
  compare(const Emission &general, const Emission &specialist, mlir::ModuleOp,
          const BackendConfig &, double) const override {
    ++calls;
    EngineReport report{result, programDigest(general),
                        programDigest(specialist), false};
    return change ? change(report) : llvm::Expected<EngineReport>(report);
  }
  mutable int calls = 0;

private:
  DiffExecResult result;
  Answer change;
};

/// A back end without routing, for registry tests.
class PlainBackend : public Backend {
public:
  PlainBackend(std::string called, std::vector<Target> owned,
               int *calls = nullptr)
      : called(std::move(called)), owned(std::move(owned)), calls(calls) {}
  llvm::StringRef name() const override { return called; }
  llvm::ArrayRef<Target> targets() const override { return owned; }
  llvm::Expected<Artifact> lower(mlir::ModuleOp,
                                 const BackendConfig &config) const override {
    if (calls)
      ++*calls;
    ArtifactContext context;
    context.target = config.target.id().str();
    context.backend = called;
    return Artifact(emission("code"), {{row("C-A")}, {}, {}, false}, context);
  }

private:
  std::string called;
  std::vector<Target> owned;
  int *calls;
};

} // namespace atlas::backend::test

#endif // ATLAS_UNITTESTS_BACKEND_MOCK_H
