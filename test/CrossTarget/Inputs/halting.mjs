// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// halting.mjs FOLDER GOLDEN-DIR: the JavaScript interface of libatlas-halting.wasm
// in FOLDER against the golden vectors of halting.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, golden] = process.argv.slice(2);
const { default: init, AtlasError, Halting, Reason, WasmStreamingKernel } =
  await import(pathToFileURL(path.join(folder, 'halting.mjs')));
const load = async (name) => JSON.parse(await readFile(path.join(golden, name), 'utf8'));
const file = await readFile(path.join(folder, 'libatlas-halting.wasm'));

assert.throws(() => new WasmStreamingKernel('{}'), /init/);
const halting = await init(file);
assert.equal(await init(halting), halting);

// What is not a number: NaN, the infinities, and what callbacks may give.
const fromBits = (hex) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt('0x' + hex));
  return view.getFloat64(0);
};
const fromBits32 = (hex) => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number('0x' + hex));
  return view.getFloat32(0);
};
const raises = { valueOf() { throw new Error('no score'); } };
const score = (hex) => hex === 'raise' ? raises : fromBits(hex);
const clean = (value) => Number.isFinite(value) ? value : 0;
const numbers = (config) => Object.fromEntries(
  Object.entries(config).map(([name, value]) => [name, Number(value.replace?.('inf', 'Infinity') ?? value)]));
const json = (overrides = {}) => JSON.stringify({ ...halting.defaults, ...overrides });
const REASONS = ['none', 'hard_limit', 'window_avg', 'downward_trend', 'kernel_inactive'];
let count = 0;

// --- The incremental kernel ------------------------------------------------------

const reasonOf = (session) => session.halt_reason.split(' ')[0] || 'none';

for (const c of (await load('push.json')).cases) {
  const kernel = new WasmStreamingKernel(json(c.config));
  assert.ok(kernel.is_active());
  c.scores_hex.forEach((hex, i) => {
    const session = kernel.process_token(`t${i} `, score(hex));
    const expected = c.after_each_push[i];
    assert.deepEqual({
      halted: session.halted, halt_index: session.halt_index, reason_code: reasonOf(session),
      observed: session.coherence_history.length, active: kernel.is_active(),
    }, expected, `${c.id}, push ${i}`);
    assert.equal(kernel.get_session(), session);
  });
  assert.equal(kernel.get_session().halt_reason, c.halt_reason);
  kernel.free();
  ++count;
}

// Every prefix of every stream: what stream_tokens decides.
for (const c of (await load('streaming.json')).cases) {
  if (!c.initially_active || c.stop_in_callback !== null)
    continue; // a flag of the kernel, which one session does not have
  const config = numbers(c.config);
  const finite = Object.values(config).every(Number.isFinite); // as JSON needs it
  if (!finite)
    continue;
  const kernel = new WasmStreamingKernel(json(config), { trend: c.trend_mode });
  const session = kernel.get_session(), { expect } = c;
  c.scores_hex.forEach((hex, i) => {
    kernel.process_token(`t${i} `, score(hex));
    assert.equal(session.halted, expect.halted && i >= expect.halt_index, `${c.id}, token ${i}`);
    assert.equal(kernel.is_active(), !session.halted);
  });
  assert.equal(session.halt_index, expect.halt_index);
  assert.equal(session.halt_reason, expect.halt_reason);
  assert.equal(session.tokens.length, expect.observed);
  assert.equal(session.events.length, expect.events);
  assert.equal(session.events.filter((e) => e.halted).length, expect.halted_events);
  assert.equal(session.events.filter((e) => e.warning).length, expect.warning_count);
  assert.deepEqual(session.coherence_history,
                   c.scores_hex.slice(0, expect.observed).map((h) => h === 'raise' ? 0 : clean(fromBits(h))));
  session.events.forEach((e, i) => assert.deepEqual(e, {
    token: `t${i} `, index: i, coherence: session.coherence_history[i], timestamp_s: 0,
    halted: i === expect.halt_index, warning: e.warning,
  }));
  kernel.free();
  ++count;
}
assert.ok(count > 50, `${count} streams`);

// The session is one plain object with exactly these fields; a closed kernel does
// not change it. Any halt closes.
const empty = new WasmStreamingKernel(json());
assert.deepEqual(empty.get_session(), {
  tokens: [], events: [], coherence_history: [], halted: false, halt_index: -1, halt_reason: '',
  start_time_s: 0, end_time_s: 0,
});
empty.free();
assert.ok(!empty.is_active());
assert.deepEqual(empty.process_token('x', 0.9).tokens, []);
const halted = new WasmStreamingKernel(json());
halted.process_token('a\0\ud800', 0.9); // a text that UTF-8 has no place for
const before = structuredClone(halted.process_token('b', 0.1));
assert.deepEqual(before.tokens, ['a\0\ud800', 'b']);
assert.equal(before.halt_reason, 'hard_limit (0.1000 < 0.5)');
assert.ok(!halted.is_active());
assert.deepEqual(halted.process_token('c', 0.9), before);
assert.deepEqual(JSON.parse(JSON.stringify(halted.get_session())), before);

// Scores of JavaScript. With hard_limit 0 a bad one is an ordinary 0.
const lenient = json({ hard_limit: 0, window_threshold: -1, trend_threshold: 1e9 });
const scored = (value) => {
  const kernel = new WasmStreamingKernel(lenient);
  const [used] = kernel.process_token('t', value).coherence_history;
  kernel.free();
  return used;
};
for (const bad of [undefined, null, NaN, Infinity, -Infinity, 'high', {}, [], () => 1, Symbol('s'),
                   Object.create(null), raises, { toString: () => ({}), valueOf: () => ({}) },
                   { [Symbol.toPrimitive]() { throw 1; } }, 10n ** 400n, new Date(NaN)])
  assert.ok(Object.is(scored(bad), 0), typeof bad);
assert.equal(scored('0.25'), 0.25);
assert.equal(scored(true), 1);
assert.equal(scored(7n), 7);
assert.equal(scored({ valueOf: () => 1n }), 1);
assert.equal(scored({ valueOf: () => 0.75 }), 0.75);
assert.equal(scored(-0.2), -0.2);
assert.equal(scored(1.7), 1.7);
assert.ok(Object.is(scored(-0), -0));

// A score that pushes to its own kernel while it is converted.
const nested = new WasmStreamingKernel(json());
nested.process_token('outer', { valueOf: () => (nested.process_token('inner', 0.8), 0.9) });
assert.deepEqual(nested.get_session().tokens, ['inner', 'outer']);
assert.deepEqual(nested.get_session().coherence_history, [0.8, 0.9]);
nested.process_token('outer', { valueOf: () => (nested.process_token('inner', 0), 0.9) });
assert.deepEqual(nested.get_session().tokens, ['inner', 'outer', 'inner']);
assert.throws(() => nested.process_token(7, 0.9), TypeError);

// --- Configurations --------------------------------------------------------------

const config = await load('config.json');
const refused = (error, part) => {
  assert.ok(error instanceof AtlasError && error instanceof Error);
  assert.equal(error.code, 313);
  assert.equal(error.id, 'ATL0313');
  assert.ok(error.message.includes(part), `${error.message}: ${part}`);
  return true;
};
for (const c of config.cases) {
  const check = () => halting.validateConfig(numbers(c.overrides));
  if (c.error_contains)
    assert.throws(check, (error) => refused(error, c.error_contains), c.id);
  else
    check();
}
for (const c of config.from_json) {
  const kernel = () => new WasmStreamingKernel(c.json);
  if (c.error_contains) {
    assert.throws(kernel, (error) => refused(error, c.error_contains));
    assert.throws(() => halting.parseConfig(c.json), (error) => refused(error, c.error_contains));
  } else {
    kernel().free();
    assert.equal(Object.keys(halting.parseConfig(c.json)).length, 12);
  }
}
assert.throws(() => new WasmStreamingKernel({}), TypeError);
assert.throws(() => new WasmStreamingKernel(json(), { trend: 'other' }), RangeError);
assert.throws(() => halting.decide(new Float64Array(1), { limit: 1 }), /no field 'limit'/);
assert.throws(() => halting.decide(new Float64Array(1), { window_size: -1 }), RangeError);
assert.throws(() => halting.decide(new Float64Array(1), { hard_limit: '1' }), TypeError);
assert.deepEqual(halting.parseConfig(json()), halting.defaults);

// --- Batches ---------------------------------------------------------------------

const TYPES = { haltIndex: Int32Array, reason: Uint8Array, emitted: Int32Array, observed: Int32Array,
                avg: Float64Array, min: Float64Array, value: Float64Array };
const array = (layout, lengths, scores, offsets, columns) => {
  const rows = lengths.length, out = new scores.constructor(rows * columns).fill(-1);
  lengths.forEach((length, i) => {
    for (let j = 0; j < length; ++j)
      out[layout === 'row-major' ? i * columns + j : j * rows + i] = scores[offsets[i] + j];
  });
  return out;
};
for (const name of ['batch.json', 'batch_large.json'])
  for (const c of (await load(name)).cases) {
    const scores = c.scores_hex32 ? Float32Array.from(c.scores_hex32, fromBits32)
      : Float64Array.from(c.scores_hex, (h) => h === 'raise' ? NaN : fromBits(h));
    const { row_offsets: offsets, expect } = c;
    const lengths = offsets.slice(1).map((end, i) => end - offsets[i]);
    const columns = Math.max(0, ...lengths), rows = lengths.length;
    const common = { config: numbers(c.config), trend: c.trend_mode ?? 'endpoint' };
    const check = (results, what) => {
      assert.deepEqual([...results.haltIndex], expect.halt_index, `${c.id} ${what}`);
      assert.deepEqual([...results.reason], expect.reason);
      if (expect.emitted)
        assert.deepEqual([...results.emitted], expect.emitted);
      if (expect.observed)
        assert.deepEqual([...results.observed], expect.observed);
      if (expect.min_hex)
        assert.deepEqual([...results.min], expect.min_hex.map(fromBits));
      expect.avg_hex?.map(fromBits).forEach((avg, i) => {
        const row = scores.subarray(offsets[i], offsets[i + 1]);
        const largest = row.reduce((most, s) => Math.max(most, Math.abs(clean(s))), 0);
        assert.ok(Math.abs(results.avg[i] - avg) <= results.observed[i] * 2 ** -52 * largest);
      });
    };
    check(halting.decideBatch(scores, { ...common, offsets }), 'csr');
    check(halting.decideBatch(scores, { ...common, offsets: BigInt64Array.from(offsets, BigInt) }), 'csr');
    for (const layout of ['row-major', 'token-major'])
      check(halting.decideBatch(array(layout, lengths, scores, offsets, columns),
                                { ...common, layout, rows, columns, lengths }), layout);
    // Inside the module, without a copy.
    const inside = halting.buffer(scores.byteLength), places = {};
    inside.view(scores.constructor).set(scores);
    for (const [field, type] of Object.entries(TYPES))
      places[field] = halting.buffer(rows * type.BYTES_PER_ELEMENT);
    const views = Object.fromEntries(Object.entries(TYPES).map(([f, type]) => [f, places[f].view(type)]));
    assert.equal(halting.decideBatch(inside.view(scores.constructor), { ...common, offsets }, views), views);
    check(Object.fromEntries(Object.entries(TYPES).map(([f, type]) => [f, places[f].view(type)])), 'inside');
    [inside, ...Object.values(places)].forEach((buffer) => buffer.free());
    // Row by row.
    offsets.slice(1).forEach((end, i) => {
      const one = halting.decide(Float64Array.from(scores.subarray(offsets[i], end)), common.config, common);
      assert.equal(one.haltIndex, expect.halt_index[i]);
      assert.equal(one.reason, expect.reason[i]);
      assert.equal(one.observed, one.emitted + (one.haltIndex >= 0));
    });
    ++count;
  }

const some = Float64Array.of(0.9, 0.2, 0.9, 0.9);
assert.deepEqual(halting.decide(some), {
  haltIndex: 1, reason: Reason.HARD_LIMIT, emitted: 1, observed: 2, value: 0.2,
});
const wanted = { reason: new Uint8Array(2) };
assert.equal(halting.decideBatch(some, { rows: 2 }, wanted), wanted);
assert.deepEqual([...wanted.reason], [1, 0]);
assert.deepEqual([...halting.decideBatch(some, { rows: 2, hardLimits: Float64Array.of(0.1, 0.95) }).haltIndex],
                 [-1, 0]);
assert.deepEqual(halting.decideBatch(new Float64Array(0), { offsets: [0] }).haltIndex, new Int32Array(0));
assert.throws(() => halting.decideBatch(some, { offsets: [0, 5] }), RangeError);
assert.throws(() => halting.decideBatch(some, { offsets: [0, 3, 2] }), AtlasError);
assert.throws(() => halting.decideBatch(some, { offsets: [0, 0.5] }), RangeError);
assert.throws(() => halting.decideBatch(some, { rows: 3 }), RangeError);
assert.throws(() => halting.decideBatch(some, { rows: 2, columns: 3 }), RangeError);
assert.throws(() => halting.decideBatch(some, { rows: 2, lengths: [1, 3] }), AtlasError);
assert.throws(() => halting.decideBatch(some, { rows: 2, lengths: [1] }), RangeError);
assert.throws(() => halting.decideBatch(some, { rows: 2, layout: 'other' }), RangeError);
assert.throws(() => halting.decideBatch(some, { layout: 'csr' }), TypeError);
assert.throws(() => halting.decideBatch([0.5], { rows: 1 }), TypeError);
assert.throws(() => halting.decideBatch(some, { rows: 2 }, { avg: new Float32Array(2) }), TypeError);
assert.throws(() => halting.decideBatch(some, { rows: 2 }, { avg: new Float64Array(3) }), RangeError);
assert.throws(() => halting.decideBatch(some, { rows: 2, config: { trend_window: 1 } }), /trend_window/);

// --- Coherence -------------------------------------------------------------------

const coherence = await load('coherence.json');
for (const c of coherence.cases) {
  const [nli, factual] = [c.nli, c.factual].map((value) => value ? fromBits(value.hex) : NaN);
  const got = halting.coherence(nli, factual, numbers(c.config)), e = c.expect;
  assert.deepEqual(got, {
    hLogical: fromBits(e.h_logical.hex), hFactual: fromBits(e.h_factual.hex),
    divergence: fromBits(e.divergence.hex), score: fromBits(e.score.hex),
    approved: e.approved, warning: e.warning,
  }, c.id);
}
for (const c of coherence.word_overlap)
  assert.equal(halting.factualDivergence(c.context, c.output), fromBits(c.h_factual.hex));
assert.equal(halting.logicalDivergence('a', 'This is consistent with reality.'), 0.1);

// --- Memory ----------------------------------------------------------------------

// Calls free what they allocate, and so do halts, refusals and kernels that are
// forgotten: the module does not grow.
const size = () => halting.exports.memory.buffer.byteLength;
const round = () => {
  const kernel = new WasmStreamingKernel(json({ hard_limit: 0, window_threshold: -1, trend_threshold: 1e9 }));
  for (let i = 0; i < 2000; ++i)
    kernel.process_token('t', 0.9);
  kernel.free();
  new WasmStreamingKernel(json()).process_token('t', 0);
  assert.throws(() => new WasmStreamingKernel(json({ deadline_ms: 0 })), AtlasError);
  halting.decideBatch(some, { rows: 2 });
  halting.coherence(0.1, 0.1);
  halting.factualDivergence('a b', 'b c');
};
round();
const grown = size();
for (let i = 0; i < 300; ++i)
  round();
assert.equal(size(), grown);

// A token costs nothing but its places in two logs of 8 and 16 bytes a token,
// which double: the module grows when they do, and never otherwise.
const long = new WasmStreamingKernel(lenient);
const steps = [];
for (let i = 0, last = size(); i < 1_000_000; ++i, last = size()) {
  long.process_token('t', 0.9);
  if (size() !== last)
    steps.push(i);
}
assert.ok(steps.length > 0 && steps.every((i) => i % 64 === 0 && Number.isInteger(Math.log2(i / 64))), steps);
// A closed kernel holds no memory, and pushes allocate none.
long.process_token('t', -1);
const closed = size();
for (let i = 0; i < 1_000_000; ++i)
  long.process_token('t', 0.9);
assert.equal(size(), closed);
assert.equal(long.get_session().tokens.length, 1_000_001);

console.log('halting is right');
