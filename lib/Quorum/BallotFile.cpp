//===- BallotFile.cpp - A ballot on disk ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/BallotFile.h"

#include "atlas/Support/Error.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::quorum;
namespace json = llvm::json;

namespace {

/// Bytes one after the other; JSON has their place.
class Bytes {
public:
  json::Value add(llvm::ArrayRef<uint8_t> bytes) {
    json::Value place = json::Array{uint64_t(all.size()), uint64_t(bytes.size())};
    all.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    return place;
  }
  std::string all;
};

json::Object outputToJSON(const CallOutput &output, Bytes &bytes) {
  return json::Object{{"name", output.name}, {"type", output.type.text()},
          {"signed", output.isSigned},   {"written", output.isWritten},
          {"result", output.isResult},   {"damage", output.damage},
          {"bytes", bytes.add(output.bytes)}};
}

json::Array expectedToJSON(const BatchOutputs &expected, Bytes &bytes) {
  json::Array calls;
  for (const auto &rounds : expected) {
    json::Array both;
    for (const CallOutputs &outputs : rounds) {
      json::Array list;
      for (const CallOutput &output : outputs)
        list.push_back(outputToJSON(output, bytes));
      both.push_back(std::move(list));
    }
    calls.push_back(std::move(both));
  }
  return calls;
}

json::Object callToJSON(const CallData &call, Bytes &bytes) {
  json::Object dims, scalars, inputs;
  for (auto &[name, extents] : call.dims)
    dims[name] = json::Array(extents);
  for (auto &[name, word] : call.scalars)
    scalars[name] = fmt::format("{:#x}", word);
  for (auto &[name, data] : call.inputs)
    inputs[name] = bytes.add(data);
  return json::Object{{"name", call.name},
          {"dims", std::move(dims)},
          {"scalars", std::move(scalars)},
          {"inputs", std::move(inputs)}};
}

json::Object rulesToJSON(const std::map<std::string, OutputRule> &rules) {
  json::Object object;
  for (auto &[name, rule] : rules)
    object[name] = json::Object{{"kind", int64_t(rule.comparison.kind)},
                                {"amount", rule.comparison.amount},
                                {"bitwise_nan", rule.comparison.bitwiseNaN},
                                {"signed_zero", rule.comparison.strictSignedZero},
                                {"partial", rule.partial}};
  return object;
}

/// Reads back; the first thing that does not fit is kept.
class Reader {
public:
  explicit Reader(llvm::StringRef bytes) : bytes(bytes) {}
  bool good = true;

  const json::Object &object(const json::Value *value) {
    static const json::Object none;
    const json::Object *found = value ? value->getAsObject() : nullptr;
    good &= found != nullptr;
    return found ? *found : none;
  }
  const json::Array &array(const json::Value *value) {
    static const json::Array none;
    const json::Array *found = value ? value->getAsArray() : nullptr;
    good &= found != nullptr;
    return found ? *found : none;
  }
  std::string text(const json::Value *value) {
    auto found = value ? value->getAsString() : std::nullopt;
    good &= found.has_value();
    return found ? found->str() : "";
  }
  bool flag(const json::Value *value) {
    auto found = value ? value->getAsBoolean() : std::nullopt;
    good &= found.has_value();
    return found.value_or(false);
  }
  double number(const json::Value *value) {
    auto found = value ? value->getAsNumber() : std::nullopt;
    good &= found.has_value();
    return found.value_or(0);
  }
  /// A slice that lies in the bytes.
  std::vector<uint8_t> data(const json::Value *value) {
    const json::Array &place = array(value);
    auto at = place.size() == 2 ? place[0].getAsUINT64() : std::nullopt;
    auto size = place.size() == 2 ? place[1].getAsUINT64() : std::nullopt;
    good &= at && size && *at <= bytes.size() && *size <= bytes.size() - *at;
    if (!good)
      return {};
    llvm::StringRef slice = bytes.substr(*at, *size);
    return {slice.bytes_begin(), slice.bytes_end()};
  }
  CallData call(const json::Value &value);
  CallOutput output(const json::Value &value);
  OutputRule rule(const json::Value &value);
  BatchOutputs expected(const json::Value *value);

private:
  llvm::StringRef bytes;
};

CallData Reader::call(const json::Value &value) {
  const json::Object &one = object(&value);
  CallData call;
  call.name = text(one.get("name"));
  for (auto &[name, extents] : object(one.get("dims")))
    for (const json::Value &extent : array(&extents)) {
      auto count = extent.getAsInteger();
      good &= count && *count >= 0;
      call.dims[name.str()].push_back(count.value_or(0));
    }
  for (auto &[name, word] : object(one.get("scalars"))) {
    uint64_t bits = 0;
    good &= !llvm::StringRef(text(&word)).getAsInteger(0, bits);
    call.scalars[name.str()] = bits;
  }
  for (auto &[name, place] : object(one.get("inputs")))
    call.inputs[name.str()] = data(&place);
  return call;
}

CallOutput Reader::output(const json::Value &value) {
  const json::Object &one = object(&value);
  CallOutput output;
  output.name = text(one.get("name"));
  auto type = DataType::parse(text(one.get("type")));
  good &= type.has_value();
  output.type = type.value_or(DataType{DataType::Int, 8});
  output.isSigned = flag(one.get("signed"));
  output.isWritten = flag(one.get("written"));
  output.isResult = flag(one.get("result"));
  output.damage = text(one.get("damage"));
  output.bytes = data(one.get("bytes"));
  return output;
}

OutputRule Reader::rule(const json::Value &value) {
  const json::Object &one = object(&value);
  OutputRule rule;
  double kind = number(one.get("kind"));
  good &= kind >= 0 && kind <= double(Comparison::Kind::Relative);
  if (good)
    rule.comparison.kind = Comparison::Kind(unsigned(kind));
  rule.comparison.amount = number(one.get("amount"));
  rule.comparison.bitwiseNaN = flag(one.get("bitwise_nan"));
  rule.comparison.strictSignedZero = flag(one.get("signed_zero"));
  rule.partial = flag(one.get("partial"));
  return rule;
}

BatchOutputs Reader::expected(const json::Value *value) {
  BatchOutputs all;
  for (const json::Value &call : array(value)) {
    const json::Array &rounds = array(&call);
    good &= rounds.size() == 2;
    if (!good)
      return all;
    all.emplace_back();
    for (unsigned round : {0u, 1u})
      for (const json::Value &one : array(&rounds[round]))
        all.back()[round].push_back(output(one));
  }
  return all;
}

llvm::Error noBallot(const llvm::Twine &why) {
  return makeError(ErrorCode::LowerFailed, "no ballot: " + why);
}

} // namespace

BallotFile quorum::writeBallot(const Ballot &ballot) {
  Bytes bytes;
  const CaseSet &cases = ballot.cases;
  json::Array calls, skipped;
  for (const CallData &call : cases.calls)
    calls.push_back(callToJSON(call, bytes));
  for (const SkippedCase &one : cases.skipped)
    skipped.push_back(json::Object{{"name", one.name}, {"reason", one.reason}});
  json::Value root = json::Object{
      {"atlas-ballot", 1},
      {"kernel", ballot.kernel.toJSON()},
      {"fixture", cases.id},
      {"contract", cases.contract},
      {"derived", cases.derived},
      {"tolerance", ballot.tolerance},
      {"calls", std::move(calls)},
      {"skipped", std::move(skipped)},
      {"rules", rulesToJSON(cases.rules)},
      {"expected", expectedToJSON(ballot.expected, bytes)}};
  BallotFile file;
  llvm::raw_string_ostream(file.text) << root << "\n";
  file.bytes = std::move(bytes.all);
  return file;
}

llvm::Expected<Ballot> quorum::readBallot(llvm::StringRef text,
                                          llvm::StringRef bytes) {
  auto document = json::parse(text);
  if (!document)
    return noBallot(llvm::toString(document.takeError()));
  Reader reader(bytes);
  const json::Object &root = reader.object(&*document);
  if (root.getInteger("atlas-ballot") != 1 || !root.get("kernel"))
    return noBallot("it has another version");
  auto kernel = KernelABI::fromJSON(*root.get("kernel"));
  if (!kernel)
    return kernel.takeError();
  Ballot ballot;
  ballot.kernel = std::move(*kernel);
  ballot.tolerance = reader.number(root.get("tolerance"));
  CaseSet &cases = ballot.cases;
  cases.id = reader.text(root.get("fixture"));
  cases.contract = reader.text(root.get("contract"));
  cases.derived = reader.flag(root.get("derived"));
  for (const json::Value &call : reader.array(root.get("calls")))
    cases.calls.push_back(reader.call(call));
  for (const json::Value &one : reader.array(root.get("skipped"))) {
    const json::Object &skipped = reader.object(&one);
    cases.skipped.push_back({reader.text(skipped.get("name")),
                             reader.text(skipped.get("reason"))});
  }
  for (auto &[name, rule] : reader.object(root.get("rules")))
    cases.rules[name.str()] = reader.rule(rule);
  ballot.expected = reader.expected(root.get("expected"));
  if (!reader.good || ballot.expected.size() != cases.calls.size())
    return noBallot("its fields do not fit");
  return ballot;
}
