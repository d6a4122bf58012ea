//===- instance.mjs - One instance of a module of libatlas ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What atlas.mjs, halting.mjs and t1.mjs share: loading, memory inside the
// module, and diagnostics as exceptions. Not a part of the interface by itself.
//
// Arrays are copied into the module's memory for each call and, where the call
// changes them, back. Code that calls often keeps its data inside: `buffer` gives
// memory there, and views of it are passed without a copy. A view is dead once
// the memory has grown, which any call may cause; `Buffer` makes fresh ones.
//
// Failure: RangeError for an argument that is out of range or of a wrong length,
// TypeError for one of a wrong kind, AtlasError for what the library refuses,
// Error when the module has no memory left.
// Threads: an instance belongs to one agent.
//===----------------------------------------------------------------------===//

const WORD = 0xffffffff; // the largest count

/** An integer in 0..limit, or RangeError. */
export function integer(value, limit, name) {
  if (!Number.isInteger(value) || value < 0 || value > limit)
    throw new RangeError(`${name} must be an integer in 0..${limit}`);
  return value;
}
export const byte = (value, name) => integer(value, 255, name);
export const word = (value, name) => integer(value, WORD, name);

/** An array of a known length, or RangeError. */
export function exactly(array, length, name) {
  if (array.length !== length)
    throw new RangeError(`${name} must have ${length} elements`);
  return array;
}

/** An array of one kind, or TypeError. */
export function typed(array, type, name) {
  if (!(array instanceof type))
    throw new TypeError(`${name} must be a ${type.name}`);
  return array;
}

/** What the library refused (atlas-c/diag.h). */
export class AtlasError extends Error {
  constructor(code, message, note) {
    super(message);
    this.name = 'AtlasError';
    /** The stable number: 313 is ATL0313. */
    this.code = code;
    /** What to do about it; '' if nothing more is known. */
    this.note = note;
  }
  /** The code as the documentation writes it. */
  get id() {
    return 'ATL' + String(this.code).padStart(4, '0');
  }
}

/** Memory inside the module. */
class Buffer {
  #owner;
  constructor(owner, length) {
    this.#owner = owner;
    this.length = length;
    this.pointer = owner._allocate(length);
  }
  /** The bytes now; not to be kept. */
  get bytes() {
    return this.view(Uint8Array);
  }
  /** The elements now, as a typed array of this kind; not to be kept. */
  view(type) {
    return new type(this.#owner.exports.memory.buffer, this.pointer,
                    Math.floor(this.length / type.BYTES_PER_ELEMENT));
  }
  free() {
    this.#owner.exports.free(this.pointer);
    this.pointer = 0;
    this.length = 0;
  }
}

/** One instance; names with an underscore are private to these files. */
export class Instance {
  #view; // of the memory as it was last

  /** From the bytes of the module or a compiled WebAssembly.Module. */
  static async load(source) {
    const made = await WebAssembly.instantiate(source, {});
    return new this(made.instance ?? made);
  }

  constructor(instance) {
    /** The module's exports, for calls by pointer. */
    this.exports = instance.exports;
    this.exports._initialize();
  }

  /** Zeroed memory inside the module, freed by its `free`. */
  buffer(length) {
    const buffer = new Buffer(this, word(length, 'length'));
    buffer.bytes.fill(0);
    return buffer;
  }

  get _data() {
    if (this.#view?.buffer !== this.exports.memory.buffer)
      this.#view = new DataView(this.exports.memory.buffer);
    return this.#view;
  }
  _allocate(length) {
    const pointer = this.exports.malloc(length || 1) >>> 0;
    if (!pointer)
      throw new Error(`the module has no memory for ${length} bytes`);
    return pointer;
  }
  // Runs `body` with a pointer to each array. Views of the module's memory are
  // passed as they are, others through copies; `back` says which copies are
  // copied back. Arrays may be dead inside `body`: lengths are read before.
  _with(arrays, body, back = []) {
    const sources = arrays.map(raw); // TypeError for a dead view
    const memory = this.exports.memory.buffer;
    const copied = sources.map((bytes) => bytes.buffer !== memory);
    const pointers = sources.map((bytes) => bytes.byteOffset);
    const lengths = sources.map((bytes) => bytes.length);
    const copies = [];
    try {
      sources.forEach((bytes, i) => {
        if (copied[i])
          copies.push(pointers[i] = this._allocate(lengths[i]));
      });
      sources.forEach((bytes, i) => {
        if (copied[i])
          this._bytes(pointers[i], lengths[i]).set(bytes);
      });
      const result = body(...pointers);
      for (const i of back)
        if (copied[i])
          sources[i].set(this._bytes(pointers[i], lengths[i]));
      return result;
    } finally {
      copies.forEach((pointer) => this.exports.free(pointer));
    }
  }
  _bytes(pointer, length) {
    return new Uint8Array(this.exports.memory.buffer, pointer, length);
  }
  _output(length, body) {
    const pointer = this._allocate(length);
    try {
      body(pointer);
      return this._bytes(pointer, length).slice();
    } finally {
      this.exports.free(pointer);
    }
  }
  // The text at `pointer`, up to its NUL.
  _text(pointer) {
    const memory = this._bytes(0);
    return new TextDecoder().decode(memory.subarray(pointer, memory.indexOf(0, pointer)));
  }
  // Runs a call that takes a place for a diagnostic and returns a status.
  _try(call) {
    const place = this._allocate(4);
    try {
      if (call(place))
        throw this._error(place);
    } finally {
      this.exports.free(place);
    }
  }
  // The diagnostic at `place` as an exception; it is freed.
  _error(place) {
    const at = this._data.getUint32(place, true); // 6 words, see atlas_diag_t
    const field = (i) => this._data.getUint32(at + 4 * i, true);
    const error = new AtlasError(field(1), this._text(field(2)), this._text(field(3)));
    this.exports.__indirect_function_table.get(field(5))(at);
    return error;
  }
}

function raw(array) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
