# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# lit configuration of all Atlas suites: test/ and ir/kernels/.
#
# Loaded by the lit.site.cfg.py that CMake writes into the build folder, which
# sets the paths. Tests never see a path of the source machine: they use the
# substitutions below. Features are what a REQUIRES: or UNSUPPORTED: line may
# name; docs/Contributing/testing.md lists them with their meaning.
import os
import platform
import shutil
import subprocess

import lit.formats

config.name = "Atlas" if config.atlas_suite == "test" else "Atlas-" + config.atlas_suite
# execute_external=False: lit's own shell, the same on every machine.
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".ll", ".test", ".c", ".sh"]
# Inputs/ holds files that tests read. Kernel sources are data, their tests
# stand beside them as quorum.mlir or *.test.
config.excludes = ["Inputs", "golden", "CMakeLists.txt", "lit.cfg.py", "kernel.mlir", "kernel.ll", "pipeline.mlir"]

bin_dir = os.path.join(config.atlas_obj_root, "bin")
lib_dir = os.path.join(config.atlas_obj_root, "lib")

# --- Environment -----------------------------------------------------------
# One private cache folder per run: a test neither sees the user's cache nor
# the leavings of an earlier run.
cache_dir = os.path.join(config.test_exec_root, "cache")
shutil.rmtree(cache_dir, ignore_errors=True)
os.makedirs(cache_dir, mode=0o700, exist_ok=True)
os.chmod(cache_dir, 0o700)
config.environment["ATLAS_CACHE_DIR"] = cache_dir
config.environment["PATH"] = os.pathsep.join(
    [bin_dir, config.llvm_tools_dir, config.environment.get("PATH", "/usr/bin:/bin")]
)
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "CI"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

# --- Substitutions ---------------------------------------------------------
# Tools are found through PATH (our bin folder first, then LLVM's); the names
# below are what test files write.
config.substitutions += [
    ("%python", config.python or "python3"),
    ("%clang_cc", config.atlas_c_compiler),
    ("%clang_cxx", config.atlas_cxx_compiler),
    ("%atlas_src", config.atlas_src_root),
    ("%atlas_obj", config.atlas_obj_root),
    ("%atlas_include", "-I%s/include -I%s/include" % (config.atlas_src_root, config.atlas_obj_root)),
    ("%atlas_lib", lib_dir),
    ("%cross", os.path.join(config.atlas_obj_root, "cross")),
    ("%llvm_tools", config.llvm_tools_dir),
    ("%kernels", os.path.join(config.atlas_src_root, "ir", "kernels")),
    ("%random_bytes", "%s %s/test/Inputs/random_bytes.py" % (config.python or "python3", config.atlas_src_root)),
    ("%numbers", "%s %s/test/Inputs/numbers.py" % (config.python or "python3", config.atlas_src_root)),
    ("%lower_everywhere", "%s %s/test/Inputs/lower_everywhere.py" % (config.python or "python3", config.atlas_src_root)),
    ("%contracts", os.path.join(config.atlas_src_root, "ir", "contracts")),
    ("%seeded_defect", "%s %s/test/Inputs/seeded_defect.py %s/ir/kernels" % (
        config.python or "python3", config.atlas_src_root, config.atlas_src_root)),
    ("%examples", os.path.join(config.atlas_src_root, "examples")),
    ("%link_llvm", config.atlas_link_llvm),
]

# --- Features --------------------------------------------------------------
features = config.available_features


def find(*names):
    """True if every program is on the test PATH."""
    return all(shutil.which(n, path=config.environment["PATH"]) for n in names)


def cpu_flags():
    """Flags of the first CPU in /proc/cpuinfo; empty elsewhere."""
    try:
        with open("/proc/cpuinfo") as cpuinfo:
            for line in cpuinfo:
                if line.startswith(("flags", "Features")):
                    return set(line.split(":", 1)[1].split())
    except OSError:
        pass
    return set()


# What `atlas-jit` can execute here. The names are those of the ISA levels.
machine = platform.machine()
flags = cpu_flags()
if machine in ("x86_64", "AMD64"):
    features.add("x86_64")
    levels = {
        "x86-64-v2": {"ssse3", "sse4_1", "sse4_2", "popcnt", "cx16"},
        "x86-64-v3": {"avx2", "bmi1", "bmi2", "fma", "movbe", "f16c"},
        "x86-64-v4": {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"},
    }
    for level, needed in levels.items():
        if needed <= flags:
            features.add(level)
    if "avx512bw" in flags:
        features.add("avx512bw")
    icl = {"avx512_vnni", "gfni", "avx512_vpopcntdq", "avx512_bitalg", "avx512vbmi", "avx512_vbmi2"}
    if "x86-64-v4" in features and icl <= flags:
        features.add("avx512-icl")
elif machine in ("aarch64", "arm64"):
    features.add("aarch64")

# Optional programs: name of the feature -> programs that must exist.
optional = {
    "qemu-aarch64": ["qemu-aarch64"],
    "aarch64-cross-gcc": ["aarch64-linux-gnu-gcc"],
    "node": ["node"],
    "tsc": ["tsc"],
    "gdb": ["gdb"],
    "perf": ["perf"],
    "pkg-config": ["pkg-config"],
    "spirv-as": ["spirv-as"],
    "spirv-dis": ["spirv-dis"],
    "spirv-val": ["spirv-val"],
    "vulkan-worker": ["atlas-worker-vulkan"],
}
for feature, programs in optional.items():
    if find(*programs):
        features.add(feature)

# Vulkan devices: a worker, and the driver's manifest where Debian puts it
# (mesa-vulkan-drivers, chromium-common).
for device, manifest in (
    ("lavapipe", "/usr/share/vulkan/icd.d/lvp_icd.%s.json" % machine),
    ("swiftshader", "/usr/lib/chromium/vk_swiftshader_icd.json"),
):
    if "vulkan-worker" in features and os.path.exists(manifest):
        features.add("vulkan-" + device)
    config.substitutions.append(
        ("%" + device, "env VK_ICD_FILENAMES=%s atlas-worker-vulkan" % manifest))

# What scripts/setup_gpu.sh fetched: Dawn for Node and NVIDIA's assembler.
gpu_tools = os.path.join(config.atlas_obj_root, "gpu-tools")
if "node" in features and "vulkan-swiftshader" in features and os.path.isdir(
        os.path.join(gpu_tools, "node_modules", "webgpu")):
    features.add("webgpu")
config.substitutions.append((
    "%webgpu",
    "env VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json node "
    "%s/tools/workers/webgpu/atlas-worker-webgpu.mjs --library %s" % (config.atlas_src_root, gpu_tools)))
config.substitutions.append(
    ("%device_run", "%s %s/test/Inputs/device_run.py" % (config.python or "python3", config.atlas_src_root)))
config.substitutions.append(
    ("%device_defect", "%s %s/test/Inputs/device_defect.py" % (config.python or "python3", config.atlas_src_root)))
ptxas = shutil.which("ptxas", path=config.environment["PATH"] + os.pathsep + gpu_tools)
if ptxas:
    features.add("ptxas")
config.substitutions.append(("%ptxas", ptxas or "ptxas"))
config.substitutions.append(
    ("%seeded_jit", os.path.join(config.atlas_obj_root, "unittests", "atlas-jit-seeded")))
# Are seeded defects caught? (test/Quorum)
config.substitutions.append((
    "%defects", "%s %s/test/Quorum/Inputs/defects.py --seed %s" % (
        config.python or "python3", config.atlas_src_root,
        os.path.join(config.atlas_obj_root, "unittests", "atlas-seed"))))

# llc with NVIDIA's instruction set, which asks no GPU.
try:
    if "nvptx64" in subprocess.run(["llc", "--version"], capture_output=True, text=True, timeout=30,
                                   env=dict(os.environ, PATH=config.environment["PATH"])).stdout:
        features.add("llc-nvptx")
except (OSError, subprocess.SubprocessError):
    pass

# clang's libFuzzer and sanitizer runtimes (libclang-rt-22-dev).
try:
    runtime_dir = subprocess.run(
        [config.atlas_cxx_compiler, "-print-file-name=libclang_rt.fuzzer.a"],
        capture_output=True, text=True, timeout=30).stdout.strip()
    resource = subprocess.run(
        [config.atlas_cxx_compiler, "-print-runtime-dir"],
        capture_output=True, text=True, timeout=30).stdout.strip()
    names = os.listdir(resource) if os.path.isdir(resource) else []
    if any("fuzzer" in n for n in names) or os.path.isabs(runtime_dir):
        features.add("fuzzer-runtime")
except (OSError, subprocess.SubprocessError):
    pass

# Properties of this build.
features.add(config.atlas_link_llvm + "-llvm")  # static-llvm or dynamic-llvm
for sanitizer, feature in (("address", "asan"), ("undefined", "ubsan"), ("thread", "tsan")):
    if sanitizer in config.atlas_sanitize.split(","):
        features.add(feature)
if not config.atlas_sanitize:
    features.add("no-sanitizer")
if config.atlas_layout != "none":
    features.add(config.atlas_layout + "-layout")  # bolt-layout
if os.path.exists(os.path.join(lib_dir, "libatlas-jit.so")):
    features.add("libatlas-jit")
if os.path.exists(os.path.join(lib_dir, "libatlas.so")):
    features.add("libatlas")
# What the build made for other machines, where their compilers are installed.
cross = {
    "libatlas-wasm": os.path.join(lib_dir, "libatlas.wasm"),
    "libatlas-aarch64": os.path.join(config.atlas_obj_root, "cross", "aarch64", "libatlas.a"),
}
for feature, path in cross.items():
    if os.path.exists(path):
        features.add(feature)
if os.path.isdir(os.path.join(config.atlas_src_root, ".git")) and find("git"):
    features.add("git-checkout")
# The long suites run only with -Dlong=1 (make check-long).
if lit_config.params.get("long"):
    features.add("long")

# The driver names the absent optional features in its summary.
config.atlas_optional_features = sorted(
    list(optional) + list(cross) + ["fuzzer-runtime", "llc-nvptx", "avx512bw", "avx512-icl"])
absent = [f for f in config.atlas_optional_features if f not in features]
with open(os.path.join(config.test_exec_root, "absent-features.txt"), "w") as out:
    out.write("".join(f + "\n" for f in absent))
