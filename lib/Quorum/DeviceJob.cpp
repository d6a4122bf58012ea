//===- DeviceJob.cpp - A kernel call as a worker's job ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/DeviceJob.h"

#include "atlas/Quorum/Poison.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::quorum;

namespace {

/// Device code may touch whole 16-byte groups.
constexpr uint64_t kPadding = 16;
/// The least that every API promises per dimension; entries loop over the rest.
constexpr int64_t kMaxGroups = 65535;

class Writer {
public:
  Writer(const DeviceProgram &program, const DeviceCall &call, unsigned round,
         llvm::StringRef folder)
      : program(program), call(call), folder(folder.str()) {
    job.round = round;
    job.path = this->folder + "/job";
  }

  llvm::Expected<DeviceJob> write(llvm::StringRef format,
                                  llvm::ArrayRef<char> module);

private:
  llvm::Expected<int64_t> evaluate(llvm::StringRef text) const;
  llvm::Error parameter(const KernelParam &param);
  llvm::Error temporaries();
  void result(const KernelResult &result);
  llvm::Error entry(const DeviceEntry &entry);
  llvm::Error word(const DeviceWord &word);
  void save(DeviceOutput output, uint64_t size);
  std::string poison() const { return fmt::format("{:02x}", kPoison[job.round]); }

  const DeviceProgram &program;
  const DeviceCall &call;
  std::string folder;
  DeviceJob job;
  std::string text;
};

llvm::Expected<int64_t> Writer::evaluate(llvm::StringRef text) const {
  auto expression = LengthExpr::parse(text);
  if (!expression)
    return expression.takeError();
  return expression->evaluate([&](llvm::StringRef name, unsigned k,
                                  bool isDim) -> std::optional<int64_t> {
    if (!isDim) {
      auto scalar = call.scalars.find(name.str());
      if (scalar == call.scalars.end())
        return std::nullopt;
      return static_cast<int64_t>(scalar->second);
    }
    auto dims = call.dims.find(name.str());
    if (dims == call.dims.end() || k >= dims->second.size())
      return std::nullopt;
    return dims->second[k];
  });
}

void Writer::save(DeviceOutput output, uint64_t size) {
  DeviceJob::Saved saved;
  saved.path = folder + "/" + output.name + ".out";
  saved.size = size;
  saved.padded = llvm::alignTo(size, kPadding);
  text += fmt::format("save {0} {0}.out\n", output.name);
  saved.output = std::move(output);
  job.saved.push_back(std::move(saved));
}

llvm::Error Writer::parameter(const KernelParam &param) {
  auto dims = call.dims.find(param.name);
  if (dims == call.dims.end())
    return makeError(ErrorCode::LowerFailed,
                     "the call has no extents of '" + param.name + "'");
  uint64_t size = param.type.byteSize();
  for (int64_t extent : dims->second)
    size *= static_cast<uint64_t>(extent);
  uint64_t padded = llvm::alignTo(size, kPadding);
  if (param.role == ParamRole::Out) {
    text += fmt::format("buffer {} {} fill {}\n", param.name, padded, poison());
  } else {
    auto input = call.inputs.find(param.name);
    if (input == call.inputs.end() || input->second.size() != size)
      return makeError(ErrorCode::LowerFailed,
                       "the call has no contents of '" + param.name +
                           "', or not as many as its extents say");
    std::string bytes(input->second.begin(), input->second.end());
    bytes.resize(padded, '\0');
    if (auto error =
            writeFileAtomically(folder + "/" + param.name + ".in", bytes))
      return error;
    text += fmt::format("buffer {0} {1} file {0}.in\n", param.name, padded);
  }
  save({param.name, param.type, param.isSigned, param.isWritten(), false, {}},
       size);
  return llvm::Error::success();
}

llvm::Error Writer::temporaries() {
  for (const LaunchTemp &temp : program.kernel.temps) {
    auto size = evaluate(temp.size);
    if (!size)
      return size.takeError();
    std::string fill =
        temp.fill < 0 ? poison() : fmt::format("{:02x}", temp.fill);
    text += fmt::format("buffer {} {} fill {}\n", temp.name,
                        llvm::alignTo(static_cast<uint64_t>(*size), kPadding),
                        fill);
  }
  return llvm::Error::success();
}

/// Integers come back widened to 32 or 64 bits.
void Writer::result(const KernelResult &result) {
  DataType type = result.type;
  if (!type.isFloat())
    type.bits = type.bits <= 32 ? 32 : 64;
  text += fmt::format("buffer {} {} fill {}\n", result.name, kPadding, poison());
  save({result.name, type, result.isSigned, true, true, {}}, type.byteSize());
}

llvm::Error Writer::word(const DeviceWord &word) {
  uint64_t value;
  if (word.expression.empty()) {
    auto scalar = call.scalars.find(word.scalar);
    if (scalar == call.scalars.end())
      return makeError(ErrorCode::LowerFailed,
                       "the call has no scalar '" + word.scalar + "'");
    value = scalar->second >> (32 * word.word);
  } else {
    auto number = evaluate(word.expression);
    if (!number)
      return number.takeError();
    if (!llvm::isUInt<32>(*number))
      return makeError(ErrorCode::LengthOverflow,
                       fmt::format("{} = {} does not fit a 32-bit parameter",
                                   word.expression, *number));
    value = static_cast<uint64_t>(*number);
  }
  for (unsigned i = 0; i < 4; ++i) // little end first
    text += fmt::format("{:02x}", value >> (8 * i) & 0xff);
  return llvm::Error::success();
}

llvm::Error Writer::entry(const DeviceEntry &entry) {
  auto groups = evaluate(entry.groups);
  if (!groups)
    return groups.takeError();
  if (*groups == 0)
    return llvm::Error::success();
  text += fmt::format("launch {} {} 1 1 {} 1 1\n", entry.name,
                      std::min(*groups, kMaxGroups), program.workgroup);
  for (auto [index, buffer] : llvm::enumerate(entry.buffers))
    text += fmt::format("bind {} {}\n", index, buffer.name);
  if (entry.words.empty())
    return llvm::Error::success();
  text += "params ";
  for (const DeviceWord &w : entry.words)
    if (auto error = word(w))
      return error;
  text += "\n";
  return llvm::Error::success();
}

llvm::Expected<DeviceJob> Writer::write(llvm::StringRef format,
                                        llvm::ArrayRef<char> module) {
  text = fmt::format("atlas-job 1\nmodule {0} program.{0}\nguard {1} {2}\n",
                     format.str(), kGuardBytes, poison());
  if (auto error = writeFileAtomically(
          folder + "/program." + format.str(),
          llvm::StringRef(module.data(), module.size())))
    return error;
  for (const KernelParam &param : program.kernel.params)
    if (param.isBuffer())
      if (auto error = parameter(param))
        return error;
  for (const KernelResult &r : program.kernel.results)
    result(r);
  if (auto error = temporaries())
    return error;
  for (const DeviceEntry &e : program.entries)
    if (auto error = entry(e))
      return error;
  if (auto error = writeFileAtomically(job.path, text))
    return error;
  return std::move(job);
}

llvm::Expected<DeviceOutput> readOutput(const DeviceJob::Saved &saved,
                                        uint8_t pattern) {
  auto file = readFile(saved.path);
  if (!file)
    return file.takeError();
  llvm::ArrayRef<uint8_t> bytes(
      reinterpret_cast<const uint8_t *>((*file)->getBufferStart()),
      (*file)->getBufferSize());
  if (bytes.size() != saved.padded + 2 * kGuardBytes)
    return makeError(ErrorCode::LowerFailed,
                     "the worker saved " + llvm::Twine(bytes.size()) +
                         " bytes of '" + saved.output.name + "'");
  auto damaged = [&](llvm::ArrayRef<uint8_t> zone) {
    return llvm::any_of(zone, [&](uint8_t byte) { return byte != pattern; });
  };
  for (auto [zone, where] : {std::pair(bytes.take_front(kGuardBytes), "before"),
                             {bytes.take_back(kGuardBytes), "behind"}})
    if (damaged(zone))
      return makeError(ErrorCode::LowerFailed,
                       llvm::Twine("the program wrote ") + where + " '" +
                           saved.output.name + "'");
  DeviceOutput output = saved.output;
  llvm::ArrayRef<uint8_t> data = bytes.slice(kGuardBytes, saved.size);
  output.bytes.assign(data.begin(), data.end());
  return output;
}

} // namespace

llvm::Expected<DeviceJob>
quorum::writeDeviceJob(const DeviceProgram &program, llvm::StringRef format,
                       llvm::ArrayRef<char> module, const DeviceCall &call,
                       unsigned round, llvm::StringRef folder) {
  return Writer(program, call, round, folder).write(format, module);
}

llvm::Expected<std::vector<DeviceOutput>>
quorum::readDeviceOutputs(const DeviceJob &job) {
  std::vector<DeviceOutput> outputs;
  for (const DeviceJob::Saved &saved : job.saved) {
    auto output = readOutput(saved, kPoison[job.round]);
    if (!output)
      return output.takeError();
    outputs.push_back(std::move(*output));
  }
  return outputs;
}
