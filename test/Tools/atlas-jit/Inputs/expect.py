# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""expect.py CODE COMMAND...: runs it; fails unless it exits with this code."""
import subprocess
import sys

code = subprocess.run(sys.argv[2:]).returncode
if code != int(sys.argv[1]):
    sys.exit("exit code %d, expected %s" % (code, sys.argv[1]))
