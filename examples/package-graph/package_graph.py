#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The packages of a dpkg database as a graph for the kernel t1.

package_graph.py build STATUS FOLDER SEED...   writes the inputs of t1 as .npy files
package_graph.py show FOLDER [COUNT]           reads d_nodes.npy and d_vals.npy, prints names

STATUS is a file like /var/lib/dpkg/status. A package is a node; nodes are numbered by
name. Each clause of Pre-Depends and Depends (relation 0, multiplier 1.0) and of
Recommends (relation 1, multiplier 0.6) gives an edge to every package of the database
that satisfies it, by its name or by Provides. A package divides 1.0 evenly among its
clauses, a clause its share among those packages: that is the edge's weight. Versions and
architectures are not looked at. The same database gives the same bytes.
"""
import array
import os
import re
import struct
import sys

CODES = {"<i4": "i", "<f4": "f"}
RELATIONS = (("Pre-Depends", 0), ("Depends", 0), ("Recommends", 1))
MULTIPLIERS = (1.0, 0.6)


def paragraphs(path):
    """Fields of each paragraph; continuation lines are joined."""
    with open(path, encoding="utf-8", errors="replace") as file:
        for text in file.read().split("\n\n"):
            fields, name = {}, None
            for line in text.split("\n"):
                if line[:1].isspace():
                    fields[name] = fields.get(name, "") + line
                elif ":" in line:
                    name, value = line.split(":", 1)
                    fields[name] = value.strip()
            if "Package" in fields:
                yield fields


def names_in(clause):
    """'a:any (>= 1) | b [amd64]' as ['a', 'b']."""
    return [re.match(r"[^\s:(\[]*", part.strip())[0] for part in clause.split("|")]


def read_packages(path):
    """Fields by name, of installed packages only where the file says which are."""
    packages = {}
    for fields in paragraphs(path):
        if fields.get("Status", "installed").split()[-1:] == ["installed"]:
            packages.setdefault(fields["Package"], fields)
    return packages


def clauses_of(fields, satisfying):
    """[(relation, packages that satisfy a clause)]; clauses that none satisfies are out."""
    clauses = []
    for field, relation in RELATIONS:
        for clause in filter(None, fields.get(field, "").split(",")):
            found = {node for name in names_in(clause) for node in satisfying.get(name, ())}
            if found:
                clauses.append((relation, sorted(found)))
    return clauses


def write_npy(path, kind, values):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }" % (kind, len(values))
    header += " " * (-(len(header) + 11) % 64) + "\n"
    data = array.array(CODES[kind], values)
    if sys.byteorder == "big":
        data.byteswap()
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(data.tobytes())


def read_npy(path):
    """A one-dimensional array of a type that write_npy writes."""
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<H", data[8:10])[0]
    kind = re.search(r"'descr': '([^']*)'", data[10:10 + size].decode())[1]
    values = array.array(CODES[kind], data[10 + size:])
    if sys.byteorder == "big":
        values.byteswap()
    return list(values)


def build(status, folder, seeds):
    packages = read_packages(status)
    names = sorted(packages)
    node_of = {name: node for node, name in enumerate(names)}
    missing = [seed for seed in seeds if seed not in node_of]
    if missing:
        sys.exit("package_graph.py: no package '%s' in %s" % (missing[0], status))
    satisfying = {name: {node} for name, node in node_of.items()}
    for name in names:
        for clause in filter(None, packages[name].get("Provides", "").split(",")):
            satisfying.setdefault(names_in(clause)[0], set()).add(node_of[name])
    indptr, indices, weights, codes = [0], [], [], []
    for name in names:
        clauses = clauses_of(packages[name], satisfying)
        for relation, targets in clauses:
            for target in targets:
                indices.append(target)
                weights.append(1.0 / (len(clauses) * len(targets)))
                codes.append(relation)
        indptr.append(len(indices))
    os.makedirs(folder, exist_ok=True)
    arrays = {
        "indptr": ("<i4", indptr), "indices": ("<i4", indices), "weights": ("<f4", weights),
        "rel_code": ("<i4", codes), "rel_mult": ("<f4", [MULTIPLIERS[code] for code in codes]),
        "key_rank": ("<i4", list(range(len(names)))),
        "seed_nodes": ("<i4", [node_of[seed] for seed in seeds]),
        "seed_weights": ("<f4", [1.0] * len(seeds))}
    for name, (kind, values) in arrays.items():
        write_npy(os.path.join(folder, name + ".npy"), kind, values)
    with open(os.path.join(folder, "names.txt"), "w", encoding="utf-8") as file:
        file.write("".join(name + "\n" for name in names))
    print("%d packages, %d edges" % (len(names), len(indices)))


def show(folder, count):
    with open(os.path.join(folder, "names.txt"), encoding="utf-8") as file:
        names = file.read().split("\n")
    nodes = read_npy(os.path.join(folder, "d_nodes.npy"))
    values = read_npy(os.path.join(folder, "d_vals.npy"))
    best = sorted(zip(nodes, values), key=lambda pair: (-pair[1], pair[0]))
    for node, value in best[:count]:
        print("%.4f  %s" % (value, names[node]))


def main(arguments):
    if len(arguments) >= 4 and arguments[0] == "build":
        build(arguments[1], arguments[2], arguments[3:])
    elif len(arguments) in (2, 3) and arguments[0] == "show":
        show(arguments[1], int(arguments[2]) if len(arguments) == 3 else 10)
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
