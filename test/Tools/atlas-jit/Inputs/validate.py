# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks a JSON text against a schema: validate.py SCHEMA < TEXT.

Knows the keywords that the schemas under docs/Reference/json use and refuses
any other, so that no rule is skipped in silence. Python standard library only.
"""
import json
import re
import sys

ANNOTATIONS = {"$schema", "$comment", "title", "description"}
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool,
    "integer": int, "number": (int, float),
}


def has_type(value, name):
    """bool is an int in Python, and not in JSON."""
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def check_object(value, schema, where):
    properties = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            yield "%s: '%s' is missing" % (where, key)
    for key, item in value.items():
        rule = properties.get(key, schema.get("additionalProperties", True))
        if rule is False:
            yield "%s: '%s' is not allowed" % (where, key)
        elif rule is not True:
            yield from check(item, rule, "%s.%s" % (where, key))


def check_array(value, schema, where):
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield "%s: %d items" % (where, len(value))
    for index, item in enumerate(value):
        yield from check(item, schema.get("items", {}), "%s[%d]" % (where, index))


def check(value, schema, where="$"):
    unknown = set(schema) - ANNOTATIONS - {
        "type", "enum", "pattern", "minimum", "maximum", "properties", "required",
        "additionalProperties", "items", "minItems", "maxItems"}
    if unknown:
        yield "%s: this validator does not know %s" % (where, sorted(unknown))
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(has_type(value, name) for name in names):
        yield "%s: %r is no %s" % (where, value, " or ".join(names))
        return
    if "enum" in schema and value not in schema["enum"]:
        yield "%s: %r is none of %s" % (where, value, schema["enum"])
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield "%s: %r does not match %s" % (where, value, schema["pattern"])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            yield "%s: %r is out of range" % (where, value)
    if isinstance(value, dict):
        yield from check_object(value, schema, where)
    if isinstance(value, list):
        yield from check_array(value, schema, where)


def main(path):
    with open(path, encoding="utf-8") as text:
        schema = json.load(text)
    problems = list(check(json.load(sys.stdin), schema))
    for problem in problems:
        print(problem)
    print("valid" if not problems else "%d problems" % len(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
