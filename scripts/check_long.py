#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Everything that takes long: what `make check-long` runs, stage by stage.

  long       check.py --long in the release build: 10^6 differential cases, the
             cache race, 10^5 mutated inputs, 1,000 threads
  asan, ubsan, tsan   every test in a sanitizer build
  fuzz       each libFuzzer target for --fuzz-seconds

The sanitizer and fuzz stages need clang's run-time libraries (`make
setup-full`); without them they are skipped by name. The last line adds up all
stages. Exit code 0 only if nothing failed.
"""
import argparse
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOTAL = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$")
SANITIZERS = ["asan", "ubsan", "tsan"]


def stream(command, env=None):
    """Runs a command, shows its output, returns (exit code, last line)."""
    print("+ " + " ".join(command), flush=True)
    last = ""
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace",
                          env=dict(os.environ, **(env or {}))) as process:
        for line in process.stdout:
            sys.stdout.write(line)
            last = line.strip() or last
    return process.returncode, last


def totals(code, last):
    """Counts of a stage; one failure if it did not end as it should."""
    match = TOTAL.match(last)
    if not match:
        return [0, 1, 0]
    counts = [int(group) for group in match.groups()]
    if code and not counts[1]:
        counts[1] = 1
    return counts


def runtime_present():
    """clang's sanitizer and fuzzer libraries are a package of their own."""
    try:
        folder = subprocess.run(["clang++-22", "-print-runtime-dir"], capture_output=True, text=True).stdout.strip()
        return any("fuzzer" in name for name in os.listdir(folder))
    except OSError:
        return False


def build(preset, jobs):
    folder = "build-" + preset
    for command in (["cmake", "--preset", preset], ["cmake", "--build", folder, "-j", str(jobs)]):
        code, last = stream(command)
        if code:
            print("stage %s: %s" % (preset, last))
            return None
    return folder


def sanitizer(preset, jobs):
    folder = build(preset, jobs)
    if not folder:
        return [0, 1, 0]
    # LLVM itself is not instrumented: only our own leaks and races count. It
    # locks inside and unlocks from inline code, so mutexes are not judged; those
    # of libatlas are, by AtlasLawTests-thread in every build.
    env = {"TSAN_OPTIONS": "suppressions=%s/scripts/tsan.supp:report_mutex_bugs=0" % ROOT}
    return totals(*stream([sys.executable, "scripts/check.py", "--build-dir", folder, "--jobs", str(jobs)], env))


def fuzz(seconds, jobs):
    """libFuzzer programs on a corpus folder that stays between runs."""
    folder = build("fuzz", jobs)
    if not folder:
        return [0, 1, 0]
    programs = os.path.join(ROOT, folder, "fuzz")
    counts = [0, 0, 0]
    for name in sorted(os.listdir(programs)):
        if not name.startswith("fuzz-") or not os.access(os.path.join(programs, name), os.X_OK):
            continue
        corpus = os.path.join(programs, "corpus-" + name[5:])
        os.makedirs(corpus, exist_ok=True)
        if not os.listdir(corpus):
            stream([os.path.join(ROOT, folder, "unittests/MutationTests"), "--source", ROOT,
                    "--target", name[5:], "--write-seeds", corpus])
        code, _ = stream([os.path.join(programs, name), "-max_total_time=%d" % seconds, "-timeout=20",
                          "-rss_limit_mb=4096", "-print_final_stats=1", "-max_len=65536",
                          "-artifact_prefix=" + programs + "/", corpus])
        counts[1 if code else 0] += 1
    if counts == [0, 0, 0]:
        counts[1] = 1
    return counts


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build-dir", default="build-release")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--fuzz-seconds", type=int, default=int(os.environ.get("FUZZ_SECONDS", "60")))
    parser.add_argument("--stage", action="append", choices=["long"] + SANITIZERS + ["fuzz"],
                        help="only this stage (may be repeated)")
    options = parser.parse_args(arguments)
    stages = options.stage or ["long"] + SANITIZERS + ["fuzz"]
    have_runtime = runtime_present()
    results = []
    for stage in stages:
        if stage == "long":
            counts = totals(*stream([sys.executable, "scripts/check.py", "--build-dir", options.build_dir,
                                     "--jobs", str(options.jobs), "--long"]))
        elif not have_runtime:
            counts = [0, 0, 1]
        elif stage == "fuzz":
            counts = fuzz(options.fuzz_seconds, options.jobs)
        else:
            counts = sanitizer(stage, options.jobs)
        results.append((stage, counts))
    print()
    for stage, counts in results:
        reason = "" if have_runtime or stage == "long" else "  (clang's run-time libraries are not installed)"
        print("%-6s %d passed, %d failed, %d skipped%s" % (stage, *counts, reason))
    total = [sum(column) for column in zip(*(counts for _, counts in results))]
    print("%d passed, %d failed, %d skipped" % tuple(total))
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
