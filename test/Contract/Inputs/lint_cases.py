# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Damages a valid contract in one place and compares what lint says.

lint_cases.py FOLDER: each case replaces one piece of base.yaml (or of the
fixture) and lists the complaints that must come, all of them and in order, as
(line, column, code, piece of the text or note).
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# (name, statement, old, new, [(line, column, code, text), ...])
CASES = [
    # CT-01: the YAML that contracts refuse.
    ("tab", "CT-01", "  title: a", "\ttitle: a", [(7, 1, "ATL0410", "a tab")]),
    ("second-document", "CT-01", "depends_on:", "---\ndepends_on:", [(8, 1, "ATL0410", "a second document")]),
    ("document-end", "CT-01", "depends_on:", "...\ndepends_on:", [(8, 1, "ATL0410", "a second document")]),
    ("directive", "CT-01", "metadata:", "%YAML 1.2\n---\nmetadata:", [(2, 1, "ATL0410", "a YAML directive")]),
    ("anchor", "CT-01", "title: a contract", "title: &x a contract", [(7, 13, "ATL0410", "an anchor '&x'")]),
    ("alias", "CT-01", "formula: \"yes\"", "formula: *x", [(24, 5, "ATL0410", "an alias")]),
    ("tag", "CT-01", "title: a contract", "title: !!str a contract", [(7, 16, "ATL0410", "a tag '!!str'")]),
    ("merge-key", "CT-01", "numerics: { nan: none,", "numerics: { <<: none,", [(10, 13, "ATL0410", "a merge key")]),
    ("folded", "CT-01", "formula: \"yes\"", "formula: >\n      yes", [(24, 14, "ATL0410", "a folded text")]),
    ("complex-key", "CT-01", "depends_on:", "? [a]\n: b\ndepends_on:", [(8, 3, "ATL0410", "a key that is a list")]),
    ("latin1", "CT-01", "a contract to", b"a contr\xe4ct to", [(7, 17, "ATL0410", "not UTF-8")]),
    ("nul", "CT-01", "a contract to", "a contract\0 to", [(None, None, "ATL0410", "not UTF-8")]),
    ("unclosed", "CT-01", "numerics: { nan: none, overflow: never }", "numerics: { nan: none, overflow: never",
     [(None, None, "ATL0410", "not YAML")]),
    # CT-02: keys and kinds.
    ("unknown-key", "CT-02", "  title:", "  titel:", [(2 + 1, 3, "ATL0414", "'title'"), (7, 3, "ATL0412", "nearest is 'title'")]),
    ("unknown-top", "CT-02", "exactness:", "exactnes:", [(9, 1, "ATL0412", "the nearest is 'exactness'")]),
    ("repeated-key", "CT-02", "  kind: compile", "  kind: compile\n  kind: kernel", [(6, 3, "ATL0413", "'kind' stands twice")]),
    ("missing-key", "CT-02", "  title: a contract to damage\n", "", [(3, 3, "ATL0414", "no key 'title'")]),
    ("empty-text", "CT-02", "title: a contract to damage", "title: \"  \"", [(7, 10, "ATL0415", "is empty")]),
    ("nothing", "CT-02", "title: a contract to damage", "title:", [(7, 3, "ATL0415", "'title' is nothing")]),
    ("map-for-text", "CT-02", "title: a contract to damage", "title: { a: b }", [(7, 10, "ATL0415", "a mapping, not a text")]),
    ("text-for-list", "CT-02", "pre: [\"p\"]", "pre: p", [(26, 10, "ATL0415", "a text, not a list")]),
    ("empty-list", "CT-02", "pre: [\"p\"]", "pre: []", [(26, 10, "ATL0415", "an empty list")]),
    ("list-for-map", "CT-02", "{ nan: none, overflow: never }", "[nan]", [(10, 11, "ATL0415", "a list, not a mapping")]),
    ("bool", "CT-02", "ship_blocking: true", "ship_blocking: yes", [(39, 20, "ATL0415", "neither true nor false")]),
    ("quoted-bool", "CT-02", "ship_blocking: true", "ship_blocking: \"true\"", [(39, 20, "ATL0415", "neither")]),
    ("two-errors-sorted", "CT-02", "title: a contract to damage", "titel: a",
     [(3, 3, "ATL0414", "'title'"), (7, 3, "ATL0412", "'titel'")]),
    # CT-02a
    ("exactness", "CT-02a", "exactness: bit_exact", "exactness: exact", [(9, 12, "ATL0416", "'exact' is no exactness class")]),
    ("numerics", "CT-02a", "nan: none", "nann: none", [(10, 13, "ATL0412", "'nann'")]),
    ("reference", "CT-02a", "claim: c", "claims: c", [(12, 5, "ATL0414", "'claim'"), (12, 34, "ATL0412", "'claims'")]),
    # CT-03
    ("kind", "CT-03", "kind: compile", "kind: kernels",
     [(5, 9, "ATL0416", "'kernels' is no kind")]),
    ("status", "CT-03", "status: enforced", "status: active", [(6, 11, "ATL0416", "'active' is no status")]),
    ("targets-forbidden", "CT-03", "kind: compile", "kind: kernel", [(13, 1, "ATL0420", "of kind kernel has compile targets")]),
    ("targets-missing", "CT-03", "compile_targets:\n  - target: cpu\n    hardware: { arch: x86_64, features: [avx2] }\n    via:\n"
     "      - { emitter: llvm-cpu, role: general }\n    quorum_policy: { kind: diff_exec, tolerance: 0, fail_on_divergence: true }\n"
     "  - target: wasm\n    via:\n      - { emitter: llvm-wasm, role: general }\n", "",
     [(2, 1, "ATL0414", "no key 'compile_targets'")]),
    ("no-equations", "CT-03", "equations:", "equation:", [(2, 1, "ATL0414", "'equations'"), (22, 1, "ATL0412", "'equation'"),
                                                           (33, 51, "ATL0425", "no equation 'sum'")]),
    # CT-04
    ("id-lower", "CT-04", "C-TEST-BASE", "C-test", [(3, 7, "ATL0416", "'C-test' is no contract id")]),
    ("id-prefix", "CT-04", "C-TEST-BASE", "D-TEST", [(3, 7, "ATL0416", "no contract id")]),
    ("id-bare", "CT-04", "C-TEST-BASE", "C", [(3, 7, "ATL0416", "no contract id")]),
    ("id-hyphen", "CT-04", "C-TEST-BASE", "C-TEST-", [(3, 7, "ATL0416", "no contract id")]),
    ("version-two", "CT-04", "version: 1.0.0", "version: 1.0", [(4, 12, "ATL0416", "not three numbers")]),
    ("version-text", "CT-04", "version: 1.0.0", "version: 1.0.x", [(4, 12, "ATL0416", "not three numbers")]),
    ("version-zero", "CT-04", "version: 1.0.0", "version: 1.00.0", [(4, 12, "ATL0416", "not three numbers")]),
    ("obligation-id-twice", "CT-04", "property: \"p\" }", "property: \"p\" }\n  - { id: total, type: invariant, applies_to: sum, property: q }",
     [(34, 11, "ATL0417", "'total' of an obligation")]),
    ("bad-id", "CT-04", "id: F-001", "id: \"1 2\"", [(35, 9, "ATL0416", "no id of a test")]),
    # CT-05
    ("depends-nothing", "CT-05", "C-ATLAS-LAUNCH", "C-ATLAS-LUNCH", [(8, 14, "ATL0418", "no contract 'C-ATLAS-LUNCH'")]),
    ("depends-self", "CT-05", "[C-ATLAS-LAUNCH]", "[C-TEST-BASE]", [(8, 14, "ATL0418", "depends on itself")]),
    ("depends-twice", "CT-05", "[C-ATLAS-LAUNCH]", "[C-ATLAS-LAUNCH, C-ATLAS-LAUNCH]", [(8, 30, "ATL0418", "listed twice")]),
    # CT-07
    ("target-unknown", "CT-07", "target: wasm", "target: wasn", [(19, 13, "ATL0420", "the nearest is 'wasm'")]),
    ("target-case", "CT-07", "target: wasm", "target: WASM", [(19, 13, "ATL0420", "no target 'WASM'")]),
    ("target-twice", "CT-07", "target: wasm\n    via:\n      - { emitter: llvm-wasm", "target: cpu\n    via:\n      - { emitter: llvm-cpu",
     [(19, 13, "ATL0420", "'cpu' is listed twice")]),
    ("emitter-unknown", "CT-07", "emitter: llvm-wasm", "emitter: llvm-wasn", [(21, 20, "ATL0421", "no emitter 'llvm-wasn'")]),
    ("emitter-twice", "CT-07", "      - { emitter: llvm-wasm, role: general }",
     "      - { emitter: llvm-wasm, role: general }\n      - { emitter: llvm-wasm, role: general }",
     [(21, 7, "ATL0421", "has 2 general emitters"), (22, 20, "ATL0421", "listed twice")]),
    ("role-wrong", "CT-07", "llvm-wasm, role: general", "llvm-wasm, role: specialist, shape: s",
     [(21, 7, "ATL0421", "has 0 general emitters"), (21, 20, "ATL0421", "registered as general")]),
    ("role-unknown", "CT-07", "llvm-wasm, role: general", "llvm-wasm, role: main", [(21, 37, "ATL0416", "'main' is no role")]),
    ("shape-of-general", "CT-07", "llvm-wasm, role: general", "llvm-wasm, role: general, shape: s",
     [(21, 53, "ATL0421", "a general emitter has no shape")]),
    ("shape-missing", "CT-07", "llvm-wasm, role: general", "llvm-wasm, role: specialist",
     [(21, 7, "ATL0421", "has 0 general"), (21, 9, "ATL0421", "names no shape"), (21, 20, "ATL0421", "registered as general")]),
    ("emitter-of-another-target", "CT-07", "target: wasm", "target: ptx", [(21, 20, "ATL0421", "registered: llvm-nvptx")]),
    # CT-08
    ("policy-kind", "CT-08", "kind: diff_exec, tolerance: 0", "kind: diffexec",
     [(18, 28, "ATL0416", "'diffexec' is no policy")]),
    ("policy-no-tolerance", "CT-08", "kind: diff_exec, tolerance: 0", "kind: diff_exec", [(18, 20, "ATL0422", "no tolerance")]),
    ("policy-tolerance", "CT-08", "kind: diff_exec", "kind: strict", [(18, 36, "ATL0422", "policy strict has a tolerance")]),
    ("policy-negative", "CT-08", "tolerance: 0", "tolerance: -1", [(18, 50, "ATL0422", "below 0")]),
    ("policy-inf", "CT-08", "tolerance: 0", "tolerance: inf", [(18, 50, "ATL0415", "not a finite decimal number")]),
    ("policy-hex", "CT-08", "tolerance: 0", "tolerance: 0x1p3", [(18, 50, "ATL0415", "not a finite decimal number")]),
    ("policy-flag", "CT-08", "fail_on_divergence: true", "fail_on_divergence: maybe", [(18, 73, "ATL0415", "neither true nor false")]),
    # CT-09
    ("hw-key", "CT-09", "arch: x86_64", "cc_min: sm_80", [(15, 17, "ATL0412", "no key 'cc_min' in hardware of cpu")]),
    ("hw-value", "CT-09", "arch: x86_64", "arch: mips", [(15, 17, "ATL0423", "no architecture 'mips'")]),
    ("hw-feature", "CT-09", "[avx2]", "[avx22]", [(15, 31, "ATL0423", "the nearest is 'avx2'")]),
    ("hw-list", "CT-09", "[avx2]", "avx2", [(15, 41, "ATL0415", "'features' is not a list")]),
    ("hw-relaxed", "HW-13", "target: wasm\n", "target: wasm\n    hardware: { features: [simd128, relaxed-simd] }\n",
     [(20, 17, "ATL0423", "relaxed-simd in a contract that promises exact results")]),
    # CT-10
    ("class-unknown", "CT-10", "class: mem.workgroup", "class: mem.workgroups", [(29, 18, "ATL0424", "the nearest is 'mem.workgroup'")]),
    ("filter-foreign", "CT-10", "class: mem.workgroup", "class: mem.workgroup, width: [32]",
     [(29, 33, "ATL0412", "no key 'width' in a sanction of mem.workgroup")]),
    ("filter-scope", "CT-10", "scope: [workgroup, device]", "scope: [workgroup, galaxy]", [(30, 49, "ATL0424", "'galaxy' is no scope")]),
    ("filter-ordering", "CT-10", "ordering: [relaxed]", "ordering: [eventual]", [(30, 82, "ATL0424", "'eventual' is no ordering")]),
    ("filter-width", "CT-10", "width: [32]", "width: [33]", [(30, 58, "ATL0424", "a width of 33 bits")]),
    ("filter-from", "CT-10", "introduced_from: [atomic.int]", "introduced_from: [atomics]", [(31, 48, "ATL0424", "'atomics' is no construct class")]),
    ("order", "CT-10", "order: unspecified", "order: any", [(27, 12, "ATL0416", "'any' is no order")]),
    # CT-11
    ("equation-unobliged", "CT-11", "applies_to: sum", "applies_to: summ",
     [(23, 9, "ATL0425", "equation 'sum' has no proof obligation"), (33, 51, "ATL0425", "no equation 'summ'")]),
    ("obligation-untested", "CT-11", "obligations: [total]", "obligations: [totals]",
     [(33, 11, "ATL0425", "obligation 'total' has no falsification test"), (36, 19, "ATL0425", "no obligation 'totals'")]),
    ("obligation-type", "CT-11", "type: postcondition", "type: hope", [(33, 24, "ATL0416", "'hope' is no type of obligation")]),
    # CT-12
    ("check-shell", "CT-12", "kind: lit, path: check.test", "kind: shell, run: ls",
     [(37, 12, "ATL0414", "'path'"), (37, 20, "ATL0426", "'shell' is no kind of check"), (37, 27, "ATL0412", "'run'")]),
    ("check-missing-file", "CT-12", "path: check.test", "path: nothing.test", [(37, 31, "ATL0426", "no file 'nothing.test'")]),
    ("check-no-run", "CT-12", "path: check.test", "path: norun.test", [(37, 31, "ATL0426", "has no RUN line")]),
    ("check-upwards", "CT-12", "path: check.test", "path: ../check.test", [(37, 31, "ATL0426", "leads upwards")]),
    ("check-absolute", "CT-12", "path: check.test", "path: /check.test", [(37, 31, "ATL0426", "is absolute")]),
    ("check-gtest-name", "CT-12", "kind: lit, path: check.test", "kind: gtest, binary: \"a/b\", filter: x",
     [(37, 35, "ATL0426", "no name of a test program")]),
    ("no-counterexample", "CT-12", "    counterexample: { kind: fixture, path: vectors/f.yaml, targets: [cpu, wasm] }\n", "",
     [(35, 5, "ATL0414", "'counterexample'")]),
    ("fixture-targets", "CT-12", "targets: [cpu, wasm]", "targets: [cpu, gpu]", [(38, 75, "ATL0420", "no target 'gpu'")]),
    # DX-18
    ("exact-float-atomics", "DX-18", "class: mem.workgroup", "class: atomic.float", [(29, 18, "ATL0424", "exact results do not allow it")]),
]
# Edits of the fixture; the complaints are about it.
FIXTURES = [
    ("fixture-key", "CT-12", "sizes:", "sises:", [(6, 1, "ATL0412", "the nearest is 'sizes'")]),
    ("fixture-contract", "CT-12", "C-TEST-BASE", "C-TEST", [(2, 29, "ATL0426", "belongs to 'C-TEST'")]),
    ("fixture-no-output", "DX-11", "dir: out", "dir: in", [(3, 1, "ATL0426", "no buffer is written")]),
    ("fixture-gen", "CT-12", "gen: uniform", "gen: random", [(4, 51, "ATL0416", "'random' is no generator")]),
    ("fixture-cases", "DX-11", "cases: 64", "cases: 0", [(2, 68, "ATL0426", "without cases")]),
]


def lint(path):
    done = subprocess.run(["atlas-jit", "contract", "lint", path, "--json"], capture_output=True, text=True)
    assert done.returncode in (0, 2), (done.returncode, done.stderr)
    answer = json.loads(done.stdout)
    assert (done.returncode == 0) == (not answer["issues"])
    return answer["issues"]


def differences(issues, expected):
    if len(issues) != len(expected):
        return "%d complaints, expected %d" % (len(issues), len(expected))
    for issue, (line, column, code, text) in zip(issues, expected):
        if issue["code"] != code or text not in issue["text"] + " / " + issue["note"]:
            return "expected %s with '%s'" % (code, text)
        if line is not None and (issue["line"], issue["column"]) != (line, column):
            return "expected position %d:%d" % (line, column)
    return ""


def read(name):
    with open(os.path.join(HERE, name), "rb") as source:
        return source.read()


def replaced(text, old, new):
    old, new = (part if isinstance(part, bytes) else part.encode() for part in (old, new))
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def main(folder):
    base, fixture = read("base.yaml"), read("fixture.yaml")
    bad = 0
    for kind, cases in (("contract", [("base", "CT-02", "", "", [])] + CASES), ("fixture", FIXTURES)):
        for name, _, old, new, expected in cases:
            where = os.path.join(folder, name)
            os.makedirs(os.path.join(where, "vectors"))
            own = kind == "contract"
            files = {"contract.yaml": replaced(base, old, new) if own else base, "check.test": b"RUN: true\n",
                     "norun.test": b"nothing\n", "vectors/f.yaml": fixture if own else replaced(fixture, old, new)}
            for file, contents in files.items():
                with open(os.path.join(where, file), "wb") as out:
                    out.write(contents)
            issues = lint(os.path.join(where, "contract.yaml"))
            why = differences(issues, expected)
            if why:
                bad += 1
                print("%s: %s; got:" % (name, why))
                for issue in issues:
                    print("  %(line)d:%(column)d %(code)s %(text)s / %(note)s" % issue)
    print("%d cases, %d wrong" % (len(CASES) + len(FIXTURES) + 1, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
