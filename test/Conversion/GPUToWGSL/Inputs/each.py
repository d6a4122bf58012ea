# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""each.py DIR COMMAND: runs COMMAND on every file of DIR; all must succeed."""
import os
import shlex
import subprocess
import sys

names = sorted(os.listdir(sys.argv[1]))
for name in names:
    subprocess.run(shlex.split(sys.argv[2]) + [os.path.join(sys.argv[1], name)], check=True)
print("%d files" % len(names))
