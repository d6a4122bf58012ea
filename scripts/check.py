#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs every test of a build folder and adds up the results.

Reads BUILD/check-manifest.json (written by CMake): lit suites, GoogleTest
binaries, and programs whose last line is `N passed, N failed, N skipped`.
Prints what failed, with its output, and what was skipped, with the reason; the
last line is `N passed, N failed, N skipped` over all of them.

A program that crashes, times out, is missing, or claims success without
results counts as a failure. Exit code: 0 if nothing failed and something
passed, else 1; 2 for wrong usage. Python standard library only.
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

TOTAL_LINE = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$")
TAIL_LINES = 60


class Result:
    """Counts of one test program, with names of what failed or was skipped."""

    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = []   # (test name, output)
        self.skipped = []  # (test name, reason)
        self.extra_skipped = 0  # counted by a program without naming each
        self.seconds = 0.0

    def counts(self):
        return self.passed, len(self.failed), len(self.skipped) + self.extra_skipped


def tail(text, lines=TAIL_LINES):
    """The end of an output, which holds the reason of a failure."""
    rows = text.rstrip().splitlines()
    if len(rows) > lines:
        rows = ["[%d lines left out]" % (len(rows) - lines)] + rows[-lines:]
    return "\n".join("    " + row for row in rows)


def execute(command, timeout, env=None):
    """Runs a command. Returns (return code or None, output); None: timeout or
    not startable, with the reason as the last line of the output."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, env=env)
        return done.returncode, done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as expired:
        output = (expired.stdout or b"").decode("utf-8", "replace")
        return None, output + "\ntimed out after %d s" % timeout
    except OSError as error:
        return None, "cannot run %s: %s" % (command[0], error.strerror)


def describe_exit(code):
    if code is None:
        return "did not finish"
    return "killed by signal %d" % -code if code < 0 else "exit code %d" % code


def run_lit(manifest, jobs, long_run, pattern):
    """All lit suites in one lit run."""
    result = Result("lit")
    handle, report = tempfile.mkstemp(suffix=".json")
    os.close(handle)
    command = [sys.executable, manifest["lit"], "-q", "-j", str(jobs), "-o", report]
    if long_run:
        command.append("-Dlong=1")
    if pattern:
        command += ["--filter", pattern]
    code, output = execute(command + manifest["lit_dirs"], 3 * 3600)
    try:
        with open(report) as source:
            tests = json.load(source)["tests"]
    except (OSError, ValueError, KeyError):
        tests = None
    os.unlink(report)
    if tests is None:
        result.failed.append(("lit", tail("lit wrote no report, %s\n%s" % (describe_exit(code), output))))
        return result
    for test in tests:
        kind = test["code"]
        if kind in ("PASS", "XFAIL", "FLAKYPASS"):
            result.passed += 1
        elif kind in ("UNSUPPORTED", "SKIPPED"):
            result.skipped.append((test["name"], " ".join(test.get("output", "").split())))
        elif kind != "EXCLUDED":
            result.failed.append((test["name"], kind + "\n" + tail(test.get("output", ""))))
    # lit fails without a failed test when a suite cannot be loaded.
    if code != 0 and not result.failed:
        result.failed.append(("lit", tail("lit: %s\n%s" % (describe_exit(code), output))))
    return result


def run_googletest(entry, pattern):
    """One GoogleTest binary; the XML report is the truth, not the output."""
    result = Result(entry["name"])
    handle, report = tempfile.mkstemp(suffix=".xml")
    os.close(handle)
    os.unlink(report)
    command = entry["command"] + ["--gtest_output=xml:" + report, "--gtest_color=no"]
    if pattern:
        command.append("--gtest_filter=*%s*" % pattern)
    code, output = execute(command, entry.get("timeout", 900))
    try:
        cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        cases = None
    if os.path.exists(report):
        os.unlink(report)
    if cases is None:  # crashed: no report. Count what had passed until then.
        result.passed = len(re.findall(r"^\[       OK \]", output, re.M))
        result.failed.append((entry["name"], tail(output + "\n" + describe_exit(code))))
        return result
    for case in cases:
        name = "%s/%s.%s" % (entry["name"], case.get("classname"), case.get("name"))
        skip = case.find("skipped")
        if case.find("failure") is not None:
            text = "\n".join(f.text or f.get("message", "") for f in case.findall("failure"))
            result.failed.append((name, tail(text)))
        elif skip is not None or case.get("result") == "skipped":
            reason = (skip.get("message") or skip.text or "") if skip is not None else ""
            result.skipped.append((name, " ".join(reason.split()) or "skipped by the test"))
        elif case.get("status") == "notrun":
            if not pattern:
                result.skipped.append((name, "disabled"))
        else:
            result.passed += 1
    if code != 0 and not result.failed:
        result.failed.append((entry["name"], tail(output + "\nall tests passed, but " + describe_exit(code))))
    if not cases and not pattern:
        result.failed.append((entry["name"], "    the binary holds no tests"))
    return result


def run_program(entry):
    """One program with the counting last line."""
    result = Result(entry["name"])
    code, output = execute(entry["command"], entry.get("timeout", 600))
    rows = output.rstrip().splitlines()
    match = TOTAL_LINE.match(rows[-1].strip()) if rows else None
    if not match:
        result.failed.append((entry["name"], tail(output + "\nno last line `N passed, N failed, N skipped`; "
                                                  + describe_exit(code))))
        return result
    passed, failed, skipped = (int(group) for group in match.groups())
    result.passed = passed
    for row in rows:
        if row.startswith("SKIP ") and len(result.skipped) < skipped:
            name, _, reason = row[5:].partition(": ")
            result.skipped.append((entry["name"] + "/" + name, reason))
    result.extra_skipped = skipped - len(result.skipped)
    for index in range(failed):
        result.failed.append((entry["name"], tail(output) if index == 0 else "    see above"))
    if code != 0 and not failed:
        result.failed.append((entry["name"], tail(output + "\n" + describe_exit(code))))
    if passed + failed + skipped == 0:
        result.failed.append((entry["name"], "    the program ran no test"))
    return result


def timed(function, *arguments):
    start = time.monotonic()
    result = function(*arguments)
    result.seconds = time.monotonic() - start
    return result


def report_line(result):
    passed, failed, skipped = result.counts()
    print("%-4s %-32s %7d passed %4d failed %5d skipped %8.1f s" % (
        "FAIL" if failed else "ok", result.name, passed, failed, skipped, result.seconds), flush=True)


def run_all(manifest, options):
    """Runs everything; yields results as they come."""
    def wanted(kind):
        return options.only in (None, kind)

    if wanted("lit") and manifest["lit_dirs"]:
        yield timed(run_lit, manifest, options.jobs, options.long, options.filter)
    work, serial = [], []
    if wanted("unit"):
        work += [(run_googletest, entry, options.filter) for entry in manifest["unittests"]]
    if wanted("program"):
        for entry in manifest["programs"]:
            if entry.get("long") and not options.long:
                continue
            if options.filter and not re.search(options.filter, entry["name"]):
                continue
            (serial if entry.get("serial") else work).append((run_program, entry))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for done in concurrent.futures.as_completed([pool.submit(timed, *item) for item in work]):
            yield done.result()
    for item in serial:
        yield timed(*item)


def absent_features(manifest):
    """Optional lit features that this machine lacks (written by lit.cfg.py)."""
    names = set()
    for folder in manifest["lit_dirs"]:
        try:
            with open(os.path.join(folder, "absent-features.txt")) as source:
                names.update(source.read().split())
        except OSError:
            pass
    return sorted(names)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build-dir", required=True, help="build folder with check-manifest.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="tests run at once")
    parser.add_argument("--only", choices=["lit", "unit", "program"], help="run one kind of test")
    parser.add_argument("--filter", default="", help="run tests whose name matches")
    parser.add_argument("--long", action="store_true", help="also what takes long")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        parser.error("--jobs must be positive")
    return options


def main(arguments):
    options = parse_arguments(arguments)
    path = os.path.join(options.build_dir, "check-manifest.json")
    try:
        with open(path) as source:
            manifest = json.load(source)
    except (OSError, ValueError) as error:
        print("check.py: cannot read %s: %s" % (path, error), file=sys.stderr)
        return 2
    results = []
    for result in run_all(manifest, options):
        results.append(result)
        report_line(result)

    for result in results:
        for name, output in result.failed:
            print("\nFAILED %s\n%s" % (name, output))
    skipped = [entry for result in results for entry in result.skipped]
    if skipped:
        print("\nSkipped:")
        for name, reason in sorted(skipped):
            print("  %s: %s" % (name, reason))
    for result in results:
        if result.extra_skipped:
            print("  %s: %d more, not named" % (result.name, result.extra_skipped))
    absent = absent_features(manifest)
    if absent and options.only in (None, "lit"):
        print("\nOptional features absent on this machine: %s (see `make setup-full`)" % ", ".join(absent))
    totals = [sum(column) for column in zip(*(r.counts() for r in results))] or [0, 0, 0]
    if totals[0] + totals[1] == 0:
        print("\nno test ran")
    print("\n%d passed, %d failed, %d skipped" % tuple(totals), flush=True)
    return 1 if totals[1] or totals[0] == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
