// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types of atlas.mjs; the comments there and in the C headers say what they mean.
import { Buffer, Instance, Source } from './instance.mjs';

export type { Buffer, Source };

export declare const Status: {
  readonly OK: 0; readonly CONSERVATION: 1; readonly WITNESS: 2;
  readonly BUDGET: 3; readonly MEMORY: 4; readonly STATE: 5;
};

export interface Region { pageLo: number; pageHi: number; offLo: number; offHi: number; }

export interface Metrics {
  calls: bigint; bytes: bigint; allocations: bigint; failedAllocations: bigint;
}

export interface Witness {
  verify(bytes: Uint8Array): boolean;
  readonly residue: number;
  readonly digest: Uint8Array;
  readonly id: string;
  readonly record: Uint8Array;
  free(): void;
}

export interface Domain {
  attach(buffer: Buffer): number;
  verify(): boolean;
  commit(): number;
  readonly digest: Uint8Array | null;
  budgetAlloc(amount: number): boolean;
  budgetRelease(amount: number): boolean;
  readonly budgetLevel: number;
  free(): void;
}

export interface Cluster {
  readonly n: number;
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  filter(r: number, region: Region): Uint32Array;
  intersect(region: Region): Cluster;
  free(): void;
}

export declare class Atlas extends Instance {
  static load(source: Source): Promise<Atlas>;
  readonly apiVersion: number;
  readonly isaLevel: string;
  enableMetrics(on: boolean): void;
  readMetrics(): Metrics | null;
  conservedDelta(before: Uint8Array, after: Uint8Array): number;
  conservedWindowCheck(data: Uint8Array): boolean;
  conservedUpdate(state: bigint, chunk: Uint8Array): bigint;
  conservedFixup(data: Uint8Array): number;
  memsetConserved(dst: Uint8Array, value: number): number;
  memcpyConserved(dst: Uint8Array, src: Uint8Array): number;
  classify(b: number): number;
  classifyPage(page: Uint8Array, out?: Uint8Array): Uint8Array;
  histogramPage(page: Uint8Array, out?: Uint16Array): Uint16Array;
  harmonizes(r1: number, r2: number): boolean;
  phiEncode(page: number, offset: number): number | null;
  phiDecode(coord: number): { page: number; offset: number } | null;
  nextHarmonicWindowFrom(now: bigint, r: number): bigint;
  cluster(data: Uint8Array): Cluster;
  witness(data: Uint8Array): Witness;
  witnesses(list: Uint8Array[]): Witness[];
  verifyWitnesses(witnesses: Witness[], list: Uint8Array[]): boolean[];
  domain(bytes: number, budgetClass?: number): Domain | null;
}
