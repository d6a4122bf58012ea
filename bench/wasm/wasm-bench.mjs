// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// wasm-bench.mjs BENCH.wasm FOLDER [--write FILE]: figures of the WebAssembly modules
// in FOLDER under this Node. Each is the median of 31 runs; those of the first table
// are taken in turn with a memcpy of one structure.
import { readFile, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { interfaceRows } from './interfaces.mjs';
import { RUNS, cost, median, prepare, time } from './measure.mjs';

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
  return await cost(loop) + 0 * sum;
}

const [benchFile, folder, option, output] = process.argv.slice(2);
const library = await readFile(path.join(folder, 'libatlas.wasm'));
const sizes = await Promise.all(['libatlas', 'libatlas-halting', 'libatlas-t1'].map(async (name) =>
  (await stat(path.join(folder, name + '.wasm'))).size.toLocaleString('en')));
const { instance } = await WebAssembly.instantiate(await readFile(benchFile), {});
instance.exports._initialize();
instance.exports.setup();
const table = await rows(instance.exports);
const interfaces = await interfaceRows(folder);
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

\`libatlas.wasm\` has ${sizes[0]} bytes, \`libatlas-halting.wasm\` ${sizes[1]}, \`libatlas-t1.wasm\`
${sizes[2]}. One call from JavaScript costs ${(await callCost(library)).toFixed(1)} ns.

A page of classification is 16 vectors of 16 bytes with two additions and two minima
each, and two calls, the C function and the kernel. The rows below it are this work
without any call, which is about the most that this engine reaches with 128-bit vectors,
and one empty call per page.

## Halting and T1

Through the JavaScript interfaces, default configuration and parameters. Nothing halts
unless a row says so. Scores of batches lie inside the module, and \`decideBatch\` fills
\`haltIndex\` and \`reason\`; a token of a session costs its event in JavaScript, too.

| Operation | ns | |
|---|---:|---:|
${interfaces.join('\n')}
`;
process.stdout.write(text);
if (option === '--write')
  await writeFile(output, text);
