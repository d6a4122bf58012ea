//===- atlas-aotc.cpp - Ahead-of-time compiler of the kernel library ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-aotc FOLDER OUTPUT-FOLDER LEVEL...
//
// Runs at build time, once per folder of ir/kernels. Writes NAME.LEVEL.o with
// prefixed, hidden symbols for each level, and NAME.inc: the declarations, the
// rows of the object table and the row of the source table
// (atlas/Kernels/KernelTable.h). Same input, same bytes out.
//===----------------------------------------------------------------------===//
#include "atlas/JIT/Compiler.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace atlas;
using namespace atlas::jit;

namespace {

struct Output {
  std::string declarations, rows, sources;
};

std::string cString(StringRef text) {
  std::string result = "\"";
  raw_string_ostream os(result);
  for (char c : text) {
    switch (c) {
    case '\n':
      os << "\\n\"\n\"";
      break;
    case '"':
    case '\\':
      os << '\\' << c;
      break;
    default:
      // Octal with three digits ends by itself.
      if (isPrint(c))
        os << c;
      else
        os << format("\\%03o", uint8_t(c));
    }
  }
  os << '"';
  return result;
}

Error writeFile(StringRef path, StringRef bytes) {
  std::error_code ec;
  raw_fd_ostream os(path, ec);
  if (ec)
    return makeError(ErrorCode::FileWriteFailed,
                     "cannot write '" + path + "': " + ec.message());
  os << bytes;
  os.close();
  return os.has_error() ? makeError(ErrorCode::FileWriteFailed,
                                    "cannot write '" + path + "'")
                        : Error::success();
}

Error compileLevel(const Source &source, StringRef name, StringRef wanted,
                   StringRef level, StringRef folder, Output &out) {
  CompileOptions options;
  Expected<CPUTarget> target = CPUTarget::named(level);
  if (!target)
    return target.takeError();
  options.target = *target;
  options.quality = Quality::Full;
  Expected<std::unique_ptr<Frontend>> frontend =
      Frontend::create(source, /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  Expected<LoweredKernel> kernel = (*frontend)->lower(wanted, options);
  if (!kernel)
    return kernel.takeError();
  if (Error error = optimize(*kernel, options))
    return error;
  std::string prefix = ("atlas_aot_" + level + "_").str();
  std::replace(prefix.begin(), prefix.end(), '-', '_');
  std::string symbol = kernel->abi.name;
  auto rename = [&](StringRef from, StringRef suffix) {
    Function *function = kernel->module->getFunction(from);
    function->setName(prefix + symbol + suffix);
    function->setVisibility(GlobalValue::HiddenVisibility);
    return function->getName().str();
  };
  std::string packed = rename(kernel->packed, "_packed");
  std::string typed =
      kernel->typed.empty() ? "" : rename(kernel->typed, "_typed");
  Expected<SmallVector<char, 0>> object = generateCode(*kernel, options);
  if (!object)
    return object.takeError();
  out.declarations += "int32_t " + packed + "(const atlas_args_t *);\n";
  if (!typed.empty())
    out.declarations += "void " + typed + "(void);\n";
  std::string abi;
  raw_string_ostream(abi) << kernel->abi.toJSON();
  out.rows += "{\"" + name.str() + "\", \"" + symbol + "\", \"" + level.str() +
              "\", " + packed + ", " + (typed.empty() ? "nullptr" : typed) +
              ",\n" + cString(abi) + "},\n";
  return writeFile((folder + "/" + name + "." + level + ".o").str(),
                   StringRef(object->data(), object->size()));
}

// The kernel of a source: the one that is named like its folder (a pipeline has
// its parts beside it), else the only one; "" if the file does not exist.
Expected<std::string> readKernel(StringRef path, StringRef name,
                                 Source &source) {
  if (!sys::fs::exists(path))
    return std::string();
  Expected<Source> read = Source::fromFile(path);
  if (!read)
    return read.takeError();
  source = std::move(*read);
  Expected<std::unique_ptr<Frontend>> frontend =
      Frontend::create(source, /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  std::string symbol = name.str();
  std::replace(symbol.begin(), symbol.end(), '-', '_');
  std::vector<std::string> kernels = (*frontend)->kernels();
  return selectKernel(kernels, is_contained(kernels, symbol) ? symbol : "");
}

Error compileFolder(StringRef kernelFolder, StringRef folder,
                    ArrayRef<const char *> levels) {
  StringRef name = sys::path::filename(kernelFolder);
  Source mlir, twin;
  Expected<std::string> symbol =
      readKernel((kernelFolder + "/kernel.mlir").str(), name, mlir);
  if (!symbol)
    return symbol.takeError();
  Expected<std::string> twinSymbol =
      readKernel((kernelFolder + "/kernel.ll").str(), name, twin);
  if (!twinSymbol)
    return twinSymbol.takeError();
  Output out;
  for (const char *level : levels)
    if (Error error = compileLevel(mlir, name, *symbol, level, folder, out))
      return error;
  raw_string_ostream(out.sources)
      << "{\"" << name << "\", \"" << *symbol << "\",\n"
      << cString(mlir.text) << ", " << mlir.text.size() << ",\n"
      << cString(twin.text) << ", " << twin.text.size() << ", \"" << *twinSymbol
      << "\"},\n";
  return writeFile((folder + "/" + name + ".inc").str(),
                   "// Generated by atlas-aotc.\n#ifdef ATLAS_DECLARATIONS\n" +
                       out.declarations + "#endif\n#ifdef ATLAS_AOT_ROWS\n" +
                       out.rows + "#endif\n#ifdef ATLAS_SOURCE_ROWS\n" +
                       out.sources + "#endif\n");
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 3) {
    errs() << "usage: atlas-aotc FOLDER OUTPUT-FOLDER LEVEL...\n";
    return 2;
  }
  if (Error error =
          compileFolder(argv[1], argv[2], ArrayRef(argv + 3, argv + argc))) {
    errs() << "atlas-aotc: " << toString(std::move(error)) << '\n';
    return 1;
  }
  return 0;
}
