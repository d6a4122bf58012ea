#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fetches what checks and runs device code and has no Debian package, into
# <build folder>/gpu-tools:
#
#   scripts/setup_gpu.sh BUILD_DIR
#
#   node_modules/webgpu   Dawn for Node (npm), WGSL validator and WebGPU device
#   ptxas                 NVIDIA's PTX assembler (the wheel nvidia-cuda-nvcc)
#
# Both are optional: a part that cannot be fetched is named, and the exit code
# is 0 all the same; the tests that need it are skipped and counted. What is
# there already is left alone.
set -u

[ $# -eq 1 ] && [ -d "$1" ] || { echo "usage: scripts/setup_gpu.sh BUILD_DIR" >&2; exit 2; }
webgpu_version=0.6.2
nvcc_version=13.0.88
mkdir -p "$1/gpu-tools" && cd "$1/gpu-tools" || exit 2

if [ ! -d node_modules/webgpu ]; then
  if command -v npm >/dev/null 2>&1 &&
     npm install --prefix . --no-save --no-audit --no-fund --ignore-scripts \
       "webgpu@$webgpu_version" >npm.log 2>&1 </dev/null; then
    echo "atlas: fetched webgpu $webgpu_version"
  else
    echo "atlas: Dawn for Node (npm package webgpu) could not be fetched; its tests are skipped" >&2
  fi
fi

if [ ! -x ptxas ]; then
  rm -rf wheel && mkdir wheel
  if python3 -m pip --version >/dev/null 2>&1 &&
     python3 -m pip download --quiet --no-deps --only-binary :all: --dest wheel \
       "nvidia-cuda-nvcc==$nvcc_version" >pip.log 2>&1 </dev/null &&
     python3 - wheel/*.whl <<'EOF'
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(n for n in wheel.namelist() if n.endswith("bin/ptxas"))
    with wheel.open(name) as packed, open("ptxas", "wb") as out:
        out.write(packed.read())
EOF
  then
    chmod 755 ptxas && echo "atlas: fetched ptxas $nvcc_version"
  else
    echo "atlas: ptxas (wheel nvidia-cuda-nvcc) could not be fetched; its tests are skipped" >&2
  fi
  rm -rf wheel
fi
exit 0
