//===- atlas.mjs - libatlas.wasm from JavaScript --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of atlas.h for Node and browsers: bytes are Uint8Array, 64-bit
// values BigInt, everything else numbers and booleans. Meaning and return codes
// are those of the C headers.
//
//   const atlas = await Atlas.load(await readFile('libatlas.wasm'));
//   atlas.conservedWindowCheck(new Uint8Array(12288)); // true
//
// Memory, failure and threads are those of instance.mjs. Ownership: Buffer,
// Witness, Domain and Cluster hold memory of the module until `free` is called.
//===----------------------------------------------------------------------===//
import { Instance, byte, exactly, word } from './instance.mjs';

const PAGE = 256;
const CLASSES = 96;
const NO_COORDINATE = 0xffffffff;

/** Return codes; ATLAS_* of atlas-c/base.h. */
export const Status = Object.freeze({
  OK: 0, CONSERVATION: 1, WITNESS: 2, BUDGET: 3, MEMORY: 4, STATE: 5,
});

/** SHA-256 of bytes, their number and residue (atlas-c/witness.h). */
class Witness {
  #atlas;
  constructor(atlas, pointer) {
    this.#atlas = atlas;
    this.pointer = pointer;
  }
  verify(bytes) {
    const { length } = bytes;
    return this.#atlas._with([bytes], (data) =>
      this.#atlas.exports.atlas_witness_verify(this.pointer, data, length) !== 0);
  }
  get residue() {
    return this.#atlas.exports.atlas_witness_residue(this.pointer);
  }
  /** 32 bytes. */
  get digest() {
    return this.#atlas._digest(this.pointer);
  }
  /** The digest as 64 lower-case hexadecimal digits. */
  get id() {
    return Array.from(this.digest, (b) => b.toString(16).padStart(2, '0')).join('');
  }
  /** The 48 bytes of the record. */
  get record() {
    return this.#atlas._output(48, (out) =>
      this.#atlas.exports.atlas_witness_record(this.pointer, out));
  }
  free() {
    this.#atlas.exports.atlas_witness_destroy(this.pointer);
    this.pointer = 0;
  }
}

/** A watched region with a budget (atlas-c/domain.h). */
class Domain {
  #atlas;
  #region = null;
  constructor(atlas, pointer) {
    this.#atlas = atlas;
    this.pointer = pointer;
  }
  /** Attaches a Buffer, which must live as long as the domain. */
  attach(buffer) {
    const status = this.#atlas.exports.atlas_domain_attach(
      this.pointer, buffer.pointer, buffer.length);
    if (status === Status.OK)
      this.#region = buffer;
    return status;
  }
  verify() {
    return this.#atlas.exports.atlas_domain_verify(this.pointer) !== 0;
  }
  commit() {
    return this.#atlas.exports.atlas_domain_commit(this.pointer);
  }
  /** Digest of the witness (32 bytes), null before the commit. */
  get digest() {
    const witness = this.#atlas.exports.atlas_domain_witness(this.pointer);
    return witness ? this.#atlas._digest(witness) : null;
  }
  budgetAlloc(amount) {
    return this.#atlas.exports.atlas_budget_alloc(this.pointer, byte(amount, 'amount')) !== 0;
  }
  budgetRelease(amount) {
    return this.#atlas.exports.atlas_budget_release(this.pointer, byte(amount, 'amount')) !== 0;
  }
  get budgetLevel() {
    return this.#atlas.exports.atlas_budget_level(this.pointer);
  }
  free() {
    this.#atlas.exports.atlas_domain_destroy(this.pointer);
    this.pointer = 0;
    this.#region = null;
  }
}

/** Where each class occurs (atlas_cluster_view of atlas-c/resonance.h). */
class Cluster {
  #atlas;
  #view; // 12 bytes: offsets, indices, n
  constructor(atlas, view) {
    this.#atlas = atlas;
    this.#view = view;
  }
  #words(field, count) {
    const memory = this.#atlas.exports.memory.buffer;
    const start = new DataView(memory).getUint32(this.#view + field, true);
    return new Uint32Array(memory, start, count).slice();
  }
  get n() {
    return new DataView(this.#atlas.exports.memory.buffer).getUint32(this.#view + 8, true);
  }
  /** A copy of the 97 offsets. */
  get offsets() {
    return this.#words(0, CLASSES + 1);
  }
  /** A copy of the n coordinates. */
  get indices() {
    return this.#words(4, this.n);
  }
  /** The coordinates of class r inside the region { pageLo, pageHi, offLo, offHi }. */
  filter(r, region) {
    const atlas = this.#atlas;
    byte(r, 'r');
    return atlas._region(region, (rectangle) => {
      const call = atlas.exports.atlas_cluster_filter_region;
      const count = call(this.#view, r, rectangle, 0, 0) >>> 0;
      const bytes = atlas._output(4 * count, (out) =>
        call(this.#view, r, rectangle, out, count));
      return new Uint32Array(bytes.buffer, 0, count);
    });
  }
  /** A new cluster of what lies inside the region. */
  intersect(region) {
    return this.#atlas._region(region, (rectangle) => this.#atlas._cluster((view) =>
      this.#atlas.exports.atlas_cluster_intersect_region(view, this.#view, rectangle)));
  }
  free() {
    this.#atlas.exports.atlas_cluster_destroy(this.#view);
    this.#atlas.exports.free(this.#view);
    this.#view = 0;
  }
}

/** One instance of libatlas.wasm. */
export class Atlas extends Instance {
  // Names with an underscore are private to this file.

  _digest(witness) {
    return this._output(32, (out) => this.exports.atlas_witness_digest(witness, out));
  }
  _region({ pageLo, pageHi, offLo, offHi }, body) {
    const words = Uint32Array.of(word(pageLo, 'pageLo'), word(pageHi, 'pageHi'),
                                 word(offLo, 'offLo'), word(offHi, 'offHi'));
    return this._with([words], body);
  }
  _cluster(build) {
    const view = this._allocate(12);
    build(view);
    if (!new DataView(this.exports.memory.buffer).getUint32(view, true)) {
      this.exports.free(view);
      throw new Error('libatlas.wasm has no memory for the cluster');
    }
    return new Cluster(this, view);
  }

  // --- Library ---

  get apiVersion() {
    return this.exports.atlas_get_api_version();
  }
  get isaLevel() {
    return this._text(this.exports.atlas_get_isa_level() >>> 0);
  }

  /** Counts from now on, or stops; debug builds of the module only. */
  enableMetrics(on) {
    this.exports.atlas_enable_metrics(on ? 1 : 0);
  }
  /** The counters as BigInt, null in release builds. */
  readMetrics() {
    let counts = false;
    const words = new BigUint64Array(this._output(32, (out) => {
      counts = this.exports.atlas_read_metrics(out) !== 0;
    }).buffer);
    const [calls, bytes, allocations, failedAllocations] = words;
    return counts ? { calls, bytes, allocations, failedAllocations } : null;
  }

  // --- Sums modulo 96 (atlas-c/conserved.h) ---

  conservedDelta(before, after) {
    const { length } = before;
    exactly(after, length, 'after');
    return this._with([before, after], (a, b) =>
      this.exports.atlas_conserved_delta(a, b, length));
  }
  conservedWindowCheck(data) {
    const { length } = data;
    return this._with([data], (at) =>
      this.exports.atlas_conserved_window_check(at, length) !== 0);
  }
  /** The state after `chunk`; states are BigInt. */
  conservedUpdate(state, chunk) {
    const words = BigUint64Array.of(state);
    const { length } = chunk;
    this._with([words, chunk], (at, data) =>
      this.exports.atlas_conserved_update(at, data, length), [0]);
    return words[0];
  }
  conservedFixup(data) {
    const { length } = data;
    return this._with([data], (at) =>
      this.exports.atlas_conserved_fixup(at, length), [0]);
  }
  memsetConserved(dst, value) {
    byte(value, 'value');
    const { length } = dst;
    return this._with([dst], (at) =>
      this.exports.atlas_memset_conserved(at, value, length), [0]);
  }
  memcpyConserved(dst, src) {
    const { length } = src;
    exactly(dst, length, 'dst');
    return this._with([dst, src], (to, from) =>
      this.exports.atlas_memcpy_conserved(to, from, length), [0]);
  }

  // --- Classes, Phi codes, schedule (atlas-c/resonance.h) ---

  classify(b) {
    return this.exports.atlas_r96_classify(byte(b, 'b'));
  }
  classifyPage(page, out = new Uint8Array(PAGE)) {
    exactly(page, PAGE, 'page');
    exactly(out, PAGE, 'out');
    this._with([page, out], (at, to) =>
      this.exports.atlas_r96_classify_page(at, to), [1]);
    return out;
  }
  /** Uint16Array of 96 counts. */
  histogramPage(page, out = new Uint16Array(CLASSES)) {
    exactly(page, PAGE, 'page');
    exactly(out, CLASSES, 'out');
    this._with([page, out], (at, to) =>
      this.exports.atlas_r96_histogram_page(at, to), [1]);
    return out;
  }
  harmonizes(r1, r2) {
    return this.exports.atlas_r96_harmonizes(byte(r1, 'r1'), byte(r2, 'r2')) !== 0;
  }
  /** The code, or null if page or offset is out of range. */
  phiEncode(page, offset) {
    const code = this.exports.atlas_phi_encode(word(page, 'page'), word(offset, 'offset')) >>> 0;
    return code === NO_COORDINATE ? null : code;
  }
  /** { page, offset }, or null if coord is out of range. */
  phiDecode(coord) {
    const words = new Uint32Array(2);
    const valid = this._with([words], (at) =>
      this.exports.atlas_phi_decode(word(coord, 'coord'), at, at + 4), [0]);
    return valid ? { page: words[0], offset: words[1] } : null;
  }
  /** BigInt, modulo 2^64. */
  nextHarmonicWindowFrom(now, r) {
    return BigInt.asUintN(64, this.exports.atlas_next_harmonic_window_from(now, byte(r, 'r')));
  }
  /** The cluster of a whole number of pages. */
  cluster(data) {
    const pages = data.length / PAGE;
    if (!Number.isInteger(pages))
      throw new RangeError('data must be a whole number of pages');
    return this._with([data], (at) => this._cluster((view) =>
      this.exports.atlas_cluster_by_resonance(view, at, pages)));
  }

  // --- Witnesses and domains ---

  witness(data) {
    const { length } = data;
    const pointer = this._with([data], (at) =>
      this.exports.atlas_witness_generate(at, length) >>> 0);
    if (!pointer)
      throw new Error('libatlas.wasm has no memory for the witness');
    return new Witness(this, pointer);
  }
  /** Witnesses of several arrays at once. */
  witnesses(list) {
    const pointers = this._batch(list, [], (bases, lengths, _, out) =>
      this.exports.atlas_witness_generate_batch(bases, lengths, list.length, out), 4);
    const words = new Uint32Array(pointers.buffer, 0, list.length);
    if (words.includes(0)) {
      words.forEach((pointer) => this.exports.atlas_witness_destroy(pointer));
      throw new Error('libatlas.wasm has no memory for the witnesses');
    }
    return Array.from(words, (pointer) => new Witness(this, pointer));
  }
  /** What witnesses[i].verify(list[i]) returns, for all at once. */
  verifyWitnesses(witnesses, list) {
    exactly(list, witnesses.length, 'list');
    const flags = this._batch(list, witnesses.map((w) => w.pointer), (bases, lengths, ws, out) =>
      this.exports.atlas_witness_verify_batch(ws, bases, lengths, list.length, out), 1);
    return Array.from(flags, (flag) => flag !== 0);
  }
  // Calls `body` with the places of the pointers and lengths of a list, of some
  // more words, and of an output of `size` bytes for each element.
  _batch(list, more, body, size) {
    const lengths = Uint32Array.from(list, (bytes) => bytes.length);
    return this._with(list, (...pointers) => this._with(
      [Uint32Array.from(pointers), lengths, Uint32Array.from(more)],
      (bases, counts, words) => this._output(size * list.length, (out) =>
        body(bases, counts, words, out))));
  }
  /** Null if bytes is 0 or the budget class above 95. */
  domain(bytes, budgetClass = 0) {
    const pointer = this.exports.atlas_domain_create(
      word(bytes, 'bytes'), byte(budgetClass, 'budgetClass')) >>> 0;
    return pointer ? new Domain(this, pointer) : null;
  }
}
