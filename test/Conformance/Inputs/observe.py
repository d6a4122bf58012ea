# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""observe.py DEVICE_KERNELS WORK MATRIX [NAME...]: does the matrix of `atlas-jit targets
--json`, a file, say what the emitters do?

suite.json names a kernel for each capability and, where a target may have a form of its
own or compute it from other operations, what that form looks like in the code ("native",
null for a target without one); "absent" may not be in the code; "on" is the profile of
the machine asked about, where it is not the least; "profile" has what the answer says is
needed. Prints each answer that is not what was seen, and how many agree.
"""
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
# The least that a target takes, and how to read its code.
DEFAULT = {"ptx": "ptx:sm_80"}
REFUSAL = re.compile(r"ATL0[14]\d\d")
# Where the source is one for all targets, or an entry point where code has no lines.
PLACE = re.compile(r"\.mlir:\d+:\d+: |in '\w+' for ")


def emit(kernel, target, profile, *more):
    target, profile = (target, profile) if target != "wasm" or "--artifact" in more else ("cpu", "wasm32")
    command = ["atlas-jit", "emit", kernel, "--target", target, *more]
    command += ["--hw", profile] if profile else []
    return subprocess.run(command, capture_output=True, text=True)


def observe(work, name, entry, target, profile):
    """yes, emulated, or the message of a refusal."""
    path = os.path.join(work, "%s.%s.json" % (name, target))
    if os.path.exists(path):
        os.remove(path)
    done = emit(entry["kernel"], target, profile, "--artifact", path)
    if done.returncode:
        if os.path.exists(path):
            return "wrote something and failed"
        text = done.stderr.strip()
        if not REFUSAL.search(text):
            return "failed without a code: " + text
        return "refused: " + text
    native, absent = entry.get("native", {}).get(target, ""), entry.get("absent", {}).get(target)
    if native is None:
        return "emulated"
    if not native and not absent:
        return "yes"
    code = emit(entry["kernel"], target, profile, "--format", "text")
    if code.returncode:
        return "has no text: " + code.stderr
    if absent and re.search(absent, code.stdout):
        return "has " + re.search(absent, code.stdout)[0]
    return "yes" if not native or re.search(native, code.stdout) else "emulated"


def check(work, name, entry, target, answer):
    """What is wrong with an answer of the matrix; "" if nothing is."""
    given = entry.get("profile", {}).get(target)
    least = entry.get("on", {}).get(target) or DEFAULT.get(target)
    seen = observe(work, name, entry, target, least)
    if answer["status"] != "needs":
        if answer["status"] == "refused":
            return "" if seen.startswith("refused") and PLACE.search(seen) else seen
        return "" if seen == answer["status"] else seen
    needs = answer["needs"]
    if answer["else"] == "refused" and not (seen.startswith("refused") and needs in seen):
        return "without %s: %s" % (needs, seen)
    if answer["else"] == "emulated" and seen != "emulated":
        return "without %s: %s" % (needs, seen)
    # Float operations of any width need the float controls that the default profile has.
    profile = given or {"spirv": "spirv:1.3+SignedZeroInfNanPreserve,%s,SPV_KHR_float_controls",
                        "wgsl": "wgsl:%s"}[target] % needs
    seen = observe(work, name, entry, target, profile)
    return "" if seen == "yes" and needs in profile else "with %s: %s" % (profile, seen)


def main(device, work, matrix, *names):
    os.makedirs(work, exist_ok=True)
    with open(os.path.join(HERE, "suite.json")) as source:
        suite = json.load(source)
    for entry in suite.values():
        entry["kernel"] = entry["kernel"].replace("Device:", os.path.abspath(device) + ":")
        if ".mlir" in entry["kernel"]:
            entry["kernel"] = os.path.join(HERE, entry["kernel"])
    with open(matrix) as source:
        matrix = json.load(source)["capabilities"]
    problems = ["%s: the matrix and suite.json do not both have it" % name
                for name in sorted(set(suite) ^ {one["name"] for one in matrix})]
    jobs = [(one, target, answer) for one in matrix for target, answer in sorted(one["targets"].items())
            if one["name"] in suite and (not names or one["name"] in names)]
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda job: check(work, job[0]["name"], suite[job[0]["name"]], job[1], job[2]), jobs)
        for (one, target, answer), problem in zip(jobs, found):
            if problem:
                problems.append("%s %s: the matrix says %s, but %s" % (one["name"], target, json.dumps(answer), problem))
    print("\n".join(problems + ["%d answers, %d wrong" % (len(jobs), len(problems))]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
