//===- FixtureCases.cpp - Cases from a fixture file -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/FixtureCases.h"

#include "FixtureSource.h"

#include "atlas/Quorum/Generate.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::quorum;
using contract::Fixture;
using contract::FixtureBuffer;
using contract::FixtureScalar;
using contract::FixtureValues;
using contract::GoldenCase;
using contract::Position;
using contract::Text;

namespace {

class Maker {
public:
  Maker(const Fixture &fixture, const KernelABI &kernel,
        contract::Issues &issues)
      : fixture(fixture), kernel(kernel), issues(issues) {}

  /// Whether names, roles and types are the kernel's.
  bool check();
  void rules();
  void generated(int64_t workgroup);
  void golden();
  CaseSet set;

private:
  void issue(Position position, const llvm::Twine &text,
             const llvm::Twine &note = {}) {
    issues.push_back({fixture.path, position, ErrorCode::ContractCheck,
                      text.str(), note.str()});
  }
  void checkBuffer(const KernelParam &param, const FixtureBuffer &buffer);
  bool extents(CallData &call, const FixtureBuffer &buffer, int64_t size);
  void contents(CallData &call, const FixtureBuffer &buffer,
                const FixtureSourceMaker &maker);
  void makeCase(int64_t size, const std::string &what,
                const std::pair<Text, Text> *edge);
  void scalars(CallData &call, const GoldenCase *golden, uint32_t number);
  void goldenCase(const GoldenCase &golden, size_t number);
  std::vector<uint8_t> packed(const FixtureValues &values, uint64_t count,
                              const KernelParam &param);
  void expect(const GoldenCase &golden);
  const KernelParam *param(const Text &name) {
    return kernel.findParam(name.value);
  }

  const Fixture &fixture;
  const KernelABI &kernel;
  contract::Issues &issues;
  uint32_t number = 0; ///< of the case
};

void Maker::checkBuffer(const KernelParam &param, const FixtureBuffer &buffer) {
  std::string type = typeText(param.type, param.isSigned);
  if (buffer.type.value != type)
    issue(buffer.type.position,
          "'" + param.name + "' holds " + type + ", not " + buffer.type.value);
  if (buffer.role != param.role)
    issue(buffer.name.position, "'" + param.name + "' has another direction");
  if (buffer.length.size() != param.rank)
    issue(buffer.name.position, "'" + param.name + "' has " +
                                    llvm::Twine(param.rank) + " dimensions");
  if (!buffer.compare.value.empty() &&
      !Comparison::parse(buffer.compare.value))
    issue(buffer.compare.position,
          "'" + buffer.compare.value + "' is no comparison",
          "exact, ulp: K, abs: E or rel: E");
}

bool Maker::check() {
  size_t before = issues.size();
  llvm::StringRef entry = fixture.entry.value;
  if (entry != kernel.name)
    issue(fixture.entry.position, "the fixture is for '" + entry +
                                      "', not for '" + kernel.name + "'");
  std::map<std::string, Position> named;
  for (const FixtureBuffer &buffer : fixture.buffers) {
    named[buffer.name.value] = buffer.name.position;
    const KernelParam *found = param(buffer.name);
    if (!found || !found->isBuffer())
      issue(buffer.name.position, "'" + kernel.name + "' has no buffer '" +
                                      buffer.name.value + "'");
    else
      checkBuffer(*found, buffer);
  }
  for (const FixtureScalar &scalar : fixture.scalars) {
    named[scalar.name.value] = scalar.name.position;
    const KernelParam *found = param(scalar.name);
    if (!found || found->isBuffer())
      issue(scalar.name.position, "'" + kernel.name + "' has no scalar '" +
                                      scalar.name.value + "'");
    else if (std::string type = typeText(found->type, found->isSigned);
             type != scalar.type.value)
      issue(scalar.type.position, "'" + scalar.name.value + "' is " + type +
                                      ", not " + scalar.type.value);
  }
  for (const KernelParam &p : kernel.params)
    if (!named.count(p.name))
      issue(fixture.entry.position,
            "the fixture says nothing of '" + p.name + "'",
            "every parameter of '" + kernel.name + "' has an entry");
  return issues.size() == before;
}

void Maker::rules() {
  set.id = fixture.id.value;
  set.contract = fixture.contract.value;
  set.rules = defaultRules(kernel);
  for (const FixtureBuffer &buffer : fixture.buffers) {
    auto rule = set.rules.find(buffer.name.value);
    if (rule == set.rules.end())
      continue;
    if (auto comparison = Comparison::parse(buffer.compare.value))
      rule->second.comparison = *comparison;
    rule->second.comparison.bitwiseNaN = buffer.bitwiseNaN;
    rule->second.comparison.strictSignedZero = buffer.strictSignedZero;
    rule->second.partial = buffer.partial;
  }
}

bool Maker::extents(CallData &call, const FixtureBuffer &buffer,
                    int64_t size) {
  const KernelParam &p = *param(buffer.name);
  std::vector<int64_t> dims;
  // `n` is no scalar of the call; a kernel's own scalar of that name goes first.
  bool added = call.scalars.try_emplace("n", uint64_t(size)).second;
  for (const Text &length : buffer.length) {
    auto extent = call.evaluate(length.value);
    if (!extent) {
      issue(length.position, llvm::toString(extent.takeError()));
      dims.push_back(0);
    } else {
      dims.push_back(*extent);
    }
  }
  if (added)
    call.scalars.erase("n");
  for (auto [k, extent] : llvm::enumerate(dims))
    if (p.dims[k] != kDynamic && p.dims[k] != extent)
      issue(buffer.length[k].position,
            fmt::format("'{}' has {} elements, not {}", p.name, p.dims[k],
                        extent));
  bool isGood = llvm::all_of(dims, [](int64_t extent) { return extent >= 0; });
  call.dims[p.name] = std::move(dims);
  return isGood;
}

void Maker::scalars(CallData &call, const GoldenCase *golden, uint32_t index) {
  for (auto [position, scalar] : llvm::enumerate(fixture.scalars)) {
    const KernelParam &p = *param(scalar.name);
    FixtureSourceMaker maker(scalar.source, p, issues, fixture.path);
    DataKey key{fixture.seed + 1, index, uint32_t(position)};
    call.scalars[p.name] = maker.scalar(key);
    if (!golden)
      continue;
    auto given = golden->inputs.find(p.name);
    if (given != golden->inputs.end())
      call.scalars[p.name] =
          maker.parse({given->second.rest, given->second.position});
  }
}

void Maker::contents(CallData &call, const FixtureBuffer &buffer,
                     const FixtureSourceMaker &maker) {
  const KernelParam &p = *param(buffer.name);
  auto position = uint32_t(&p - kernel.params.data());
  call.inputs[p.name] =
      maker.buffer({fixture.seed, number, position}, call.elements(p.name));
}

void Maker::makeCase(int64_t size, const std::string &what,
                     const std::pair<Text, Text> *edge) {
  CallData call;
  call.name = fmt::format("case {}: {}n={}", number, what, size);
  scalars(call, nullptr, number);
  CsrPairs pairs;
  for (const FixtureBuffer &buffer : fixture.buffers) {
    const KernelParam &p = *param(buffer.name);
    if (!extents(call, buffer, size)) {
      set.skipped.push_back({call.name, "'" + p.name + "' has no such length"});
      ++number;
      return;
    }
    if (!p.isRead())
      continue;
    FixtureSourceMaker maker(buffer.source, p, issues, fixture.path);
    if (buffer.source.generator.value == "csr") {
      DataKey key{fixture.seed, number, uint32_t(&p - kernel.params.data())};
      maker.csr(call, key, size, pairs);
      continue;
    }
    contents(call, buffer, maker);
    if (edge && edge->first.value == p.name)
      for (uint64_t i = 0; i < call.elements(p.name); ++i)
        if (auto word = edgeElement(edge->second.value, i, p.type, p.isSigned))
          storeElement(call.inputs[p.name].data(), i, p.type, *word);
  }
  set.calls.push_back(std::move(call));
  ++number;
}

void Maker::generated(int64_t workgroup) {
  std::vector<int64_t> sizes(fixture.sizes.begin(), fixture.sizes.end());
  if (sizes.empty())
    sizes = defaultSizes(workgroup);
  size_t cases = std::max<size_t>(fixture.cases, sizes.size());
  for (size_t k = 0; k < cases && issues.empty(); ++k)
    makeCase(sizes[k % sizes.size()], "", nullptr);
  for (const auto &edge : fixture.edges) {
    const KernelParam *p = param(edge.first);
    if (!p || !p->isRead())
      issue(edge.first.position, "'" + edge.first.value + "' is no input");
    else if (!edgeElement(edge.second.value, 0, p->type, p->isSigned))
      issue(edge.second.position,
            typeText(p->type, p->isSigned) + " has no '" + edge.second.value +
                "'");
    else
      makeCase(sizes.back(), edge.first.value + " " + edge.second.value + ", ",
               &edge);
  }
}

std::vector<uint8_t> Maker::packed(const FixtureValues &values, uint64_t count,
                                   const KernelParam &p) {
  FixtureSourceMaker maker({}, p, issues, fixture.path);
  std::vector<uint8_t> bytes(count * p.type.byteSize());
  auto put = [&](uint64_t i, const std::string &text) {
    storeElement(bytes.data(), i, p.type, maker.parse({text, values.position}));
  };
  if (values.isList && values.list.size() != count)
    issue(values.position, fmt::format("{} elements of '{}', which has {}",
                                       values.list.size(), p.name, count));
  for (uint64_t i = 0; i < count; ++i) {
    auto at = values.at.find(i);
    if (at != values.at.end())
      put(i, at->second);
    else if (values.isList && i < values.list.size())
      put(i, values.list[i]);
    else if (!values.rest.empty())
      put(i, values.rest);
  }
  return bytes;
}

void Maker::expect(const GoldenCase &golden) {
  const CallData &call = set.calls.back();
  for (const auto &[name, values] : golden.expect) {
    KernelParam shape;
    uint64_t count = 1;
    if (const KernelParam *p = kernel.findParam(name)) {
      shape = *p;
      count = call.elements(name);
      // What a result trims is given as far as it goes.
      if (values.isList && !p->count.empty())
        count = std::min<uint64_t>(count, values.list.size());
    } else {
      auto result = llvm::find_if(kernel.results, [&](const KernelResult &r) {
        return r.name == name;
      });
      if (result == kernel.results.end()) {
        issue(values.position, "'" + kernel.name + "' gives no '" + name + "'");
        continue;
      }
      shape.name = name;
      shape.type = result->type;
      shape.isSigned = result->isSigned;
      uint64_t word = FixtureSourceMaker({}, shape, issues, fixture.path)
                          .parse({values.rest, values.position});
      set.golden.push_back(
          {set.calls.size() - 1, name, makeResult(*result, word).bytes});
      continue;
    }
    set.golden.push_back(
        {set.calls.size() - 1, name, packed(values, count, shape)});
  }
}

void Maker::goldenCase(const GoldenCase &golden, size_t index) {
  CallData call;
  call.name = fmt::format("golden case {}", index);
  for (const auto &[name, values] : golden.inputs)
    if (!kernel.findParam(name))
      issue(values.position, "'" + kernel.name + "' has no '" + name + "'");
  scalars(call, &golden, number);
  for (const FixtureBuffer &buffer : fixture.buffers) {
    const KernelParam &p = *param(buffer.name);
    auto given = golden.inputs.find(p.name);
    // A list brings its own length.
    if (given != golden.inputs.end() && given->second.isList && p.rank == 1)
      call.dims[p.name] = {int64_t(given->second.list.size())};
    else if (!extents(call, buffer, golden.size.value_or(0)))
      issue(golden.position, "'" + p.name + "' has no such length");
    if (p.isRead())
      call.inputs[p.name] =
          packed(given == golden.inputs.end() ? FixtureValues() : given->second,
                 call.elements(p.name), p);
  }
  set.calls.push_back(std::move(call));
  expect(golden);
  ++number;
}

void Maker::golden() {
  for (auto [index, one] : llvm::enumerate(fixture.golden))
    goldenCase(one, index);
}

} // namespace

std::optional<CaseSet> quorum::fixtureCases(const Fixture &fixture,
                                            const KernelABI &kernel,
                                            contract::Issues &issues,
                                            int64_t workgroup) {
  Maker maker(fixture, kernel, issues);
  if (!maker.check())
    return std::nullopt;
  maker.rules();
  maker.generated(workgroup);
  maker.golden();
  if (!issues.empty())
    return std::nullopt;
  return std::move(maker.set);
}
