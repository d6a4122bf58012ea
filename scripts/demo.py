#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The main job, shown: library kernels on a real file, which is the tool itself.

  demo.py TOOL [--size BYTES]

For each kernel: the result, compared with the plain C++ reference; tier, cache
state and time to be ready of three processes (ahead-of-time code; compiled, into an
empty cache; from the cache); then GB/s and the ratio to memcpy, both measured in one
process. Exit code 1 if anything fails or differs.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

# 48 pages of 256 bytes, the structure that the conservation kernels work on.
STRUCTURE = 12288

# title, kernel, inputs, what to show
JOBS = [
    ("classify", "r96-classify", ["data"], "classes"),
    ("page histogram", "r96-histogram-pages", ["data"], "bins"),
    ("whole-file histogram", "r96-histogram", ["data"], "bins"),
    ("window check", "conserved-check", ["data"], "result"),
    ("delta of the halves", "conserved-delta", ["before", "after"], "result"),
]


class Failed(Exception):
    pass


def tool(command, *arguments):
    """Runs the tool with --json; its object."""
    done = subprocess.run([*command, *arguments, "--json"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Failed("%s\n%s" % (" ".join([*command, *arguments]), done.stderr.strip()))
    return json.loads(done.stdout)


def result_text(report, name):
    """One line about a result or an output buffer."""
    for result in report["results"]:
        if result["name"] == name:
            return "%s" % result["value"]
    for output in report["outputs"]:
        if output["name"] == name:
            shape = "x".join(str(extent) for extent in output["shape"])
            return "%s[%s]: %s ..., min %s, max %s, sum %s" % (
                output["type"], shape, " ".join(str(v) for v in output["first"]),
                output["min"], output["max"], output["sum"])
    raise Failed("no result '%s' in the report" % name)


def state_text(report):
    """Tier, cache state and time until the kernel was ready."""
    cache = report["cache"]
    state = cache["state"] if isinstance(cache, dict) else cache
    load = sum(value for phase, value in report["milliseconds"].items() if phase != "run")
    return "tier %s, cache %s, ready in %.1f ms" % (report["tier"], state, load)


def run_job(command, title, kernel, files, show):
    """Three processes on the file; prints the result and how each got its code."""
    inputs = []
    for name, path in files.items():
        inputs += ["--in", "%s=%s" % (name, path)]
    reports = [("ahead of time", tool(command, "run", kernel, *inputs, "--tier", "aot")),
               ("compiled", tool(command, "run", kernel, *inputs, "--tier", "jit")),
               ("next process", tool(command, "run", kernel, *inputs, "--compare", "reference"))]
    texts = {result_text(report, show) for _, report in reports}
    if len(texts) != 1:
        raise Failed("%s: three runs differ: %s" % (kernel, texts))
    print("%s (%s)" % (title, kernel))
    print("  result: %s; equals the plain C++ reference" % texts.pop())
    for name, report in reports:
        print("  %-14s %s" % (name + ":", state_text(report)), flush=True)


def bench_job(command, kernel, size, threads):
    """GB/s of the kernel and its ratio to memcpy in the same process."""
    report = tool(command, "bench", kernel, "--size", str(size), "--against", "memcpy", "--threads", str(threads))
    rows = {row["variant"]: row for row in report["rows"]}
    memcpy = rows.pop("memcpy")
    (row,) = rows.values()
    return row["gigabytes_per_second"], memcpy["nanoseconds"] / row["nanoseconds"]


def prepare(source, folder, size):
    """Whole structures of the file, and its two halves, as files."""
    with open(source, "rb") as data:
        content = data.read(size) if size else data.read()
    count = len(content) // (2 * STRUCTURE) * 2
    if not count:
        raise Failed("%s is smaller than two structures" % source)
    content = content[:count * STRUCTURE]
    half = len(content) // 2
    files = {}
    for name, part in (("data", content), ("before", content[:half]), ("after", content[half:])):
        files[name] = os.path.join(folder, name + ".raw")
        with open(files[name], "wb") as out:
            out.write(part)
    return files, len(content)


def demo(options, folder):
    path = os.path.abspath(options.tool)
    files, size = prepare(path, folder, options.size)
    command = [path]
    os.environ["ATLAS_CACHE_DIR"] = os.path.join(folder, "cache")
    print("Data: the first %d bytes of %s (%d structures of %d bytes)\n" % (
        size, os.path.basename(path), size // STRUCTURE, STRUCTURE))
    for title, kernel, inputs, show in JOBS:
        run_job(command, title, kernel, {name: files[name] for name in inputs}, show)
    cores = os.cpu_count() or 1
    sizes = [("%d B (in L1)" % STRUCTURE, STRUCTURE, 1), ("%.0f MB" % (size / 1e6), size, 1)]
    if cores > 1:
        sizes.append(("%.0f MB, %d threads" % (size / 1e6, cores), size, 0))
    print("\nRates: GB/s of input, and speed relative to memcpy of as many bytes in the same process\n")
    print("%-22s" % "" + "".join("%24s" % name for name, _, _ in sizes))
    for title, kernel, _, _ in JOBS:
        cells = ["%10.1f GB/s %5.2f x" % bench_job(command, kernel, bytes_, threads) for _, bytes_, threads in sizes]
        print("%-22s" % kernel + "".join("%24s" % cell for cell in cells), flush=True)
    print("\nMore: %s list; %s bench r96-histogram" % (options.tool, options.tool))


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", help="atlas-jit")
    parser.add_argument("--size", type=int, default=0, help="use at most so many bytes of the file")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="atlas-demo-") as folder:
            os.mkdir(os.path.join(folder, "cache"), 0o700)
            demo(options, folder)
    except (Failed, OSError) as error:
        print("demo failed: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
