// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of halting and T1 through their JavaScript interfaces.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { cost } from './measure.mjs';

const SESSION = 100; // tokens
const STREAMS = 1024;

const repeat = (body) => (count) => {
  for (let i = 0; i < count; ++i)
    body();
};

/** Scores that halt nothing under the default configuration. */
function calm(length) {
  return Float64Array.from({ length }, (_, i) => 0.8 + 0.05 * Math.sin(i * 12.9898));
}

async function kernelRows({ default: init, WasmStreamingKernel }, bytes) {
  const halting = await init(bytes);
  const json = JSON.stringify(halting.defaults);
  const scores = calm(SESSION);
  const tokens = Array.from({ length: SESSION }, (_, i) => `t${i} `);
  const session = () => {
    const kernel = new WasmStreamingKernel(json);
    for (let i = 0; i < SESSION; ++i)
      kernel.process_token(tokens[i], scores[i]);
    kernel.free();
  };
  const open = () => new WasmStreamingKernel(json).free();
  const [whole, opening] = [await cost(repeat(session)), await cost(repeat(open))];
  return [
    ['`WasmStreamingKernel`: a session of 100 tokens', whole, ''],
    ['- its opening, with the configuration', opening, ''],
    ['- one token', (whole - opening) / SESSION, ''],
  ];
}

async function batchRows({ Halting }, bytes) {
  const halting = await Halting.load(bytes);
  const rows = [];
  const out = { haltIndex: new Int32Array(STREAMS), reason: new Uint8Array(STREAMS) };
  const total = STREAMS * SESSION;
  const add = async (name, type, layout, halts) => {
    const buffer = halting.buffer(total * type.BYTES_PER_ELEMENT);
    const scores = buffer.view(type);
    scores.set(calm(total));
    // Half of the streams fail the hard limit in their middle.
    for (let row = 0; halts && row < STREAMS; row += 2)
      scores[layout === 'row-major' ? row * SESSION + SESSION / 2 : SESSION / 2 * STREAMS + row] = 0.1;
    const loop = repeat(() => halting.decideBatch(buffer.view(type), { rows: STREAMS, layout }, out));
    const ns = await cost(loop) / total;
    rows.push([name, ns, `${(type.BYTES_PER_ELEMENT / ns).toFixed(2)} GB/s`]);
    buffer.free();
  };
  await add('`decideBatch`: 1,024 streams of 100 scores, per token', Float64Array, 'row-major', false);
  await add('- half of them halt', Float64Array, 'row-major', true);
  await add('- token by token', Float64Array, 'token-major', false);
  await add('- 32-bit scores', Float32Array, 'row-major', false);
  return rows;
}

async function graphRows({ T1 }, bytes) {
  const t1 = await T1.load(bytes);
  const nodes = 1000, degree = 8, edges = nodes * degree;
  let state = 96;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const graph = t1.graph({
    indptr: Int32Array.from({ length: nodes + 1 }, (_, i) => i * degree),
    indices: Int32Array.from({ length: edges }, () => random() * nodes),
    weights: Float32Array.from({ length: edges }, () => 0.2 + random()),
    relCode: new Int32Array(edges), relMult: new Float32Array(edges).fill(1),
    keyRank: Int32Array.from({ length: nodes }, (_, i) => i),
  });
  const seeds = { nodes: Int32Array.of(1, 500, 900) };
  const { pops } = graph.propagate(seeds).metrics;
  const ns = await cost(repeat(() => graph.propagate(seeds)));
  graph.free();
  return [[`\`propagate\`: 1,000 nodes, 8,000 edges, ${pops.toLocaleString('en')} pops`, ns,
           `${(pops / ns * 1e3).toFixed(1)} M pops/s`]];
}

/** Rows of name, nanoseconds, rate. */
export async function interfaceRows(folder) {
  const load = (name) => import(pathToFileURL(path.join(folder, name)));
  const bytes = (name) => readFile(path.join(folder, name));
  const halting = await load('halting.mjs'), t1 = await load('t1.mjs');
  const module = await bytes('libatlas-halting.wasm');
  const rows = [
    ...await kernelRows(halting, module),
    ...await batchRows(halting, module),
    ...await graphRows(t1, await bytes('libatlas-t1.wasm')),
  ];
  return rows.map(([name, ns, rate]) =>
    `| ${name} | ${ns < 1 ? ns.toFixed(3) : ns < 100 ? ns.toFixed(2) : ns.toFixed(0)} | ${rate} |`);
}
