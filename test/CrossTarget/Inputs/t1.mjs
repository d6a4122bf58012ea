// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// t1.mjs FOLDER GOLDEN-DIR: the JavaScript interface of libatlas-t1.wasm in FOLDER
// against the golden vectors of T1.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, golden] = process.argv.slice(2);
const { AtlasError, T1, T1Code, defaultParams } =
  await import(pathToFileURL(path.join(folder, 't1.mjs')));
const load = async (name) => JSON.parse(await readFile(path.join(golden, name), 'utf8')).cases;
const t1 = await T1.load(await readFile(path.join(folder, 'libatlas-t1.wasm')));

const floats = (digits) => new Float32Array(Uint32Array.from(
  digits.match(/.{8}/g) ?? [], (hex) => Number('0x' + hex)).buffer);
const float = (digits) => floats(digits)[0];
const bits = (values) => new Uint32Array(values.buffer, values.byteOffset, values.length);
const ints = (list) => Int32Array.from(list);
const inputs = (c, weights, multipliers) => ({
  indptr: ints(c.indptr), indices: ints(c.indices), weights, relCode: ints(c.rel_code),
  relMult: multipliers, keyRank: ints(c.key_rank),
});
const limits = (c, caps, stops) => ({
  radiusCap: c.radius_cap, iterCapLayers: c.iter_cap_layers, frontier: caps.frontier,
  visited: caps.visited, dedupeWindow: caps.dedupe_window, queueBudget: stops.queue_budget,
  relaxCap: stops.relax_cap,
});
const METRICS = {
  pops: 'pops', iters: 'iters', propagations: 'propagations', radius_cap_hits: 'radiusCapHits',
  layer_cap_hits: 'layerCapHits', node_budget_hits: 'nodeBudgetHits',
  frontier_evicted: 'frontierEvicted', dedupe_hits: 'dedupeHits', visited_evicted: 'visitedEvicted',
};
function check(result, expect, name) {
  assert.deepEqual([...result.nodes], expect.d_nodes, name);
  assert.deepEqual(bits(result.values), bits(floats(expect.d_vals_f32)), name);
  for (const [key, field] of Object.entries(METRICS))
    assert.equal(result.metrics[field], expect.metrics[key], `${name}: ${key}`);
  assert.equal(result.metrics.maxDeltaLocal, float(expect.metrics._max_delta_local_f32), name);
  assert.equal(Object.keys(result.metrics).length, 10);
}

let count = 0;
for (const name of ['t1_perf_off', 't1_perf_off_large', 't1_stops', 't1_perf_on', 't1_fuzz'])
  for (const c of await load(name + '.json')) {
    const arrays = inputs(c, floats(c.weights_f32), floats(c.rel_mult_f32));
    const seeds = { nodes: ints(c.seed_nodes), weights: floats(c.seed_weights_f32) };
    const params = {
      rate: float(c.rate_f32), floor: float(c.floor_f32), nodeBudget: float(c.node_budget_f32),
      ...limits(c, c.caps, c.stops),
    };
    const graph = t1.graph(arrays);
    assert.equal(graph.nodes, c.n_nodes);
    assert.equal(graph.edges, c.n_edges);
    for (const use of ['first', 'second'])
      check(graph.propagate(seeds, params), c.expect, `${c.name}, ${use} use`);
    graph.free();
    check(t1.run(arrays, seeds, params), c.expect, `${c.name}, run`);
    check(t1.reference(arrays, seeds, params), c.expect, `${c.name}, reference`);
    ++count;
  }
assert.ok(count > 300);

for (const c of await load('t1_decay.json'))
  assert.deepEqual(bits(t1.decayTable(float(c.rate_f32), float(c.floor_f32), 24)),
                   bits(floats(c.decay_1_to_24_f32)));

// Refusals are exceptions with the code of the contract; the parts of the graph
// come first when it is prepared.
const refused = (call, code, name) => assert.throws(call, (error) => {
  assert.ok(error instanceof AtlasError, name);
  assert.equal(error.code, code, name);
  assert.equal(error.id, `ATL0${code}`);
  assert.ok(error.message.length > 0);
  return true;
});
const real = (value) => Number(String(value).replace('inf', 'Infinity'));
for (const c of await load('t1_reject.json')) {
  const given = c.input;
  const arrays = inputs(given, Float32Array.from(given.weights, real), Float32Array.from(given.rel_mult, real));
  const seeds = { nodes: ints(given.seed_nodes), weights: Float32Array.from(given.seed_weights, real) };
  const params = {
    rate: real(given.rate), floor: real(given.floor), nodeBudget: real(given.node_budget),
    ...limits(given, given, given),
  };
  for (const call of [() => t1.run(arrays, seeds, params), () => t1.reference(arrays, seeds, params)])
    if (c.expect === 'OK')
      call();
    else
      refused(call, T1Code[c.expect], c.name);
  if (['BAD_SEED', 'BAD_CAP'].includes(c.expect)) {
    const graph = t1.graph(arrays);
    refused(() => graph.propagate(seeds, params), T1Code[c.expect], c.name);
    graph.free();
  }
}

// Arguments.
const arrays = {
  indptr: Int32Array.of(0, 2, 3, 3), indices: Int32Array.of(1, 2, 2), weights: Float32Array.of(1, 0.5, 0.25),
  relCode: new Int32Array(3), relMult: Float32Array.of(1, 1, 1), keyRank: Int32Array.of(0, 1, 2),
};
const graph = t1.graph(arrays);
const seeds = { nodes: Int32Array.of(0) };
const plain = graph.propagate(seeds);
assert.deepEqual([...plain.nodes], [0, 1, 2]);
assert.deepEqual(graph.propagate({ ...seeds, weights: Float32Array.of(1) }, defaultParams), plain);
assert.deepEqual(graph.propagate(seeds, { queueBudget: 10000n, nodeBudget: 1.5 }), plain);
assert.equal(graph.propagate(seeds, { queueBudget: 1 }).metrics.pops, 1);
assert.throws(() => graph.propagate(seeds, { budget: 1 }), /no parameter 'budget'/);
assert.throws(() => graph.propagate(seeds, { radiusCap: 0.5 }), RangeError);
assert.throws(() => graph.propagate(seeds, { radiusCap: 2 ** 31 }), RangeError);
assert.throws(() => graph.propagate(seeds, { queueBudget: 2n ** 63n }), RangeError);
assert.throws(() => graph.propagate(seeds, { rate: '1' }), TypeError);
assert.throws(() => graph.propagate({ nodes: [0] }), TypeError);
assert.throws(() => t1.graph({ ...arrays, weights: new Float64Array(3) }), TypeError);
assert.throws(() => t1.graph({ ...arrays, keyRank: undefined }), TypeError);
refused(() => graph.propagate({ nodes: Int32Array.of(3) }), T1Code.BAD_SEED);
refused(() => graph.propagate({ nodes: Int32Array.of(0), weights: new Float32Array(2) }), T1Code.BAD_SHAPE);
refused(() => t1.graph({ ...arrays, relCode: new Int32Array(2) }), T1Code.BAD_SHAPE);

// A loop that does not end by itself.
const loop = t1.graph({
  indptr: Int32Array.of(0, 1), indices: Int32Array.of(0), weights: Float32Array.of(-1),
  relCode: new Int32Array(1), relMult: Float32Array.of(1), keyRank: new Int32Array(1),
});
const forever = { rate: 1, radiusCap: 2 ** 31 - 1, iterCapLayers: 2 ** 31 - 1, queueBudget: -1, nodeBudget: Infinity };
refused(() => loop.propagate(seeds, { ...forever, popLimit: 1000 }), T1Code.POP_LIMIT);
loop.free();
assert.deepEqual(graph.propagate(seeds), plain);

// Data inside the module is passed without a copy.
const inside = t1.buffer(12);
inside.view(Float32Array).set(arrays.weights);
const same = t1.graph({ ...arrays, weights: inside.view(Float32Array) });
assert.deepEqual(same.propagate(seeds), plain);
same.free();
inside.free();

// Calls free what they allocate: memory does not grow.
const size = () => t1.exports.memory.buffer.byteLength;
const before = size();
for (let i = 0; i < 5000; ++i) {
  t1.graph(arrays).free();
  graph.propagate(seeds);
  t1.run(arrays, seeds);
  assert.throws(() => graph.propagate(seeds, { radiusCap: -1 }), AtlasError);
}
assert.equal(size(), before);
t1.trim();
assert.deepEqual(graph.propagate(seeds), plain);
graph.free();
console.log('T1 is right');
