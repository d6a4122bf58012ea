// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types of halting.mjs; docs/Reference/halting.md has the rules.
import { Buffer, Instance, Source } from './instance.mjs';

export { AtlasError } from './instance.mjs';
export type { Buffer, Source };

/** Why a stream was halted. */
export declare const Reason: {
  readonly NONE: 0; readonly HARD_LIMIT: 1; readonly WINDOW_AVG: 2;
  readonly DOWNWARD_TREND: 3; readonly KERNEL_INACTIVE: 4;
};

/** How the drop over the trend window is measured. */
export type Trend = 'endpoint' | 'regression';

/** Limits and lengths of the rules. */
export interface HaltConfig {
  /** The scorer approves from here on: 0.6. */
  coherence_threshold: number;
  /** A score below it halts: 0.5. */
  hard_limit: number;
  /** A score below it is a warning: 0.7. */
  soft_limit: number;
  /** Weights of the scorer: 0.6 and 0.4. */
  w_logic: number;
  w_fact: number;
  /** Tokens of the window whose mean counts: 10. */
  window_size: number;
  /** A mean below it halts: 0.55. */
  window_threshold: number;
  /** Tokens over which the scores may not fall: 5. */
  trend_window: number;
  /** A drop above it halts: 0.15. */
  trend_threshold: number;
  /** Stored only: 5, 50 and 1.2. */
  history_window: number;
  deadline_ms: number;
  logit_entropy_limit: number;
}

/** One scored token. */
export interface HaltEvent {
  readonly token: string;
  readonly index: number;
  /** The score as it was used. */
  readonly coherence: number;
  /** 0: the host owns the clock. */
  readonly timestamp_s: number;
  readonly halted: boolean;
  readonly warning: boolean;
}

/** A stream and its log, which grows in place. */
export interface HaltSession {
  readonly tokens: readonly string[];
  readonly events: readonly HaltEvent[];
  readonly coherence_history: readonly number[];
  readonly halted: boolean;
  /** Of the halting token; -1: not halted. */
  readonly halt_index: number;
  /** "window_avg (0.5200 < 0.55)"; "": not halted. */
  readonly halt_reason: string;
  readonly start_time_s: number;
  readonly end_time_s: number;
}

/** What one stream of scores comes to. */
export interface HaltDecision {
  /** -1: not halted. */
  haltIndex: number;
  /** One of Reason. */
  reason: number;
  /** Tokens before the halt, or all. */
  emitted: number;
  /** Scores that were looked at. */
  observed: number;
  /** Score, mean or drop that fired; 0 for none. */
  value: number;
}

/** The streams of a batch. */
export interface HaltBatch {
  /** Fields that are left out have their defaults. */
  config?: Partial<HaltConfig>;
  trend?: Trend;
  /** 'csr' if there are offsets, else 'row-major'. */
  layout?: 'csr' | 'row-major' | 'token-major';
  /** rows + 1 positions in the scores: where each stream begins, and the end. */
  offsets?: BigInt64Array | ArrayLike<number>;
  /** Of a dense array. */
  rows?: number;
  /** Of a dense array; all scores over the rows if left out. */
  columns?: number;
  /** Scores of each row of a dense array, if not all columns. */
  lengths?: BigInt64Array | ArrayLike<number>;
  /** Per row in place of the configuration's. */
  hardLimits?: Float64Array;
  windowThresholds?: Float64Array;
  trendThresholds?: Float64Array;
}

/** One element for each row; the fields are those of HaltDecision. */
export interface HaltResults {
  haltIndex: Int32Array;
  reason: Uint8Array;
  emitted: Int32Array;
  observed: Int32Array;
  /** Mean of the observed scores, in [0, 1]. */
  avg: Float64Array;
  /** Least of the observed scores, at least 0. */
  min: Float64Array;
  value: Float64Array;
}

/** One review of a scorer. */
export interface CoherenceScore {
  hLogical: number;
  hFactual: number;
  divergence: number;
  score: number;
  approved: boolean;
  warning: boolean;
}

/** Decisions without a log; an instance of libatlas-halting.wasm. */
export declare class Halting extends Instance {
  static load(source: Source): Promise<Halting>;
  /** The default configuration. */
  readonly defaults: HaltConfig;
  /** @throws AtlasError 313, whose message names the field, or says JSON. */
  parseConfig(json: string): HaltConfig;
  /** @throws AtlasError 313, whose message names the field. */
  validateConfig(config: Partial<HaltConfig>): void;
  decide(scores: Float64Array, config?: Partial<HaltConfig>, options?: { trend?: Trend }): HaltDecision;
  /** Decides many streams; gives arrays for everything. */
  decideBatch(scores: Float64Array | Float32Array, batch?: HaltBatch): HaltResults;
  /** Fills the arrays of `out`, and nothing else is computed. */
  decideBatch<T extends Partial<HaltResults>>(
    scores: Float64Array | Float32Array, batch: HaltBatch, out: T): T;
  /** Score of two divergences; NaN for one that is missing. */
  coherence(hLogical: number, hFactual: number, config?: Partial<HaltConfig>): CoherenceScore;
  factualDivergence(context: string, output: string): number;
  logicalDivergence(premise: string, hypothesis: string): number;
}

/** Makes the instance that kernels use from then on. */
export default function init(source: Source | Halting): Promise<Halting>;

/** One stream, token by token. Any halt closes it. */
export declare class WasmStreamingKernel {
  /**
   * @param configJson an object with all twelve fields of HaltConfig
   * @throws AtlasError 313 with the text of the validation
   */
  constructor(configJson: string, options?: { halting?: Halting; trend?: Trend });
  /**
   * Applies the rules to one token. The score is converted to a number; NaN, the
   * infinities and what cannot be converted count as 0. After a halt nothing
   * changes. Returns the session, the same object each time.
   */
  process_token(token: string, score: unknown): HaltSession;
  get_session(): HaltSession;
  is_active(): boolean;
  /** Gives back the memory inside the module, as a halt does. The session stays. */
  free(): void;
}
