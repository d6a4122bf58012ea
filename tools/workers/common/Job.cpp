//===- Job.cpp - What a worker is asked to run ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Job.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <string_view>

using namespace atlas::worker;

namespace {

/// No job of a kernel comes near it; a job that asks for more is refused.
constexpr uint64_t kMaxBytes = uint64_t(1) << 40;

bool isName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

template <typename T>
bool readNumber(std::string_view text, T &value, int base = 10) {
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, base);
  return !text.empty() && error == std::errc() &&
         end == text.data() + text.size();
}

bool readHex(std::string_view text, std::vector<uint8_t> &bytes) {
  bytes.clear();
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    uint8_t byte;
    if (!readNumber(text.substr(i, 2), byte, 16))
      return false;
    bytes.push_back(byte);
  }
  return text.size() % 2 == 0;
}

/// Reads one job, a line at a time.
class Reader {
public:
  Reader(Job &job, std::string folder, std::string saveTo)
      : job(job), folder(std::move(folder)), saveTo(std::move(saveTo)) {}

  /// The empty text, or what is wrong with the line.
  std::string line(std::string_view text);
  std::string finish() const;

private:
  std::string_view word();
  std::string path() { return at(std::string(rest)); }
  std::string at(const std::string &name) const {
    return !name.empty() && name[0] == '/' ? name : folder + name;
  }
  bool end() const { return rest.empty(); }

  std::string header();
  std::string module();
  std::string guard();
  std::string buffer();
  std::string launch();
  std::string bind();
  std::string params();
  std::string save();
  size_t find(std::string_view name) const;

  Job &job;
  std::string folder, saveTo;
  std::string_view rest;
  bool hasHeader = false;
};

std::string_view Reader::word() {
  size_t blank = rest.find(' ');
  std::string_view result = rest.substr(0, blank);
  rest = blank == std::string_view::npos ? std::string_view()
                                         : rest.substr(blank + 1);
  return result;
}

size_t Reader::find(std::string_view name) const {
  auto it = std::find_if(job.buffers.begin(), job.buffers.end(),
                         [&](const Buffer &b) { return b.name == name; });
  return static_cast<size_t>(it - job.buffers.begin());
}

std::string Reader::line(std::string_view text) {
  if (text.empty() || text[0] == '#')
    return {};
  rest = text;
  std::string_view key = word();
  if (!hasHeader)
    return key == "atlas-job" ? header() : "expected 'atlas-job 1'";
  if (key == "module")
    return module();
  if (key == "guard")
    return guard();
  if (key == "buffer")
    return buffer();
  if (key == "launch")
    return launch();
  if (key == "bind")
    return bind();
  if (key == "params")
    return params();
  if (key == "save")
    return save();
  return "unknown word '" + std::string(key) + "'";
}

std::string Reader::header() {
  hasHeader = rest == "1";
  return hasHeader ? "" : "this worker reads jobs of version 1";
}

std::string Reader::module() {
  job.format = std::string(word());
  if (job.format.empty() || end())
    return "expected 'module FORMAT PATH'";
  return readFile(path(), job.module);
}

std::string Reader::guard() {
  std::string_view bytes = word();
  if (!job.buffers.empty())
    return "guard comes before the buffers";
  if (!readNumber(bytes, job.guard) || job.guard > 1 << 20 ||
      rest.size() != 2 || !readNumber(rest, job.guardPattern, 16))
    return "expected 'guard BYTES HH'";
  return {};
}

std::string Reader::buffer() {
  Buffer b;
  b.name = std::string(word());
  std::string_view size = word(), source = word();
  if (!isName(b.name) || !readNumber(size, b.size) || b.size > kMaxBytes)
    return "expected 'buffer NAME BYTES fill HH' or '... file PATH'";
  if (find(b.name) != job.buffers.size())
    return "buffer '" + b.name + "' is given twice";
  b.contents.assign(b.size + 2 * job.guard, job.guardPattern);
  auto begin = b.contents.begin() + static_cast<ptrdiff_t>(job.guard);
  if (source == "fill") {
    uint8_t byte;
    if (rest.size() != 2 || !readNumber(rest, byte, 16))
      return "expected two hexadecimal digits after 'fill'";
    std::fill_n(begin, b.size, byte);
  } else if (source == "file") {
    std::vector<uint8_t> bytes;
    if (std::string error = readFile(path(), bytes); !error.empty())
      return error;
    if (bytes.size() != b.size)
      return "'" + path() + "' has " + std::to_string(bytes.size()) +
             " bytes, not " + std::to_string(b.size);
    std::copy(bytes.begin(), bytes.end(), begin);
  } else {
    return "expected 'fill' or 'file' after the size";
  }
  job.buffers.push_back(std::move(b));
  return {};
}

std::string Reader::launch() {
  Launch l;
  l.entry = std::string(word());
  bool good = !l.entry.empty();
  for (uint32_t *field : {l.groups, l.block})
    for (int i = 0; i < 3; ++i)
      good = good && readNumber(word(), field[i]) && field[i] > 0;
  if (!good || !end())
    return "expected 'launch ENTRY GX GY GZ BX BY BZ', all positive";
  job.launches.push_back(std::move(l));
  return {};
}

std::string Reader::bind() {
  uint32_t index;
  if (job.launches.empty() || !readNumber(word(), index))
    return "expected 'bind INDEX NAME' after a launch";
  size_t position = find(rest);
  if (position == job.buffers.size())
    return "no buffer '" + std::string(rest) + "'";
  if (!job.launches.back().bindings.emplace(index, position).second)
    return "binding " + std::to_string(index) + " is given twice";
  return {};
}

std::string Reader::params() {
  if (job.launches.empty() || !readHex(rest, job.launches.back().params))
    return "expected 'params HH..' after a launch";
  return {};
}

std::string Reader::save() {
  size_t position = find(word());
  if (position == job.buffers.size() || end())
    return "expected 'save NAME PATH' of a buffer";
  job.buffers[position].saveTo =
      saveTo.empty() ? path() : saveTo + "/" + std::string(rest);
  return {};
}

std::string Reader::finish() const {
  if (!hasHeader)
    return "the job is empty";
  if (job.format.empty())
    return "the job has no module";
  return job.launches.empty() ? "the job has no launch" : "";
}

} // namespace

std::string atlas::worker::readFile(const std::string &path,
                                    std::vector<uint8_t> &bytes) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return "cannot read '" + path + "'";
  bytes.assign(std::istreambuf_iterator<char>(in), {});
  return in.bad() ? "cannot read '" + path + "'" : "";
}

std::string atlas::worker::readJob(const std::string &path,
                                   const std::string &saveTo, Job &job) {
  std::vector<uint8_t> bytes;
  if (std::string error = readFile(path, bytes); !error.empty())
    return error;
  size_t slash = path.rfind('/');
  Reader reader(job,
                slash == std::string::npos ? "" : path.substr(0, slash + 1),
                saveTo);
  std::string_view text(reinterpret_cast<const char *>(bytes.data()),
                        bytes.size());
  for (unsigned number = 1; !text.empty(); ++number) {
    size_t newline = text.find('\n');
    std::string error = reader.line(text.substr(0, newline));
    if (!error.empty())
      return path + ":" + std::to_string(number) + ": " + error;
    text = newline == std::string_view::npos ? std::string_view()
                                             : text.substr(newline + 1);
  }
  std::string error = reader.finish();
  return error.empty() ? "" : path + ": " + error;
}

std::string atlas::worker::saveBuffers(const Job &job) {
  for (const Buffer &b : job.buffers) {
    if (b.saveTo.empty())
      continue;
    std::ofstream out(b.saveTo, std::ios::binary);
    out.write(reinterpret_cast<const char *>(b.contents.data()),
              static_cast<std::streamsize>(b.contents.size()));
    out.close();
    if (!out)
      return "cannot write '" + b.saveTo + "'";
  }
  return {};
}
