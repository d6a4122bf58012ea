# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests scripts/check.py on made-up manifests whose outcome is known."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

DRIVER, LIT = sys.argv[1:3]

FAKE_GTEST = """#!/usr/bin/env python3
import sys
path = [a for a in sys.argv if a.startswith("--gtest_output=xml:")][0].split(":", 1)[1]
open(path, "w").write('''%s''')
sys.exit(%d)
"""
MIXED_XML = """<testsuites><testsuite name="S">
<testcase name="a" status="run" result="completed" classname="S"/>
<testcase name="b" status="run" result="completed" classname="S"><failure message="want 1, got 2">want 1, got 2</failure></testcase>
<testcase name="c" status="run" result="skipped" classname="S"><skipped message="no device"/></testcase>
<testcase name="d" status="notrun" result="suppressed" classname="S"/>
</testsuite></testsuites>"""
GOOD_XML = '<testsuites><testsuite><testcase name="a" status="run" result="completed" classname="S"/></testsuite></testsuites>'


class DriverTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.manifest = {"lit": LIT, "lit_dirs": [], "unittests": [], "programs": []}

    def tearDown(self):
        self.folder.cleanup()

    def script(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w") as out:
            out.write(text)
        os.chmod(path, 0o755)
        return path

    def program(self, text, **extra):
        name = "p%d" % len(self.manifest["programs"])
        path = self.script(name, "#!/bin/sh\n" + text)
        self.manifest["programs"].append(dict(name=name, command=[path], **extra))

    def googletest(self, xml, code=0, text=None):
        path = self.script("g%d" % len(self.manifest["unittests"]), text or FAKE_GTEST % (xml, code))
        self.manifest["unittests"].append({"name": os.path.basename(path), "command": [path]})

    def lit(self, files, config=""):
        suite = os.path.join(self.folder.name, "suite")
        os.makedirs(suite)
        self.script("suite/lit.cfg.py", "import lit.formats\nconfig.name='fake'\n"
                    "config.test_format=lit.formats.ShTest(False)\nconfig.suffixes=['.test']\n" + config)
        for name, text in files.items():
            self.script("suite/" + name, text)
        self.manifest["lit_dirs"].append(suite)

    def run_driver(self, *arguments):
        with open(os.path.join(self.folder.name, "check-manifest.json"), "w") as out:
            json.dump(self.manifest, out)
        done = subprocess.run([sys.executable, DRIVER, "--build-dir", self.folder.name, "--jobs", "2", *arguments],
                              capture_output=True, text=True, timeout=120)
        rows = done.stdout.rstrip().splitlines()
        return done.returncode, rows[-1] if rows else "", done.stdout

    def expect(self, code, last, *arguments):
        got_code, got_last, output = self.run_driver(*arguments)
        self.assertEqual((got_code, got_last), (code, last), output)
        return output

    def test_zero_tests_is_a_failure(self):
        self.expect(1, "0 passed, 0 failed, 0 skipped")

    def test_only_skipped_is_a_failure(self):
        self.program("echo 'SKIP gpu: no device'; echo '0 passed, 0 failed, 1 skipped'")
        output = self.expect(1, "0 passed, 0 failed, 1 skipped")
        self.assertIn("p0/gpu: no device", output)

    def test_program_counts_are_summed(self):
        self.program("echo noise; echo '3 passed, 0 failed, 0 skipped'")
        self.program("echo 'SKIP qemu: not installed'; echo '4 passed, 0 failed, 2 skipped'")
        output = self.expect(0, "7 passed, 0 failed, 2 skipped")
        self.assertIn("p1/qemu: not installed", output)
        self.assertIn("p1: 1 more, not named", output)

    def test_failed_program_shows_its_output(self):
        self.program("echo 'case 7 differs'; echo '1 passed, 2 failed, 0 skipped'; exit 1")
        output = self.expect(1, "1 passed, 2 failed, 0 skipped")
        self.assertIn("case 7 differs", output)

    def test_success_line_with_bad_exit_code_is_a_failure(self):
        self.program("echo '1 passed, 0 failed, 0 skipped'; exit 4")
        self.expect(1, "1 passed, 1 failed, 0 skipped")

    def test_crash_without_last_line_is_a_failure(self):
        self.program("echo started; kill -SEGV $$")
        output = self.expect(1, "0 passed, 1 failed, 0 skipped")
        self.assertIn("killed by signal 11", output)

    def test_last_line_must_be_last(self):
        self.program("echo '1 passed, 0 failed, 0 skipped'; echo bye")
        self.expect(1, "0 passed, 1 failed, 0 skipped")

    def test_empty_program_is_a_failure(self):
        self.program("echo '0 passed, 0 failed, 0 skipped'")
        self.expect(1, "0 passed, 1 failed, 0 skipped")

    def test_timeout_is_a_failure(self):
        self.program("sleep 20; echo '1 passed, 0 failed, 0 skipped'", timeout=1)
        output = self.expect(1, "0 passed, 1 failed, 0 skipped")
        self.assertIn("timed out after 1 s", output)

    def test_missing_binary_is_a_failure(self):
        self.manifest["unittests"].append({"name": "gone", "command": ["/nonexistent/gone"]})
        self.manifest["programs"].append({"name": "away", "command": ["/nonexistent/away"]})
        self.expect(1, "0 passed, 2 failed, 0 skipped")

    def test_long_programs_run_only_on_request(self):
        self.program("echo '1 passed, 0 failed, 0 skipped'")
        self.program("echo '10 passed, 0 failed, 0 skipped'", long=True, serial=True)
        self.expect(0, "1 passed, 0 failed, 0 skipped")
        self.expect(0, "11 passed, 0 failed, 0 skipped", "--long")

    def test_googletest_report(self):
        self.googletest(MIXED_XML, 1)
        output = self.expect(1, "1 passed, 1 failed, 2 skipped")
        self.assertIn("want 1, got 2", output)
        self.assertIn("S.c: no device", output)
        self.assertIn("S.d: disabled", output)

    def test_googletest_crash_keeps_what_passed(self):
        self.googletest("", text="#!/bin/sh\necho '[       OK ] S.a (0 ms)'\nkill -ABRT $$\n")
        self.expect(1, "1 passed, 1 failed, 0 skipped")

    def test_googletest_crash_after_report(self):
        self.googletest(GOOD_XML, 139)
        self.expect(1, "1 passed, 1 failed, 0 skipped")

    def test_googletest_without_tests(self):
        self.googletest("<testsuites/>")
        self.expect(1, "0 passed, 1 failed, 0 skipped")

    def test_lit_outcomes(self):
        self.lit({"pass.test": "RUN: true\n", "fail.test": "RUN: echo reason && false\n",
                  "unsupported.test": "REQUIRES: gpu\nRUN: true\n",
                  "xfail.test": "XFAIL: *\nRUN: false\n", "xpass.test": "XFAIL: *\nRUN: true\n",
                  "empty.test": "no run line\n"})
        output = self.expect(1, "2 passed, 3 failed, 1 skipped")
        self.assertIn("gpu", output.split("Skipped:")[1])

    def test_lit_suite_that_does_not_load(self):
        self.lit({"pass.test": "RUN: true\n"}, "raise RuntimeError('broken')\n")
        code, last, output = self.run_driver()
        self.assertEqual(code, 1, output)
        self.assertEqual(last, "0 passed, 1 failed, 0 skipped")

    def test_absent_features_are_named(self):
        self.lit({"pass.test": "RUN: true\n"})
        self.script("suite/absent-features.txt", "node\nqemu-aarch64\n")
        output = self.expect(0, "1 passed, 0 failed, 0 skipped")
        self.assertIn("absent on this machine: node, qemu-aarch64", output)

    def test_missing_manifest_is_usage(self):
        done = subprocess.run([sys.executable, DRIVER, "--build-dir", "/nonexistent"], capture_output=True)
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
