//===- halting.mjs - libatlas-halting.wasm from JavaScript ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Token halting for Node and browsers (atlas-c/halting.h, halt_batch.h,
// coherence.h): one incremental kernel per stream of tokens, or decisions for
// many streams of scores at once.
//
//   await init(await readFile('libatlas-halting.wasm'));
//   const kernel = new WasmStreamingKernel(json);
//   kernel.process_token('Hello ', 0.9).halted; // false
//
// Memory, failure and threads are those of instance.mjs.
//===----------------------------------------------------------------------===//
import { Instance, exactly, typed, word } from './instance.mjs';

export { AtlasError } from './instance.mjs';

/** Why a stream was halted; atlas_halt_reason_t. */
export const Reason = Object.freeze({
  NONE: 0, HARD_LIMIT: 1, WINDOW_AVG: 2, DOWNWARD_TREND: 3, KERNEL_INACTIVE: 4,
});

// Fields of atlas_halt_config, 8 bytes each; true: a count.
const CONFIG = Object.entries({
  coherence_threshold: false, hard_limit: false, soft_limit: false, w_logic: false,
  w_fact: false, window_size: true, window_threshold: false, trend_window: true,
  trend_threshold: false, history_window: true, deadline_ms: true, logit_entropy_limit: false,
});
const CONFIG_SIZE = 8 * CONFIG.length;
const TRENDS = ['endpoint', 'regression'];
const LAYOUTS = ['csr', 'row-major', 'token-major'];
// Fields of atlas_halt_results.
const RESULTS = Object.entries({
  haltIndex: Int32Array, reason: Uint8Array, emitted: Int32Array, observed: Int32Array,
  avg: Float64Array, min: Float64Array, value: Float64Array,
});
const EVENT_SIZE = 40;
const SUMMARY_SIZE = 96;

const encoder = new TextEncoder();
const flags = (view, at) => view.getUint8(at) !== 0;

function choice(value, names, what) {
  const index = names.indexOf(value);
  if (index < 0)
    throw new RangeError(`${what} must be one of ${names.join(', ')}`);
  return index;
}

/** Positions or lengths as the library takes them. */
function integers(values, length, name) {
  const list = values instanceof BigInt64Array ? values : BigInt64Array.from(values, BigInt);
  return exactly(list, length, name);
}

/** Halting without a log: one instance of libatlas-halting.wasm. */
export class Halting extends Instance {
  /** The default configuration. */
  get defaults() {
    return this.#readConfig((at) => this.exports.atlas_halt_config_init(at));
  }
  /** The configuration that a JSON text has; all twelve fields are needed. */
  parseConfig(json) {
    return this.#readConfig((at) => this._parse(json, at));
  }
  /** Throws AtlasError if the configuration may not be used. */
  validateConfig(config) {
    this.#withConfig(config, (at) => this._try((diag) =>
      this.exports.atlas_halt_config_validate(at, diag)));
  }

  /** Decides one stream of scores. */
  decide(scores, config = {}, { trend = 'endpoint' } = {}) {
    typed(scores, Float64Array, 'scores');
    const { length } = scores;
    const rule = choice(trend, TRENDS, 'trend');
    const { buffer } = this._output(40, (out) => this.#withConfig(config, (at) =>
      this._with([scores], (data) => this._try((diag) =>
        this.exports.atlas_halt_decide(data, length, at, rule, out, diag)))));
    const view = new DataView(buffer);
    return {
      haltIndex: Number(view.getBigInt64(0, true)), reason: view.getInt32(8, true),
      emitted: Number(view.getBigUint64(16, true)), observed: Number(view.getBigUint64(24, true)),
      value: view.getFloat64(32, true),
    };
  }

  /**
   * Decides many streams of scores. Streams lie one after the other from
   * `offsets`, or in an array of `rows` rows.
   *
   * Fills the arrays of `out`, or new ones for everything, and returns them.
   */
  decideBatch(scores, options = {}, out = undefined) {
    const {
      config = {}, trend = 'endpoint', offsets, lengths,
      layout = offsets ? 'csr' : 'row-major', rows = offsets ? offsets.length - 1 : 0,
      hardLimits, windowThresholds, trendThresholds,
    } = options;
    if (!(scores instanceof Float64Array || scores instanceof Float32Array))
      throw new TypeError('scores must be a Float64Array or a Float32Array');
    const kind = choice(layout, LAYOUTS, 'layout');
    const { columns = kind && rows ? scores.length / rows : 0 } = options;
    this.#fits(scores, kind, word(rows, 'rows'), word(columns, 'columns'), offsets);
    const results = out ?? Object.fromEntries(RESULTS.map(([name, type]) => [name, new type(rows)]));
    const inputs = [
      offsets && integers(offsets, rows + 1, 'offsets'),
      lengths && integers(lengths, rows, 'lengths'),
      ...Object.entries({ hardLimits, windowThresholds, trendThresholds }).map(([name, values]) =>
        values && exactly(typed(values, Float64Array, name), rows, name)),
    ];
    const outputs = RESULTS.map(([name, type]) =>
      results[name] && exactly(typed(results[name], type, name), rows, name));
    const arrays = [scores, ...inputs, ...outputs].filter(Boolean);
    const back = outputs.filter(Boolean).map((array) => arrays.indexOf(array));
    const type = scores instanceof Float32Array ? 1 : 0;
    const rule = choice(trend, TRENDS, 'trend');
    this.#withConfig(config, (at) => this._with(arrays, (...pointers) => {
      const place = (array) => array ? pointers[arrays.indexOf(array)] : 0;
      const [starts, counts, ...limits] = inputs.map(place);
      const batch = Uint32Array.of(52, kind, type, rule, place(scores), rows, columns, starts,
                                   counts, at, ...limits);
      this._with([batch, Uint32Array.from(outputs, place)], (input, output) =>
        this._try((diag) => this.exports.atlas_halt_decide_batch(input, output, diag)));
    }, back));
    return results;
  }
  // What the library cannot know: that the streams lie inside the scores.
  #fits(scores, kind, rows, columns, offsets) {
    if (!kind && !offsets)
      throw new TypeError('a csr batch needs offsets');
    const needed = kind ? rows * columns : Number(offsets[rows] ?? 0);
    if (needed > scores.length)
      throw new RangeError(`scores must have at least ${needed} elements`);
  }

  /** One review (atlas_coherence_combine); NaN for a divergence that is missing. */
  coherence(hLogical, hFactual, config = {}) {
    const { buffer } = this._output(40, (out) => this.#withConfig(config, (at) =>
      this._try((diag) =>
        this.exports.atlas_coherence_combine(at, hLogical, hFactual, out, diag))));
    const view = new DataView(buffer);
    const [hl, hf, divergence, score] = [0, 8, 16, 24].map((at) => view.getFloat64(at, true));
    return {
      hLogical: hl, hFactual: hf, divergence, score,
      approved: flags(view, 32), warning: flags(view, 33),
    };
  }
  /** Factual divergence of an output from a context, by their words. */
  factualDivergence(context, output) {
    return this.#words(context, output, this.exports.atlas_coherence_factual);
  }
  /** Logical divergence of a hypothesis from a premise, without a provider. */
  logicalDivergence(premise, hypothesis) {
    return this.#words(premise, hypothesis, this.exports.atlas_coherence_logical);
  }
  #words(first, second, measure) {
    const [a, b] = [encoder.encode(first), encoder.encode(second)];
    const { buffer } = this._output(8, (out) => this._with([a, b], (one, two) =>
      this._try((diag) => measure(one, a.length, two, b.length, out, diag))));
    return new DataView(buffer).getFloat64(0, true);
  }

  // Writes the configuration of a JSON text.
  _parse(json, at) {
    if (typeof json !== 'string')
      throw new TypeError('a configuration must be a JSON text');
    const bytes = encoder.encode(json);
    this._with([bytes], (text) => this._try((diag) =>
      this.exports.atlas_halt_config_parse(text, bytes.length, at, diag)));
  }
  #readConfig(write) {
    const view = new DataView(this._output(CONFIG_SIZE, write).buffer);
    return Object.fromEntries(CONFIG.map(([name, isCount], i) => [
      name, isCount ? Number(view.getBigUint64(8 * i, true)) : view.getFloat64(8 * i, true)]));
  }
  // Runs `body` with the defaults in which the fields of `config` are replaced.
  #withConfig(config, body) {
    const view = new DataView(new ArrayBuffer(CONFIG_SIZE));
    const values = { ...this.defaults, ...config };
    for (const name of Object.keys(values))
      if (!CONFIG.some(([known]) => known === name))
        throw new TypeError(`a configuration has no field '${name}'`);
    CONFIG.forEach(([name, isCount], i) => {
      const value = values[name];
      if (typeof value !== 'number')
        throw new TypeError(`${name} must be a number`);
      if (!isCount)
        view.setFloat64(8 * i, value, true);
      else if (Number.isSafeInteger(value) && value >= 0)
        view.setBigUint64(8 * i, BigInt(value), true);
      else
        throw new RangeError(`${name} must be an integer of at least 0`);
    });
    return this._with([view], body);
  }
}

let shared = null;

/**
 * Makes the instance that kernels use from then on, from the bytes of
 * libatlas-halting.wasm, a compiled WebAssembly.Module or a Halting.
 */
export default async function init(source) {
  shared = source instanceof Halting ? source : await Halting.load(source);
  return shared;
}

// Sessions of kernels that nobody freed.
const forgotten = new FinalizationRegistry(({ exports, pointer }) =>
  exports.atlas_halt_session_destroy(pointer));

/** A score as a number; 0 if it has none. What is not finite counts as 0 later. */
function toScore(value) {
  try {
    return Number(value);
  } catch {
    return 0;
  }
}

/**
 * One stream, token by token. Any halt closes it. The session is one plain
 * object that grows with each token; structuredClone keeps a state of it.
 */
export class WasmStreamingKernel {
  #halting;
  #pointer = 0; // of the open session
  #scratch = 0; // for a diagnostic, an event or a summary
  #count = 0;
  #session = {
    tokens: [], events: [], coherence_history: [], halted: false, halt_index: -1,
    halt_reason: '', start_time_s: 0, end_time_s: 0,
  };

  /** Throws AtlasError with the text of the validation. */
  constructor(configJson, { halting = shared, trend = 'endpoint' } = {}) {
    if (!halting)
      throw new Error('await init(...) first');
    this.#halting = halting;
    const options = Uint32Array.of(choice(trend, TRENDS, 'trend'), 0, 0, 0);
    const place = halting._output(4, (out) => halting._with(
      [new Uint8Array(CONFIG_SIZE), options], (config, rest) => {
        halting._parse(configJson, config);
        halting._try((diag) =>
          halting.exports.atlas_halt_session_open(config, rest, out, diag));
      }));
    this.#pointer = new DataView(place.buffer).getUint32(0, true);
    const { exports } = halting;
    forgotten.register(this, { exports, pointer: this.#pointer }, this);
    this.#scratch = halting._scratch ??= halting._allocate(SUMMARY_SIZE);
  }

  /** Scores one token and returns the session; after a halt nothing changes. */
  process_token(token, score) {
    if (typeof token !== 'string')
      throw new TypeError('token must be a string');
    const given = toScore(score); // which may call anything
    if (!this.#pointer)
      return this.#session;
    const halting = this.#halting, { exports } = halting, at = this.#scratch;
    // The text stays here: no rule of a hard halt reads it.
    if (exports.atlas_halt_session_push(this.#pointer, 0, 0, given, at))
      throw halting._error(at);
    exports.atlas_halt_session_event(this.#pointer, this.#count, at);
    this.#append(token, halting._data, at);
    if (!exports.atlas_halt_session_is_active(this.#pointer))
      this.#halt(halting._data, at);
    return this.#session;
  }
  #append(token, view, at) {
    const event = {
      token, index: this.#count++, coherence: view.getFloat64(at + 16, true),
      timestamp_s: view.getFloat64(at + 24, true),
      halted: flags(view, at + 32), warning: flags(view, at + 33),
    };
    this.#session.tokens.push(token);
    this.#session.events.push(event);
    this.#session.coherence_history.push(event.coherence);
  }
  #halt(view, at) {
    const { exports } = this.#halting, session = this.#session;
    exports.atlas_halt_session_summary(this.#pointer, at);
    session.halted = flags(view, at);
    session.halt_index = Number(view.getBigInt64(at + 8, true));
    session.end_time_s = view.getFloat64(at + 80, true);
    session.halt_reason =
      this.#halting._text(exports.atlas_halt_session_reason(this.#pointer));
    this.free();
  }

  /** The session as it is now. */
  get_session() {
    return this.#session;
  }
  /** True while tokens have an effect. */
  is_active() {
    return this.#pointer !== 0;
  }
  /** Gives back the memory inside the module; the session stays. */
  free() {
    forgotten.unregister(this);
    this.#halting.exports.atlas_halt_session_destroy(this.#pointer);
    this.#pointer = 0;
  }
}
