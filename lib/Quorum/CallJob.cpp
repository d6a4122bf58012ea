//===- CallJob.cpp - Kernel calls for packed entries ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/CallJob.h"

#include "atlas/Quorum/Poison.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::quorum;
namespace json = llvm::json;

namespace {

/// Writes the calls one after the other, with the file names of DeviceJob.cpp.
class Writer {
public:
  Writer(const KernelABI &kernel, llvm::StringRef folder)
      : kernel(kernel), folder(folder.str()) {
    job.path = this->folder + "/calls.json";
  }

  llvm::Expected<json::Value> call(const CallData &data, unsigned index,
                                   unsigned round);
  WorkerJob job;

private:
  llvm::Expected<json::Value> buffer(const KernelParam &param);
  llvm::Expected<json::Array> temporaries() const;
  std::string save(CallOutput output, uint64_t size, uint64_t guard,
                   const KernelResult &result);

  const KernelABI &kernel;
  std::string folder;
  const CallData *data = nullptr; ///< the call being written
  unsigned index = 0, round = 0;
};

std::string Writer::save(CallOutput output, uint64_t size, uint64_t guard,
                         const KernelResult &result) {
  std::string file = fmt::format("c{}r{}.{}.out", index, round, output.name);
  job.saved.push_back({index, round, std::move(output), folder + "/" + file,
                       size, size, guard, result});
  return file;
}

llvm::Expected<json::Value> Writer::buffer(const KernelParam &param) {
  auto dims = data->dims.find(param.name);
  if (dims == data->dims.end())
    return makeError(ErrorCode::LowerFailed,
                     "the call has no extents of '" + param.name + "'");
  uint64_t size = data->elements(param.name) * param.type.byteSize();
  json::Object object{{"name", param.name},
                      {"dims", json::Array(dims->second)},
                      {"bytes", int64_t(size)},
                      {"align", int64_t(param.align)}};
  if (param.role == ParamRole::Out) {
    object["fill"] = kPoison[round];
  } else {
    auto input = data->inputs.find(param.name);
    if (input == data->inputs.end() || input->second.size() != size)
      return makeError(ErrorCode::LowerFailed,
                       "the call has no contents of '" + param.name +
                           "', or not as many as its extents say");
    std::string file = fmt::format("c{}.{}.in", index, param.name);
    if (round == 0)
      if (auto error = writeFileAtomically(
              folder + "/" + file,
              {reinterpret_cast<const char *>(input->second.data()), size}))
        return error;
    object["file"] = file;
  }
  object["save"] = save({param.name, param.type, param.isSigned,
                         param.isWritten(), false, {}, {}},
                        size, kGuardBytes, {});
  return object;
}

llvm::Expected<json::Array> Writer::temporaries() const {
  json::Array list;
  for (const LaunchTemp &temp : kernel.temps) {
    auto size = data->evaluate(temp.size);
    if (!size)
      return size.takeError();
    list.push_back(json::Object{{"bytes", *size}, {"fill", temp.fill}});
  }
  return list;
}

llvm::Expected<json::Value> Writer::call(const CallData &call, unsigned number,
                                         unsigned pass) {
  data = &call;
  index = number;
  round = pass;
  json::Array buffers, scalars, results;
  for (const KernelParam &param : kernel.params) {
    if (param.isBuffer()) {
      auto object = buffer(param);
      if (!object)
        return object.takeError();
      buffers.push_back(std::move(*object));
      continue;
    }
    auto scalar = call.scalars.find(param.name);
    if (scalar == call.scalars.end())
      return makeError(ErrorCode::LowerFailed,
                       "the call has no scalar '" + param.name + "'");
    scalars.push_back(json::Object{
        {"name", param.name}, {"word", fmt::format("{:#x}", scalar->second)}});
  }
  auto temps = temporaries();
  if (!temps)
    return temps.takeError();
  for (const KernelResult &result : kernel.results) {
    CallOutput output;
    output.name = result.name;
    output.isResult = true;
    results.push_back(json::Object{
        {"name", result.name}, {"save", save(output, 8, 0, result)}});
  }
  return json::Object{{"name", call.name},
                      {"buffers", std::move(buffers)},
                      {"scalars", std::move(scalars)},
                      {"temps", std::move(*temps)},
                      {"results", std::move(results)}};
}

} // namespace

llvm::Expected<WorkerJob>
quorum::writeCallJob(const PackedProgram &program,
                     llvm::ArrayRef<CallData> calls, llvm::StringRef folder) {
  Writer writer(program.kernel, folder);
  json::Array list;
  for (auto [index, call] : llvm::enumerate(calls))
    for (unsigned round : {0u, 1u}) {
      auto object = writer.call(call, unsigned(index), round);
      if (!object)
        return object.takeError();
      list.push_back(std::move(*object));
    }
  std::string file;
  if (program.format != "library") {
    file = "program." + program.format;
    if (auto error = writeFileAtomically(folder.str() + "/" + file, program.code))
      return error;
  }
  json::Object described{{"format", program.format},
                         {"path", file},
                         {"entry", program.entry},
                         {"form", program.form}};
  if (program.format == "object") // which does not say what its entry takes
    described["kernel"] = program.kernel.toJSON();
  json::Value document = json::Object{
      {"atlas-calls", 1},
      {"program", std::move(described)},
      {"guard", json::Object{{"bytes", int64_t(kGuardBytes)},
                             {"fill", kGuardPattern}}},
      {"calls", std::move(list)}};
  std::string text;
  llvm::raw_string_ostream(text) << document << "\n";
  if (auto error = writeFileAtomically(writer.job.path, text))
    return error;
  writer.job.calls = writer.job.launches = calls.size();
  return std::move(writer.job);
}
