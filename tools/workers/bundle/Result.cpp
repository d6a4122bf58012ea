//===- Result.cpp - What a job of a bundle left -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Result.h"

#include "runtime/Sha256.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

using namespace atlas::worker;

std::string atlas::worker::hexDigest(const void *data, size_t size) {
  uint8_t digest[32];
  atlas::runtime::sha256(data, size, digest);
  std::string text;
  for (uint8_t byte : digest) {
    char hex[3];
    std::snprintf(hex, sizeof hex, "%02x", byte);
    text += hex;
  }
  return text;
}

ResultFile::ResultFile(const std::string &bundleDigest) {
  line("atlas-result", "1");
  line("bundle", bundleDigest);
}

void ResultFile::line(const std::string &key, const std::string &value) {
  std::string one = value;
  std::replace(one.begin(), one.end(), '\n', ' ');
  text += key + " " + one + "\n";
}

void ResultFile::bytes(const std::string &name, const std::string &contents) {
  line("bytes", name + " " + std::to_string(contents.size()));
  text += contents + "\n";
}

std::string ResultFile::write(const std::string &path) const {
  std::string temporary = path + ".part";
  std::ofstream out(temporary, std::ios::binary);
  out << text << "sha256 " << hexDigest(text.data(), text.size()) << "\n";
  out.close();
  if (!out || std::rename(temporary.c_str(), path.c_str()) != 0)
    return "cannot write '" + path + "'";
  return {};
}
