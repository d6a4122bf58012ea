# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs scripts/setup.sh with stand-ins for dpkg-query, apt-get, id and sudo."""
import os
import subprocess
import sys
import tempfile
import unittest

SETUP = sys.argv[1]

DPKG = """for package; do :; done
grep -qx "$package" "$STATE/installed" && printf installed
"""
# The first `install` fails when the lists are stale, as on a fresh container.
APT = """echo "apt-get $*" >> "$STATE/log"
case $1 in
  update) rm -f "$STATE/stale" ;;
  install) [ ! -e "$STATE/stale" ] || exit 100
    shift; for p; do case $p in -*) ;; *) echo "$p" >> "$STATE/installed" ;; esac; done ;;
esac
"""
SUDO = """echo "sudo $*" >> "$STATE/log"
[ -e "$STATE/sudo-ok" ] || exit 1
shift; exec "$@"
"""
ID = 'cat "$STATE/uid"\n'


class SetupTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.write("installed", "")
        self.write("log", "")
        self.write("uid", "0\n")
        os.mkdir(self.path("bin"))
        for name, text in (("dpkg-query", DPKG), ("apt-get", APT), ("sudo", SUDO), ("id", ID)):
            self.write("bin/" + name, "#!/bin/sh\n" + text)
            os.chmod(self.path("bin/" + name), 0o755)

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w") as out:
            out.write(text)

    def log(self):
        with open(self.path("log")) as source:
            return source.read().splitlines()

    def setup_script(self, *arguments, **extra):
        env = {"PATH": self.path("bin") + ":/usr/bin:/bin", "STATE": self.folder.name, **extra}
        done = subprocess.run(["sh", SETUP, *arguments], env=env, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout + done.stderr

    def install_everything(self, *arguments):
        code, packages = self.setup_script("--print", *arguments)
        self.assertEqual(code, 0)
        self.write("installed", packages)
        return packages.split()

    def test_nothing_missing_calls_nothing(self):
        self.install_everything()
        self.assertEqual(self.setup_script(), (0, ""))
        self.assertEqual(self.log(), [])

    def test_root_installs_only_what_is_missing(self):
        packages = self.install_everything()
        self.write("installed", "\n".join(p for p in packages if p not in ("lld-22", "cmake")) + "\n")
        code, output = self.setup_script()
        self.assertEqual(code, 0, output)
        self.assertEqual(self.log(), ["apt-get install -y --no-install-recommends cmake lld-22"])

    def test_stale_lists_are_refreshed(self):
        self.write("stale", "")
        self.assertEqual(self.setup_script()[0], 0)
        self.assertEqual([line.split()[1] for line in self.log()], ["install", "update", "install"])

    def test_second_run_is_quiet(self):
        self.assertEqual(self.setup_script("--full")[0], 0)
        self.write("log", "")
        self.assertEqual(self.setup_script("--full"), (0, ""))
        self.assertEqual(self.log(), [])

    def test_user_goes_through_sudo(self):
        self.write("uid", "1000\n")
        self.write("sudo-ok", "")
        self.assertEqual(self.setup_script()[0], 0)
        self.assertIn("sudo -n true", self.log())
        self.assertTrue(any(line.startswith("apt-get install") for line in self.log()))

    def expect_refusal(self, **extra):
        code, output = self.setup_script(**extra)
        self.assertEqual(code, 3, output)
        command = [line for line in output.splitlines() if line.startswith("  sudo apt-get update && sudo apt-get ")]
        self.assertEqual(len(command), 1, output)
        self.assertIn(" llvm-22-dev", command[0])
        self.assertFalse(any(line.startswith("apt-get") for line in self.log()))

    def test_user_without_sudo_rights(self):
        self.write("uid", "1000\n")
        self.expect_refusal()

    def test_installing_is_forbidden(self):
        self.expect_refusal(ATLAS_NO_INSTALL="1")

    def test_forbidden_but_complete(self):
        self.install_everything()
        self.assertEqual(self.setup_script(ATLAS_NO_INSTALL="1"), (0, ""))

    def test_apt_that_fails(self):
        self.write("bin/apt-get", "#!/bin/sh\nexit 100\n")
        code, output = self.setup_script()
        self.assertEqual(code, 3, output)
        self.assertIn("sudo apt-get update", output)

    def test_usage(self):
        self.assertEqual(self.setup_script("--what")[0], 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
