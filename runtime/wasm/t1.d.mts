// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types of t1.mjs; docs/Reference/t1.md has the rules.
import { Buffer, Instance, Source } from './instance.mjs';

export { AtlasError } from './instance.mjs';
export type { Buffer, Source };

/** Codes of AtlasError. */
export declare const T1Code: {
  readonly BAD_SHAPE: 801; readonly BAD_INDPTR: 802; readonly BAD_EDGE: 803; readonly BAD_SEED: 804;
  readonly BAD_FLOAT: 805; readonly BAD_CAP: 806; readonly POP_LIMIT: 808; readonly NO_MEMORY: 310;
  readonly MISUSE: 508;
};

/** A graph as compressed rows of outgoing edges. */
export interface GraphArrays {
  /** Row starts: one more than nodes. */
  indptr: Int32Array;
  /** Target of each edge. */
  indices: Int32Array;
  weights: Float32Array;
  /** Relation of each edge; carried, never used. */
  relCode: Int32Array;
  /** Multiplier of each edge. */
  relMult: Float32Array;
  /** Tie-break of each node. */
  keyRank: Int32Array;
}

/** The initial wavefront, in order; repeats are separate events. */
export interface Seeds {
  nodes: Int32Array;
  /** All 1 if left out. */
  weights?: Float32Array;
}

/** Parameters of one propagation. */
export interface T1Params {
  /** Decay of layer d: max(rate ** d, floor); 0.6 and 0.05. */
  rate: number;
  floor: number;
  /** Magnitude at which a node stops expanding: 1.5; Infinity disables it. */
  nodeBudget: number;
  /** Layers: 4 and 50. */
  radiusCap: number;
  iterCapLayers: number;
  /** Entries the queue keeps, nodes remembered, nodes not queued again; 0: off. */
  frontier: number;
  visited: number;
  dedupeWindow: number;
  /** Pops after which it stops: 10000; -1: off. */
  queueBudget: number | bigint;
  /** Contributions after which it stops: -1, off. */
  relaxCap: number | bigint;
  /** Pops after which it fails: -1, off. */
  popLimit: number | bigint;
}

/** Counters of one propagation. */
export interface T1Metrics {
  pops: number;
  iters: number;
  propagations: number;
  radiusCapHits: number;
  layerCapHits: number;
  nodeBudgetHits: number;
  frontierEvicted: number;
  dedupeHits: number;
  visitedEvicted: number;
  /** Largest single seed or contribution. */
  maxDeltaLocal: number;
}

/** Nodes with a delta, ascending, and their deltas. */
export interface T1Result {
  nodes: Int32Array;
  values: Float32Array;
  metrics: T1Metrics;
}

/** A prepared graph. */
export interface Graph {
  readonly nodes: number;
  readonly edges: number;
  /** @throws AtlasError 804 to 808, see T1Code */
  propagate(seeds: Seeds, params?: Partial<T1Params>): T1Result;
  free(): void;
}

/** What a parameter is if it is left out. */
export declare const defaultParams: Readonly<T1Params>;

/** An instance of libatlas-t1.wasm. */
export declare class T1 extends Instance {
  static load(source: Source): Promise<T1>;
  /**
   * Checks a graph and prepares a copy of it.
   * @throws AtlasError 801 to 805, see T1Code
   */
  graph(arrays: GraphArrays): Graph;
  /** Everything in one call, checked in the full order of the contract. */
  run(arrays: GraphArrays, seeds: Seeds, params?: Partial<T1Params>): T1Result;
  /** The same by the plain transcription of the contract, slow. */
  reference(arrays: GraphArrays, seeds: Seeds, params?: Partial<T1Params>): T1Result;
  /** Decay of layers 1 to `count`. */
  decayTable(rate: number, floor: number, count: number): Float32Array;
  /** Gives back the memory that large graphs and results left in use. */
  trim(): void;
}
