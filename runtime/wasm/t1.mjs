//===- t1.mjs - libatlas-t1.wasm from JavaScript --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Best-first propagation over a directed graph (atlas-c/t1.h) for Node and
// browsers: typed arrays in and out.
//
//   const t1 = await T1.load(await readFile('libatlas-t1.wasm'));
//   const graph = t1.graph({ indptr, indices, weights, relCode, relMult, keyRank });
//   const { nodes, values, metrics } = graph.propagate({ nodes: Int32Array.of(0) });
//
// GROWTH. Without `queueBudget` the number of pops can grow exponentially, and
// the loop need not end at all; the default is 10000.
// Memory, failure and threads are those of instance.mjs.
//===----------------------------------------------------------------------===//
import { Instance, integer, typed, word } from './instance.mjs';

export { AtlasError } from './instance.mjs';

/** Codes of AtlasError; atlas_t1_code. */
export const T1Code = Object.freeze({
  BAD_SHAPE: 801, BAD_INDPTR: 802, BAD_EDGE: 803, BAD_SEED: 804, BAD_FLOAT: 805, BAD_CAP: 806,
  POP_LIMIT: 808, NO_MEMORY: 310, MISUSE: 508,
});

// Fields of atlas_t1_arrays: a pointer and a length each.
const ARRAYS = Object.entries({
  indptr: Int32Array, indices: Int32Array, weights: Float32Array, relCode: Int32Array,
  relMult: Float32Array, keyRank: Int32Array,
});

// Fields of atlas_t1_params: place, kind, default.
const PARAMS_SIZE = 64;
const PARAMS = {
  rate: [0, 'f32', 0.6], floor: [4, 'f32', 0.05], nodeBudget: [8, 'f32', 1.5],
  radiusCap: [12, 'i32', 4], iterCapLayers: [16, 'i32', 50], frontier: [20, 'i32', 0],
  visited: [24, 'i32', 0], dedupeWindow: [28, 'i32', 0], queueBudget: [32, 'i64', 10000],
  relaxCap: [40, 'i64', -1], popLimit: [48, 'i64', -1],
};

// Fields of atlas_t1_result that are read, and of the metrics behind them.
const RESULT_SIZE = 104;
const RESULT_GROWS = 16;
const METRICS_AT = 24;
const COUNTERS = [
  'pops', 'iters', 'propagations', 'radiusCapHits', 'layerCapHits', 'nodeBudgetHits',
  'frontierEvicted', 'dedupeHits', 'visitedEvicted',
];

const writers = {
  f32(view, at, value, name) {
    if (typeof value !== 'number')
      throw new TypeError(`${name} must be a number`);
    view.setFloat32(at, value, true);
  },
  i32(view, at, value, name) {
    if (!Number.isInteger(value) || value !== (value | 0))
      throw new RangeError(`${name} must be an integer of 32 bits`);
    view.setInt32(at, value, true);
  },
  i64(view, at, value, name) {
    const wide = typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value) : null;
    if (wide === null || BigInt.asIntN(64, wide) !== wide)
      throw new RangeError(`${name} must be an integer of 64 bits`);
    view.setBigInt64(at, wide, true);
  },
};

/** The parameters with which a propagation starts. */
export const defaultParams = Object.freeze(
  Object.fromEntries(Object.entries(PARAMS).map(([name, [, , value]]) => [name, value])));

function packParams(params) {
  const view = new DataView(new ArrayBuffer(PARAMS_SIZE));
  for (const [name, value] of Object.entries({ ...defaultParams, ...params })) {
    if (!Object.hasOwn(PARAMS, name))
      throw new TypeError(`there is no parameter '${name}'`);
    const [at, kind] = PARAMS[name];
    writers[kind](view, at, value, name);
  }
  return view;
}

/** A prepared graph: checked once, walked many times. */
class Graph {
  #t1;
  constructor(t1, pointer) {
    this.#t1 = t1;
    this.pointer = pointer;
  }
  get nodes() {
    return this.#t1.exports.atlas_t1_graph_nodes(this.pointer) >>> 0;
  }
  get edges() {
    return this.#t1.exports.atlas_t1_graph_edges(this.pointer) >>> 0;
  }
  /**
   * Spreads the seeds: { nodes: Int32Array, weights: Float32Array or left out for
   * all 1 }. Parameters that are left out have their defaults. Returns the nodes
   * with a delta, ascending, their deltas, and the counters.
   */
  propagate(seeds, params = {}) {
    return this.#t1._propagate(this.pointer, seeds, params);
  }
  free() {
    this.#t1.exports.atlas_t1_graph_destroy(this.pointer);
    this.pointer = 0;
  }
}

/** One instance of libatlas-t1.wasm. */
export class T1 extends Instance {
  #workspace = 0;
  #result = 0;

  constructor(instance) {
    super(instance);
    this.#workspace = this.#made((out, diag) =>
      this.exports.atlas_t1_workspace_create(out, diag));
    // Arrays of the library, reused by each call.
    this.#result = this._allocate(RESULT_SIZE);
    this._bytes(this.#result, RESULT_SIZE).fill(0);
    this._data.setInt32(this.#result + RESULT_GROWS, 1, true);
  }

  /** Checks a graph and prepares a copy of it; freed by its `free`. */
  graph(arrays) {
    return new Graph(this, this.#withArrays(arrays, (at) => this.#made((out, diag) =>
      this.exports.atlas_t1_graph_create(at, out, diag))));
  }
  /** Everything in one call, checked in the full order of the contract. */
  run(arrays, seeds, params = {}) {
    return this.#once(this.exports.atlas_t1_run, arrays, seeds, params);
  }
  /** The same by the plain transcription of the contract, slow. */
  reference(arrays, seeds, params = {}) {
    return this.#once(this.exports.atlas_t1_reference, arrays, seeds, params);
  }
  /** Decay of layers 1 to `count`. */
  decayTable(rate, floor, count) {
    const bytes = this._output(4 * word(count, 'count'), (out) =>
      this.exports.atlas_t1_decay_table(rate, floor, count, out));
    return new Float32Array(bytes.buffer, 0, count);
  }
  /** Gives back the memory that large graphs and results left in use. */
  trim() {
    this.exports.atlas_t1_result_free(this.#result);
    this.exports.atlas_t1_workspace_destroy(this.#workspace);
    this.#workspace = 0;
    this.#workspace = this.#made((out, diag) =>
      this.exports.atlas_t1_workspace_create(out, diag));
  }

  _propagate(graph, seeds, params) {
    return this.#withSeeds(seeds, params, (start, rules) => this._try((diag) =>
      this.exports.atlas_t1_propagate(graph, this.#workspace, start, rules, this.#result, diag)));
  }
  #once(call, arrays, seeds, params) {
    return this.#withArrays(arrays, (at) => this.#withSeeds(seeds, params, (start, rules) =>
      this._try((diag) => call(at, start, rules, this.#result, diag))));
  }
  // What a call that creates wrote.
  #made(create) {
    const place = this._output(4, (out) => this._try((diag) => create(out, diag)));
    return new DataView(place.buffer).getUint32(0, true);
  }
  #withArrays(arrays, body) {
    const lists = ARRAYS.map(([name, type]) => typed(arrays[name], type, name));
    const lengths = lists.map((list) => list.length);
    return this._with(lists, (...pointers) => this._with(
      [Uint32Array.from(pointers.flatMap((pointer, i) => [pointer, lengths[i]]))], body));
  }
  #withSeeds({ nodes, weights }, params, body) {
    const lists = [typed(nodes, Int32Array, 'nodes')];
    if (weights !== undefined)
      lists.push(typed(weights, Float32Array, 'weights'));
    const lengths = lists.map((list) => list.length);
    return this._with([packParams(params), ...lists], (rules, start, values = 0) => {
      const words = Uint32Array.of(start, lengths[0], values, lengths[1] ?? 0);
      this._with([words], (at) => body(at, rules));
      return this.#read();
    });
  }
  #read() {
    const view = this._data, at = this.#result, { buffer } = view;
    const count = view.getUint32(at + 12, true);
    const metrics = Object.fromEntries(COUNTERS.map((name, i) =>
      [name, Number(view.getBigInt64(at + METRICS_AT + 8 * i, true))]));
    metrics.maxDeltaLocal = view.getFloat64(at + METRICS_AT + 72, true);
    return {
      nodes: new Int32Array(buffer, view.getUint32(at, true), count).slice(),
      values: new Float32Array(buffer, view.getUint32(at + 4, true), count).slice(),
      metrics,
    };
  }
}
