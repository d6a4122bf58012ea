#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Installs what Atlas needs on Debian 12, and only when something is missing.
#
#   scripts/setup.sh            packages needed to build and to run `make check`
#   scripts/setup.sh --full     also the optional tools that lit features use
#   scripts/setup.sh --print    print the packages, one a line; install nothing
#
# apt is called only if dpkg does not know a package as installed. Without root
# it goes through `sudo -n`. ATLAS_NO_INSTALL=1 forbids installing. Where it may
# not or cannot install, it prints the exact command and exits with code 3.
set -eu

required="cmake ninja-build clang-22 lld-22 llvm-22 llvm-22-dev llvm-22-tools
libmlir-22-dev mlir-22-tools libzstd-dev zlib1g-dev libcli11-dev libfmt-dev
libgtest-dev libbenchmark-dev python3 g++ libclang-rt-22-dev"
# qemu and the cross compiler run the AArch64 code, node and wasi-libc the
# WebAssembly, tsc checks the types of its interface, gdb the debugger test,
# linux-perf the profiler test, libssl the bar of the witness benchmark,
# libvulkan-dev builds the Vulkan worker and mesa-vulkan-drivers and
# chromium-common (SwiftShader) are devices without a GPU, spirv-tools checks
# SPIR-V, clang-format `make format`, bolt `make optimized`, ccache only saves time.
optional="ccache qemu-user g++-aarch64-linux-gnu libc6-dev-arm64-cross nodejs
wasi-libc node-typescript gdb pkg-config libssl-dev linux-perf clang-format-22
clang-tidy-22 libvulkan-dev mesa-vulkan-drivers chromium-common spirv-tools
bolt-22"

wanted=$required
action=install
for argument in "$@"; do
  case $argument in
    --full) wanted="$required $optional" ;;
    --print) action=print ;;
    *) echo "usage: scripts/setup.sh [--full] [--print]" >&2; exit 2 ;;
  esac
done

if [ "$action" = print ]; then
  for package in $wanted; do echo "$package"; done
  exit 0
fi

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
for package in $wanted; do
  installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

install="apt-get install -y --no-install-recommends$missing"
refuse() {
  echo "atlas: $1" >&2
  echo "atlas: missing packages:$missing" >&2
  echo "atlas: install them with:" >&2
  echo "  sudo apt-get update && sudo $install" >&2
  exit 3
}

[ "${ATLAS_NO_INSTALL:-0}" != 1 ] || refuse "ATLAS_NO_INSTALL=1 forbids installing"
command -v apt-get >/dev/null 2>&1 || refuse "this machine has no apt-get"

as_root=
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || refuse "not root, and sudo is not installed"
  sudo -n true 2>/dev/null || refuse "not root, and sudo asks for a password"
  as_root="sudo -n"
fi

echo "atlas: installing$missing" >&2
DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND
# A fresh or old package list makes the first attempt fail; refresh it then.
if ! $as_root env DEBIAN_FRONTEND=noninteractive $install >/dev/null 2>&1 </dev/null; then
  $as_root apt-get update </dev/null >&2 || refuse "apt-get update failed"
  $as_root env DEBIAN_FRONTEND=noninteractive $install </dev/null >&2 ||
    refuse "apt-get could not install them (LLVM 22 comes from Debian 12's security suite)"
fi
