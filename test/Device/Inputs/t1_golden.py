# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Golden cases of T1 on a device: t1_golden.py FILE.json [OPTIONS OF device_run.py]
[--most-pops N] [--cases N]. Each case runs as the pipeline from the graph on, agrees
with the CPU in every bit, and lists the nodes and values that the golden case has."""
import argparse
import json
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "Inputs"))
import device_run  # noqa: E402


def write(folder, name, code, values):
    path = os.path.join(folder, "golden." + name)
    with open(path, "wb") as out:
        out.write(values if code is None else struct.pack("<%d%s" % (len(values), code), *values))
    return path


def floats(text):
    """f32 as hexadecimal digits, eight for each."""
    texts = text if isinstance(text, list) else [text[i:i + 8] for i in range(0, len(text), 8)]
    return b"".join(int(t, 16).to_bytes(4, "little") for t in texts)


def number(text):
    return repr(struct.unpack("<f", floats(text))[0])


def files_of(case, folder):
    n, m = case["n_nodes"], case["n_edges"]
    ints = {"indptr": case["indptr"], "indices": case["indices"], "seed_nodes": case["seed_nodes"],
            "rel_code": case["rel_code"] or [0] * m, "key_rank": case["key_rank"] or [0] * n}
    files = {name: write(folder, name, "i", values) for name, values in ints.items()}
    for name in ("weights", "rel_mult", "seed_weights"):
        files[name] = write(folder, name, None, floats(case[name + "_f32"]))
    return files


def sets_of(case):
    sets = {"rate": number(case["rate_f32"]), "floor": number(case["floor_f32"]),
            "node_budget": number(case["node_budget_f32"])}
    for name in ("radius_cap", "iter_cap_layers"):
        sets[name] = str(case[name])
    for group in ("caps", "stops"):
        sets.update({name: str(value) for name, value in case[group].items()})
    return sets


def check_golden(case, folder):
    expect = case["expect"]
    nodes = open(os.path.join(folder, "cpu.d_nodes"), "rb").read()
    values = open(os.path.join(folder, "cpu.d_vals"), "rb").read()
    if nodes != struct.pack("<%di" % len(expect["d_nodes"]), *expect["d_nodes"]):
        sys.exit("%s: other nodes" % case["name"])
    if values != floats(expect["d_vals_f32"]):
        sys.exit("%s: other values" % case["name"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("golden")
    parser.add_argument("kernel")
    parser.add_argument("--worker", required=True)
    parser.add_argument("--target", default="spirv")
    parser.add_argument("--layout")
    parser.add_argument("--work", required=True)
    parser.add_argument("--most-pops", type=int, default=2000)
    parser.add_argument("--cases", type=int, default=1000)
    options = parser.parse_args()
    options.emitter = options.hw = None
    options.groups, options.conserved, options.bits = 1, False, False
    options.ranges, options.extents = {}, {}
    program = device_run.emit(options)
    ran = 0
    for case in json.load(open(options.golden))["cases"]:
        if "expect" not in case or case["expect"]["metrics"]["pops"] > options.most_pops:
            continue  # devices may end loops of more than 65,535 iterations
        if ran == options.cases:
            break
        options.files = files_of(case, options.work)
        device_run.run_case(options, program, ran, sets_of(case))
        check_golden(case, os.path.join(options.work, str(ran)))
        ran += 1
    print("%d golden cases agree" % ran)


if __name__ == "__main__":
    main()
