// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// wasm-bench.mjs BENCH.wasm LIBATLAS.wasm [--write FILE]: figures of libatlas for
// WebAssembly under this Node. Each is the median of 31 runs, taken in turn with
// a memcpy of one structure.
import { readFile, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';

const RUNS = 31;
const RUN_NANOSECONDS = 4e6;
const SIZE = 12288;

// Name, exported loop, bytes of one round (0: none), target in GB/s.
const CASES = [
  ['memcpy of 12,288 bytes', 'copy', SIZE, 0],
  ['window check (sum)', 'check', SIZE, 35],
  ['delta of a pair', 'delta', 2 * SIZE, 0],
  ['conserved memcpy', 'conservedCopy', SIZE, 5],
  ['conserved memset', 'fill', SIZE, 0],
  ['conserved memset of 12,287 bytes', 'fillFixed', SIZE - 1, 0],
  ['classify, 48 page calls', 'classify', SIZE, 40],
  ['- the same by intrinsics, without calls', 'classifyInline', SIZE, 0],
  ['- 48 calls that do nothing', 'calls', 0, 0],
  ['histogram, 48 page calls', 'histogram', SIZE, 0],
  ['cluster of 48 pages, with its memory', 'cluster', SIZE, 0],
  ['witness', 'witness', SIZE, 0],
  ['schedule, each after the last', 'scheduleChain', 0, 0],
  ['schedule, independent', 'schedule', 0, 0],
];

const now = () => Number(process.hrtime.bigint());
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

function time(loop, count) {
  const start = now();
  loop(count);
  return now() - start;
}

// Runs until the optimising compiler has replaced the first code, then chooses
// how many rounds make one run.
async function prepare(loop) {
  for (const end = now() + 3e8; now() < end;) {
    loop(100);
    await new Promise(setImmediate);
  }
  let count = 16;
  while (time(loop, count) < RUN_NANOSECONDS)
    count *= 2;
  return count;
}

function measure(loop, count, reference, referenceCount) {
  const times = [], ratios = [];
  for (let run = 0; run < RUNS; ++run) {
    const one = time(loop, count) / count;
    times.push(one);
    ratios.push(time(reference, referenceCount) / referenceCount / one);
  }
  return { time: median(times), ratio: median(ratios) };
}

async function rows(exports) {
  const reference = exports.copy;
  const referenceCount = await prepare(reference);
  const result = [];
  for (const [name, loop, bytes, target] of CASES) {
    const count = await prepare(exports[loop]);
    const { time: ns, ratio } = measure(exports[loop], count, reference, referenceCount);
    const rate = bytes / ns;
    const cells = bytes
      ? [rate.toFixed(rate < 10 ? 2 : 1), (ratio * bytes / SIZE).toFixed(2)] : ['', ''];
    const met = target ? `${target} GB/s: ${rate >= target ? 'met' : 'missed'}` : '';
    result.push(`| ${name} | ${ns.toFixed(ns < 100 ? 2 : 0)} | ${cells.join(' | ')} | ${met} |`);
  }
  return result;
}

/** Nanoseconds of one call from JavaScript into libatlas.wasm. */
async function callCost(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  instance.exports._initialize();
  const call = instance.exports.atlas_r96_harmonizes;
  let sum = 0;
  const loop = (count) => {
    for (let i = 0; i < count; ++i)
      sum += call(i & 255, 7);
  };
  const count = await prepare(loop);
  return median(Array.from({ length: RUNS }, () => time(loop, count) / count)) + 0 * sum;
}

const [benchFile, libraryFile, option, output] = process.argv.slice(2);
const library = await readFile(libraryFile);
const { instance } = await WebAssembly.instantiate(await readFile(benchFile), {});
instance.exports._initialize();
instance.exports.setup();
const table = await rows(instance.exports);
const text = `<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception -->
<!-- Written by bench/wasm/wasm-bench.mjs (make bench-wasm). -->
# libatlas for WebAssembly

Node ${process.version.slice(1)} (V8 ${process.versions.v8}) on ${os.cpus()[0].model.trim()}. Loops run
inside the module and call the functions of the C interface; data stays in the
first-level cache. Medians of ${RUNS} runs; the ratio is the bytes per second over
those of a memcpy (\`memory.copy\`) of one structure measured in turn.

| Operation | ns | GB/s | x memcpy | Target |
|---|---:|---:|---:|---|
${table.join('\n')}

\`libatlas.wasm\` has ${(await stat(libraryFile)).size.toLocaleString('en')} bytes. One call from JavaScript costs
${(await callCost(library)).toFixed(1)} ns.

A page of classification is 16 vectors of 16 bytes with two additions and two minima
each, and two calls, the C function and the kernel. The rows below it are this work
without any call, which is about the most that this engine reaches with 128-bit vectors,
and one empty call per page.
`;
process.stdout.write(text);
if (option === '--write')
  await writeFile(output, text);
