#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws the diagrams of docs/benchmarks/t1.md from the tables of that page.

usage: plot_t1.py PAGE FOLDER

PAGE is what `atlas-t1-bench --write` has filled in; FOLDER gets t1-growth.svg and
t1-touched.svg. The same page gives the same bytes. Exit code 1 if a table is not as
expected.
"""
import math
import os
import re
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 70, 130, 50, 60
# Distinguishable with common colour blindness (Okabe and Ito, 2008).
COLOURS = ["#0072B2", "#D55E00"]
UNITS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
SUFFIXES = {"": 1, "k": 1000, "M": 1000000}


def fail(why):
    sys.exit("plot_t1.py: " + why)


def rows_of(page, title):
    """[(what, nanoseconds, ratio or "")] of the table under a heading that starts with `title`."""
    lines = page.split("\n")
    at = next((i for i, line in enumerate(lines) if line.startswith("### " + title)), None)
    if at is None:
        fail("no table '%s'" % title)
    rows = []
    for line in lines[at + 1:]:
        if line.startswith("###") or line.startswith("<!--"):
            break
        cells = [cell.strip() for cell in line.split("|")]
        time = re.fullmatch(r"([0-9.]+) (ns|us|ms|s)", cells[2]) if len(cells) > 3 else None
        if time:
            rows.append((cells[1], float(time[1]) * UNITS[time[2]], cells[4]))
    return rows


def series_of(rows, pattern):
    """The points (size, ns) of the library and of the yardstick, sizes by `pattern`.

    The yardstick's time is the library's times the ratio, a median over rounds: steadier
    than the median of its times, which some tables do not have."""
    ours, other = [], []
    for what, nanoseconds, ratio in rows:
        found = re.search(pattern, what)
        if what == "- yardstick":
            continue
        if not found or not re.fullmatch(r"[0-9.]+", ratio):
            fail("row '%s' is not understood" % what)
        size = int(found[1]) * SUFFIXES[found[2]]
        ours.append((size, nanoseconds))
        other.append((size, nanoseconds * float(ratio)))
    if len(ours) < 2:
        fail("a table has %d rows" % len(ours))
    return [("libatlas", ours), ("binary heap", other)]


def decades(values):
    """Powers of ten around all values, as exponents."""
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def short(value, unit=""):
    for suffix, factor in (("M", 10**6), ("k", 10**3)):
        if not unit and value >= factor:
            return "%g%s" % (value / factor, suffix)
    if unit:
        for name in ("s", "ms", "us"):
            if value >= UNITS[name]:
                return "%g %s" % (value / UNITS[name], name)
        return "%g ns" % value
    return "%g" % value


class Diagram:
    """Lines over two logarithmic axes."""

    def __init__(self, title, x_label, series):
        self.out = []
        self.x0, self.x1 = decades([x for _, points in series for x, _ in points])
        self.y0, self.y1 = decades([y for _, points in series for _, y in points])
        self.out.append(
            '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" '
            'font-family="sans-serif" font-size="12">' % (WIDTH, HEIGHT, WIDTH, HEIGHT))
        self.out.append('<rect width="%d" height="%d" fill="white"/>' % (WIDTH, HEIGHT))
        self.text(LEFT, 28, "start", title, 15)
        self.axes(x_label)
        for i, (name, points) in enumerate(series):
            self.line_of(i, name, points)
        self.out.append("</svg>\n")

    def svg(self):
        return "\n".join(self.out)

    def x(self, value):
        at = (math.log10(value) - self.x0) / max(self.x1 - self.x0, 1)
        return LEFT + at * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        at = (math.log10(value) - self.y0) / max(self.y1 - self.y0, 1)
        return HEIGHT - BOTTOM - at * (HEIGHT - TOP - BOTTOM)

    def text(self, x, y, anchor, content, points=12):
        self.out.append('<text x="%.1f" y="%.1f" text-anchor="%s" font-size="%d">%s</text>'
                        % (x, y, anchor, points, content))

    def line(self, x1, y1, x2, y2, colour):
        self.out.append('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"/>'
                        % (x1, y1, x2, y2, colour))

    def axes(self, x_label):
        base, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for exponent in range(self.y0, self.y1 + 1):
            at = self.y(10.0**exponent)
            self.line(LEFT, at, right, at, "#dddddd")
            self.text(LEFT - 8, at + 4, "end", short(10.0**exponent, "ns"))
        for exponent in range(self.x0, self.x1 + 1):
            at = self.x(10.0**exponent)
            self.line(at, base, at, base + 5, "#444444")
            self.text(at, base + 20, "middle", short(10**exponent))
        self.line(LEFT, base, right, base, "#444444")
        self.text((LEFT + right) / 2, HEIGHT - 16, "middle", x_label)

    def line_of(self, index, name, points):
        colour = COLOURS[index]
        places = [(self.x(x), self.y(y)) for x, y in points]
        self.out.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>'
                        % (" ".join("%.1f,%.1f" % place for place in places), colour))
        for x, y in places:
            self.out.append('<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>' % (x, y, colour))
        self.text(places[-1][0] + 10, places[-1][1] + 4, "start", name)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1]) as file:
        page = file.read()
    drawings = {
        "t1-growth.svg": Diagram(
            "Time of one pop as the graph grows", "edges",
            series_of(rows_of(page, "One pop as the graph grows"), r"^([0-9]+)([kM]?) edges$")),
        "t1-touched.svg": Diagram(
            "Time of a call that touches about 100 nodes", "nodes of the graph",
            series_of(rows_of(page, "A call that touches"), r"of ([0-9]+)([kM]?) nodes$")),
    }
    for name, diagram in drawings.items():
        with open(os.path.join(sys.argv[2], name), "w") as file:
            file.write(diagram.svg())


main()
