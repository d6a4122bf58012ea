//===- LibraryBench.cpp - atlas-library-bench -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-library-bench GROUP... [--rounds N] [--no-dram] [--write FILE]
//
// The functions of include/atlas.h against memcpy in one process, by groups;
// "l2" and "l3" stand for all of theirs. Prints tables with the targets;
// --write puts each between its marker lines in FILE. Exit code: 0 measured
// (also when a target is missed), 1 a result was wrong or something failed, 2
// usage.
//===----------------------------------------------------------------------===//
#include "Report.h"

#include "llvm/Support/raw_ostream.h"

using namespace atlas::bench;

namespace {

struct Group {
  llvm::StringRef name;
  llvm::Error (*measure)(const Options &, Table &);
};
constexpr Group groups[] = {{"l2-conserved", measureConserved},
                            {"l2-witness", measureWitness},
                            {"l3-pages", measurePages},
                            {"l3-cluster", measureCluster},
                            {"l3-schedule", measureSchedule}};

/// Fewer rounds than contract v1, section 8, asks for are only for trying out.
constexpr unsigned kFewestRounds = 30;

struct CommandLine {
  Options options;
  std::vector<const Group *> groups;
  std::string file;
};

void usage(llvm::raw_ostream &out) {
  out << "usage: atlas-library-bench GROUP... [--rounds N] [--no-dram] "
         "[--write FILE]\n"
         "groups: l2 l3";
  for (const Group &group : groups)
    out << " " << group.name;
  out << "\n--rounds   interleaved rounds (101; at least " << kFewestRounds
      << " with --write)\n"
      << "--no-dram  leave out the streams of 256 MiB\n"
      << "--write    put the tables between their marker lines in FILE\n";
}

/// Adds the group of this name or the groups that begin with it.
bool addGroups(llvm::StringRef name, std::vector<const Group *> &chosen) {
  bool found = false;
  for (const Group &group : groups)
    if (group.name == name || group.name.starts_with((name + "-").str())) {
      chosen.push_back(&group);
      found = true;
    }
  return found;
}

bool parse(int argc, char **argv, CommandLine &line) {
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef arg = argv[i];
    if (arg == "--no-dram")
      line.options.dram = false;
    else if (arg == "--rounds" && i + 1 < argc &&
             !llvm::StringRef(argv[i + 1])
                  .getAsInteger(10, line.options.rounds) &&
             line.options.rounds > 0)
      ++i;
    else if (arg == "--write" && i + 1 < argc)
      line.file = argv[++i];
    else if (!addGroups(arg, line.groups))
      return false;
  }
  return !line.groups.empty() &&
         (line.file.empty() || line.options.rounds >= kFewestRounds);
}

llvm::Error run(const Group &group, const CommandLine &line) {
  Table table;
  table.note("machine: " + cpuName() + ", libatlas level " +
             atlas_get_isa_level() + ", medians of " +
             std::to_string(line.options.rounds) + " interleaved rounds");
  llvm::Error error = group.measure(line.options, table);
  table.print(llvm::outs());
  if (error || line.file.empty())
    return error;
  return table.writeInto(line.file,
                         ("atlas-library-bench " + group.name).str());
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 2 && llvm::StringRef(argv[1]) == "--help") {
    usage(llvm::outs());
    return 0;
  }
  CommandLine line;
  if (!parse(argc, argv, line)) {
    usage(llvm::errs());
    return 2;
  }
  for (const Group *group : line.groups)
    if (llvm::Error error = run(*group, line)) {
      llvm::errs() << argv[0] << ": " << llvm::toString(std::move(error))
                   << "\n";
      return 1;
    }
  return 0;
}
