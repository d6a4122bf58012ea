// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types that atlas.d.mts, halting.d.mts and t1.d.mts share.

/** What WebAssembly modules are made from: their bytes, or a compiled module. */
export type Source = BufferSource | WebAssembly.Module;

/** A kind of typed array. */
export interface TypedArrayType<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, offset: number, length: number): T;
}

/** Memory inside a module. */
export interface Buffer {
  readonly pointer: number;
  /** In bytes; 0 after `free`. */
  readonly length: number;
  /** The bytes now; dead once the memory has grown, which any call may cause. */
  readonly bytes: Uint8Array;
  /** The same as elements of another kind: `view(Float64Array)`. */
  view<T>(type: TypedArrayType<T>): T;
  free(): void;
}

/** What the library refused. */
export declare class AtlasError extends Error {
  /** The stable number of docs/Reference/errors.md: 313 is ATL0313. */
  readonly code: number;
  /** The code as the documentation writes it: "ATL0313". */
  readonly id: string;
  /** What to do about it; "" if nothing more is known. */
  readonly note: string;
}

/** One instance of a module; it belongs to one agent. */
export declare class Instance {
  constructor(instance: WebAssembly.Instance);
  /** The module's exports, for calls by pointer. */
  readonly exports: WebAssembly.Exports;
  /** Zeroed memory inside the module: views of it are passed without a copy. */
  buffer(length: number): Buffer;
}
