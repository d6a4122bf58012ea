// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Uses of the types: compiled, never run. A line after @ts-expect-error must be
// wrong, every other one right.
import { Atlas, Status } from './atlas.mjs';
import init, { AtlasError, Halting, HaltSession, Reason, WasmStreamingKernel } from './halting.mjs';
import { T1, T1Code, T1Params, T1Result } from './t1.mjs';

declare const bytes: Uint8Array;
declare const compiled: WebAssembly.Module;

const atlas: Atlas = await Atlas.load(bytes);
const ok: boolean = atlas.conservedWindowCheck(bytes) && atlas.conservedFixup(bytes) === Status.OK;
const classes: Float64Array = atlas.buffer(16).view(Float64Array);
// @ts-expect-error: bytes, not text
atlas.conservedWindowCheck('bytes');

const halting: Halting = await init(compiled);
await init(halting);
const kernel = new WasmStreamingKernel('{}', { trend: 'regression', halting });
let session: HaltSession = kernel.process_token('token', 0.5);
session = kernel.process_token('token', { valueOf: () => 0.5 });
const reason: string = session.events[0].halted ? session.halt_reason : session.tokens[0];
// @ts-expect-error: a token is a text
kernel.process_token(7, 0.5);
// @ts-expect-error: the log belongs to the kernel
session.tokens.push('token');
// @ts-expect-error: no such trend
new WasmStreamingKernel('{}', { trend: 'slope' });
const config = { ...halting.defaults, hard_limit: 0.4 };
halting.validateConfig({ window_size: 3 });
const { haltIndex } = halting.decide(new Float64Array(3), config, { trend: 'endpoint' });
const halted: boolean = haltIndex >= 0 && halting.decideBatch(new Float32Array(4), { rows: 2 }).reason[0] ===
  Reason.HARD_LIMIT;
const out: { reason: Uint8Array } = halting.decideBatch(
  new Float64Array(4), { offsets: [0, 2, 4], config: { soft_limit: 0.8 } }, { reason: new Uint8Array(2) });
// @ts-expect-error: no such field
halting.decide(new Float64Array(3), { limit: 0.5 });
// @ts-expect-error: scores are floating-point
halting.decideBatch(new Int32Array(4), { rows: 2 });
const approved: boolean = halting.coherence(0.1, NaN).approved;
const divergence: number = halting.factualDivergence('a', 'b') + halting.logicalDivergence('a', 'b');

const t1: T1 = await T1.load(bytes);
const arrays = {
  indptr: Int32Array.of(0, 1), indices: Int32Array.of(0), weights: Float32Array.of(1),
  relCode: Int32Array.of(0), relMult: Float32Array.of(1), keyRank: Int32Array.of(0),
};
const params: Partial<T1Params> = { nodeBudget: Infinity, queueBudget: 10n };
const graph = t1.graph(arrays);
const result: T1Result = graph.propagate({ nodes: Int32Array.of(0) }, params);
const pops: number = t1.run(arrays, { nodes: result.nodes, weights: result.values }).metrics.pops;
// @ts-expect-error: 32-bit integers
graph.propagate({ nodes: [0] });
// @ts-expect-error: no multipliers
t1.graph({ ...arrays, relMult: undefined });
try {
  graph.free();
} catch (error) {
  if (error instanceof AtlasError && error.code === T1Code.BAD_SEED)
    throw new Error(error.id + error.note);
}
export { ok, classes, reason, halted, out, approved, divergence, pops };
