//===- YamlTree.cpp - A strict YAML document as a tree ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scan over the lines refuses what can be seen there (tabs, directives, a
// second document), so that LLVM's parser meets ordinary texts only; the walk
// over its nodes refuses the rest.
//===----------------------------------------------------------------------===//

#include "YamlTree.h"

#include "atlas/Contract/Parser.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

#include <algorithm>

using namespace atlas;
using namespace atlas::contract;
namespace yaml = llvm::yaml;

namespace {

/// Positions of pointers into the text.
class LineTable {
public:
  explicit LineTable(llvm::StringRef text) : text(text), starts{0} {
    for (size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n')
        starts.push_back(i + 1);
  }
  Position at(const char *place) const {
    // Nodes without a text of their own have no place.
    if (place < text.begin() || place > text.end())
      return {};
    size_t offset = place - text.begin();
    auto line = std::upper_bound(starts.begin(), starts.end(), offset) - 1;
    return {unsigned(line - starts.begin() + 1), unsigned(offset - *line + 1)};
  }

  /// The text before a place.
  llvm::StringRef before(const char *place) const {
    return place < text.begin() || place > text.end()
               ? ""
               : text.take_front(place - text.begin());
  }
  /// The place of a flow collection's bracket, given that of its first entry.
  const char *bracket(const char *place) const {
    llvm::StringRef head = before(place).rtrim();
    return head.ends_with("{") || head.ends_with("[") ? head.end() - 1 : place;
  }

private:
  llvm::StringRef text;
  std::vector<size_t> starts;
};

/// Reports at a place and counts, so that the caller knows when to give up.
class Complaints {
public:
  Complaints(llvm::StringRef path, Issues &issues) : path(path), issues(issues) {}
  void add(Position position, ErrorCode code, const llvm::Twine &text,
           const llvm::Twine &note = {}) {
    issues.push_back({path.str(), position, code, text.str(), note.str()});
    any = true;
  }
  bool any = false;

private:
  llvm::StringRef path;
  Issues &issues;
};

bool isMarker(llvm::StringRef line, llvm::StringRef marker) {
  return line.consume_front(marker) &&
         (line.empty() || line.front() == ' ' || line.front() == '\r');
}

/// What the lines alone tell.
void scanLines(llvm::StringRef text, Complaints &complaints) {
  bool content = false, started = false;
  unsigned number = 0;
  while (!text.empty()) {
    llvm::StringRef line;
    std::tie(line, text) = text.split('\n');
    ++number;
    if (size_t tab = line.find('\t'); tab != llvm::StringRef::npos)
      complaints.add({number, unsigned(tab + 1)}, ErrorCode::ContractSyntax,
                     "a tab", "indent and separate with blanks");
    if (isMarker(line, "...") || (isMarker(line, "---") && (content || started)))
      complaints.add({number, 1}, ErrorCode::ContractSyntax,
                     "a second document", "a contract file holds one document");
    started |= isMarker(line, "---");
    if (!content && line.starts_with("%"))
      complaints.add({number, 1}, ErrorCode::ContractSyntax, "a YAML directive",
                     "contracts need none");
    llvm::StringRef trimmed = line.trim();
    content |= !trimmed.empty() && trimmed.front() != '#' &&
               trimmed.front() != '%' && !isMarker(line, "---");
  }
}

class TreeBuilder {
public:
  TreeBuilder(llvm::StringRef text, Complaints &complaints)
      : lines(text), complaints(complaints) {}

  YamlNode build(yaml::Node *node, Position fallback, unsigned depth);
  Position place(llvm::SMLoc location) const {
    return lines.at(location.getPointer());
  }
  /// Too deep: nothing of the stream may be read any more.
  bool stopped = false;

private:
  void refuse(const yaml::Node &node, Position position);
  YamlNode scalar(yaml::ScalarNode &node, YamlNode made);
  YamlNode block(yaml::BlockScalarNode &node, YamlNode made);
  const char *blockSign(const char *contents) const;
  void mapping(yaml::MappingNode &node, YamlNode &made, unsigned depth);
  void entry(yaml::KeyValueNode &pair, YamlNode &made, llvm::StringSet<> &seen,
             unsigned depth);

  LineTable lines;
  Complaints &complaints;
};

void TreeBuilder::refuse(const yaml::Node &node, Position position) {
  if (!node.getAnchor().empty())
    complaints.add(position, ErrorCode::ContractSyntax,
                   "an anchor '&" + node.getAnchor() + "'",
                   "write the value where it is needed");
  if (!node.getRawTag().empty())
    complaints.add(position, ErrorCode::ContractSyntax,
                   "a tag '" + node.getRawTag() + "'",
                   "types follow from the keys");
  if (llvm::isa<yaml::AliasNode>(node))
    complaints.add(position, ErrorCode::ContractSyntax, "an alias",
                   "write the value where it is needed");
}

YamlNode TreeBuilder::scalar(yaml::ScalarNode &node, YamlNode made) {
  llvm::SmallString<64> storage;
  made.kind = YamlNode::Scalar;
  made.text = node.getValue(storage).str();
  llvm::StringRef raw = node.getRawValue();
  made.plain = !raw.starts_with("\"") && !raw.starts_with("'");
  return made;
}

// The parser does not fold: '>' would silently be '|'.
YamlNode TreeBuilder::block(yaml::BlockScalarNode &node, YamlNode made) {
  made.kind = YamlNode::Scalar;
  made.text = node.getValue().rtrim('\n').str();
  const char *sign = blockSign(node.getSourceRange().Start.getPointer());
  if (Position own = lines.at(sign); own.line)
    made.position = own;
  if (sign && *sign == '>')
    complaints.add(made.position, ErrorCode::ContractSyntax, "a folded text",
                   "use '|', or one line");
  return made;
}

/// The '|' or '>' of a block text: it ends the line above the contents, perhaps
/// with an indentation, a chomping sign and a comment behind it.
const char *TreeBuilder::blockSign(const char *contents) const {
  llvm::StringRef before = lines.before(contents).rtrim(" \n\r");
  llvm::StringRef header = before.substr(before.rfind('\n') + 1);
  header = header.substr(0, header.rfind(" #")).rtrim(" 0123456789+-");
  return header.empty() ? contents : header.end() - 1;
}

void TreeBuilder::entry(yaml::KeyValueNode &pair, YamlNode &made,
                        llvm::StringSet<> &seen, unsigned depth) {
  YamlNode key = build(pair.getKey(), made.position, depth);
  if (stopped)
    return;
  YamlNode value = build(pair.getValue(), key.position, depth);
  if (key.kind != YamlNode::Scalar)
    return complaints.add(key.position, ErrorCode::ContractSyntax,
                          "a key that is " + key.kindText(),
                          "keys are texts");
  if (key.text == "<<" && key.plain)
    return complaints.add(key.position, ErrorCode::ContractSyntax,
                          "a merge key", "write the keys where they are needed");
  if (!seen.insert(key.text).second)
    complaints.add(key.position, ErrorCode::ContractKeyRepeated,
                   "the key '" + key.text + "' stands twice");
  else
    made.entries.push_back({key.text, key.position, std::move(value)});
}

void TreeBuilder::mapping(yaml::MappingNode &node, YamlNode &made,
                          unsigned depth) {
  made.kind = YamlNode::Mapping;
  llvm::StringSet<> seen;
  for (yaml::KeyValueNode &pair : node) {
    entry(pair, made, seen, depth + 1);
    if (stopped)
      return;
  }
}

YamlNode TreeBuilder::build(yaml::Node *node, Position fallback,
                            unsigned depth) {
  YamlNode made;
  made.position = fallback;
  if (!node)
    return made;
  if (!llvm::isa<yaml::NullNode, yaml::AliasNode>(node)) {
    const char *start = node->getSourceRange().Start.getPointer();
    // Collections begin where their first entry does, brackets or not.
    if (llvm::isa<yaml::MappingNode, yaml::SequenceNode>(node))
      start = lines.bracket(start);
    if (Position own = lines.at(start); own.line)
      made.position = own;
  }
  if (depth > kMaxContractNesting) {
    complaints.add(made.position, ErrorCode::ContractTooLarge,
                   "nesting deeper than " + llvm::Twine(kMaxContractNesting));
    stopped = true;
    return made;
  }
  refuse(*node, made.position);
  if (auto *text = llvm::dyn_cast<yaml::ScalarNode>(node))
    return scalar(*text, std::move(made));
  if (auto *text = llvm::dyn_cast<yaml::BlockScalarNode>(node))
    return block(*text, std::move(made));
  if (auto *map = llvm::dyn_cast<yaml::MappingNode>(node))
    mapping(*map, made, depth);
  if (auto *list = llvm::dyn_cast<yaml::SequenceNode>(node)) {
    made.kind = YamlNode::Sequence;
    for (yaml::Node &item : *list) {
      made.items.push_back(build(&item, made.position, depth + 1));
      if (stopped)
        break;
    }
  }
  return made;
}

/// Keeps the parser's first message and where it is.
struct ParserMessage {
  std::string text;
  llvm::SMLoc place;
  static void record(const llvm::SMDiagnostic &diagnostic, void *opaque) {
    auto *self = static_cast<ParserMessage *>(opaque);
    if (!self->text.empty())
      return;
    self->text = diagnostic.getMessage().str();
    self->place = diagnostic.getLoc();
  }
};

std::optional<YamlNode> parseDocument(llvm::StringRef text,
                                      Complaints &complaints) {
  llvm::SourceMgr sources;
  ParserMessage message;
  sources.setDiagHandler(ParserMessage::record, &message);
  yaml::Stream stream(text, sources, /*ShowColors=*/false);
  TreeBuilder builder(text, complaints);
  std::optional<YamlNode> root;
  yaml::document_iterator document = stream.begin();
  if (document != stream.end())
    root = builder.build(document->getRoot(), {1, 1}, 1);
  if (builder.stopped)
    return std::nullopt;
  if (!stream.failed() && document != stream.end() && ++document != stream.end())
    complaints.add({1, 1}, ErrorCode::ContractSyntax, "a second document",
                   "a contract file holds one document");
  if (stream.failed()) {
    Position where = builder.place(message.place);
    complaints.add(where.line ? where : Position{1, 1},
                   ErrorCode::ContractSyntax,
                   "not YAML: " + (message.text.empty() ? "malformed text"
                                                        : message.text));
  }
  return root;
}

} // namespace

const YamlEntry *YamlNode::find(llvm::StringRef key) const {
  for (const YamlEntry &entry : entries)
    if (entry.key == key)
      return &entry;
  return nullptr;
}

llvm::StringRef YamlNode::kindText() const {
  constexpr llvm::StringLiteral names[] = {"nothing", "a text", "a mapping",
                                           "a list"};
  return names[kind];
}

std::optional<YamlNode> contract::parseYaml(llvm::StringRef text,
                                            llvm::StringRef path,
                                            Issues &issues) {
  Complaints complaints(path, issues);
  if (text.size() > kMaxContractBytes) {
    complaints.add({1, 1}, ErrorCode::ContractTooLarge,
                   "the file has " + llvm::Twine(text.size()) +
                       " bytes; a contract may have " +
                       llvm::Twine(kMaxContractBytes));
    return std::nullopt;
  }
  auto *first = reinterpret_cast<const llvm::UTF8 *>(text.begin());
  auto *last = reinterpret_cast<const llvm::UTF8 *>(text.end());
  const llvm::UTF8 *stop = first;
  if (!llvm::isLegalUTF8String(&stop, last) || text.contains('\0') ||
      text.starts_with("\xEF\xBB\xBF")) {
    Position where =
        LineTable(text).at(reinterpret_cast<const char *>(stop));
    complaints.add(where.line ? where : Position{1, 1},
                   ErrorCode::ContractSyntax,
                   "the file is not UTF-8 text",
                   "no other encoding, no byte order mark, no NUL");
    return std::nullopt;
  }
  scanLines(text, complaints);
  if (complaints.any)
    return std::nullopt;
  std::optional<YamlNode> root = parseDocument(text, complaints);
  return complaints.any ? std::nullopt : std::move(root);
}
