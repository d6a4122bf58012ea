//===- DeviceJob.cpp - Kernel calls as a worker's job -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/DeviceJob.h"

#include "atlas/Quorum/Poison.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::quorum;

namespace {

/// Device code may touch whole 16-byte groups.
constexpr uint64_t kPadding = 16;
/// The least that every API promises per dimension; entries loop over the rest.
constexpr int64_t kMaxGroups = 65535;

/// Writes the calls one after the other; names of call 3, round 1 start with
/// "c3r1.", files of inputs, which both rounds read, with "c3.".
class Writer {
public:
  Writer(const DeviceProgram &program, llvm::StringRef folder)
      : program(program), folder(folder.str()) {
    job.path = this->folder + "/job";
  }

  llvm::Expected<WorkerJob> write(llvm::StringRef format,
                                  llvm::StringRef module,
                                  llvm::ArrayRef<CallData> calls);

private:
  llvm::Error writeCall(const CallData &data, unsigned index, unsigned round);
  llvm::Error parameter(const KernelParam &param);
  llvm::Error temporaries();
  void result(const KernelResult &result);
  llvm::Error entry(const DeviceEntry &entry);
  llvm::Error word(const DeviceWord &word);
  void save(SavedBuffer buffer);
  std::string poison() const { return fmt::format("{:02x}", kPoison[round]); }
  std::string name(llvm::StringRef plain) const {
    return fmt::format("c{}r{}.{}", index, round, plain.str());
  }

  const DeviceProgram &program;
  std::string folder;
  WorkerJob job;
  std::string text;
  const CallData *call = nullptr; ///< the one being written
  unsigned index = 0, round = 0;
};

void Writer::save(SavedBuffer buffer) {
  std::string saved = name(buffer.output.name);
  buffer.call = index;
  buffer.round = round;
  buffer.path = folder + "/" + saved + ".out";
  buffer.guard = kGuardBytes;
  text += fmt::format("save {0} {0}.out\n", saved);
  job.saved.push_back(std::move(buffer));
}

llvm::Error Writer::parameter(const KernelParam &param) {
  if (!call->dims.count(param.name))
    return makeError(ErrorCode::LowerFailed,
                     "the call has no extents of '" + param.name + "'");
  uint64_t size = call->elements(param.name) * param.type.byteSize();
  uint64_t padded = llvm::alignTo(size, kPadding);
  if (param.role == ParamRole::Out) {
    text += fmt::format("buffer {} {} fill {}\n", name(param.name), padded,
                        poison());
  } else {
    auto input = call->inputs.find(param.name);
    if (input == call->inputs.end() || input->second.size() != size)
      return makeError(ErrorCode::LowerFailed,
                       "the call has no contents of '" + param.name +
                           "', or not as many as its extents say");
    std::string file = fmt::format("c{}.{}.in", index, param.name);
    std::string bytes(input->second.begin(), input->second.end());
    bytes.resize(padded, '\0');
    if (round == 0)
      if (auto error = writeFileAtomically(folder + "/" + file, bytes))
        return error;
    text += fmt::format("buffer {} {} file {}\n", name(param.name), padded,
                        file);
  }
  SavedBuffer saved;
  saved.output = {param.name, param.type, param.isSigned, param.isWritten(),
                  false, {}, {}};
  saved.size = size;
  saved.padded = padded;
  save(std::move(saved));
  return llvm::Error::success();
}

llvm::Error Writer::temporaries() {
  for (const LaunchTemp &temp : program.kernel.temps) {
    auto size = call->evaluate(temp.size);
    if (!size)
      return size.takeError();
    std::string fill =
        temp.fill < 0 ? poison() : fmt::format("{:02x}", temp.fill);
    text += fmt::format("buffer {} {} fill {}\n", name(temp.name),
                        llvm::alignTo(static_cast<uint64_t>(*size), kPadding),
                        fill);
  }
  return llvm::Error::success();
}

/// Integers come back widened to 32 or 64 bits.
void Writer::result(const KernelResult &result) {
  text += fmt::format("buffer {} {} fill {}\n", name(result.name), kPadding,
                      poison());
  SavedBuffer saved;
  saved.output.name = result.name;
  saved.output.isResult = true;
  saved.result = result;
  saved.size = result.type.isFloat() ? result.type.byteSize()
               : result.type.bits <= 32 ? 4
                                        : 8;
  saved.padded = kPadding;
  save(std::move(saved));
}

llvm::Error Writer::word(const DeviceWord &word) {
  uint64_t value;
  if (word.expression.empty()) {
    auto scalar = call->scalars.find(word.scalar);
    if (scalar == call->scalars.end())
      return makeError(ErrorCode::LowerFailed,
                       "the call has no scalar '" + word.scalar + "'");
    value = scalar->second >> (32 * word.word);
  } else {
    auto number = call->evaluate(word.expression);
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
  auto groups = call->evaluate(entry.groups);
  if (!groups)
    return groups.takeError();
  if (*groups == 0)
    return llvm::Error::success();
  ++job.launches;
  text += fmt::format("launch {} {} 1 1 {} 1 1\n", entry.name,
                      std::min(*groups, kMaxGroups), program.workgroup);
  for (auto [binding, buffer] : llvm::enumerate(entry.buffers))
    text += fmt::format("bind {} {}\n", binding, name(buffer.name));
  if (entry.words.empty())
    return llvm::Error::success();
  text += "params ";
  for (const DeviceWord &w : entry.words)
    if (auto error = word(w))
      return error;
  text += "\n";
  return llvm::Error::success();
}

llvm::Error Writer::writeCall(const CallData &data, unsigned number,
                              unsigned pass) {
  call = &data;
  index = number;
  round = pass;
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
  return llvm::Error::success();
}

llvm::Expected<WorkerJob> Writer::write(llvm::StringRef format,
                                        llvm::StringRef module,
                                        llvm::ArrayRef<CallData> calls) {
  text = fmt::format("atlas-job 1\nmodule {0} program.{0}\nguard {1} {2:02x}\n",
                     format.str(), kGuardBytes, kGuardPattern);
  if (auto error =
          writeFileAtomically(folder + "/program." + format.str(), module))
    return error;
  job.calls = calls.size();
  for (auto [number, data] : llvm::enumerate(calls))
    for (unsigned pass : {0u, 1u})
      if (auto error = writeCall(data, unsigned(number), pass))
        return error;
  if (auto error = writeFileAtomically(job.path, text))
    return error;
  return std::move(job);
}

/// "" or where a guard zone was written.
std::string damageOf(llvm::ArrayRef<uint8_t> bytes, const SavedBuffer &saved) {
  auto damaged = [](llvm::ArrayRef<uint8_t> zone) {
    return llvm::any_of(zone,
                        [](uint8_t byte) { return byte != kGuardPattern; });
  };
  if (damaged(bytes.take_front(saved.guard)))
    return "the program wrote before the buffer";
  if (damaged(bytes.take_back(saved.guard)))
    return "the program wrote behind the buffer";
  return "";
}

llvm::Expected<CallOutput> readOutput(const SavedBuffer &saved,
                                      SavedReader read) {
  auto file = read(saved.path);
  if (!file)
    return makeError(ErrorCode::LowerFailed,
                     "the worker saved nothing of '" + saved.output.name +
                         "': " + llvm::toString(file.takeError()));
  llvm::ArrayRef<uint8_t> bytes(
      reinterpret_cast<const uint8_t *>((*file)->getBufferStart()),
      (*file)->getBufferSize());
  if (bytes.size() != saved.padded + 2 * saved.guard)
    return makeError(ErrorCode::LowerFailed,
                     "the worker saved " + llvm::Twine(bytes.size()) +
                         " bytes of '" + saved.output.name + "'");
  llvm::ArrayRef<uint8_t> data = bytes.slice(saved.guard, saved.size);
  CallOutput output = saved.output;
  if (saved.output.isResult) {
    uint64_t word = 0;
    for (size_t i = 0; i < data.size(); ++i)
      word |= uint64_t(data[i]) << (8 * i);
    output = makeResult(saved.result, word);
  } else {
    output.bytes.assign(data.begin(), data.end());
  }
  output.damage = damageOf(bytes, saved);
  return output;
}

} // namespace

llvm::Expected<WorkerJob>
quorum::writeDeviceJob(const DeviceProgram &program, llvm::StringRef format,
                       llvm::StringRef module, llvm::ArrayRef<CallData> calls,
                       llvm::StringRef folder) {
  return Writer(program, folder).write(format, module, calls);
}

llvm::Expected<BatchOutputs> quorum::readOutputs(const WorkerJob &job,
                                                 SavedReader read) {
  BatchOutputs outputs(job.calls);
  for (const SavedBuffer &saved : job.saved) {
    auto output = readOutput(saved, read);
    if (!output)
      return output.takeError();
    outputs[saved.call][saved.round].push_back(std::move(*output));
  }
  return outputs;
}

llvm::Expected<BatchOutputs> quorum::readOutputs(const WorkerJob &job) {
  return readOutputs(job, readFile);
}
