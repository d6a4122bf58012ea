// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the tables of wasm-bench.mjs share: nanoseconds of loops.
export const RUNS = 31;
const RUN_NANOSECONDS = 4e6;

const now = () => Number(process.hrtime.bigint());
export const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

export function time(loop, count) {
  const start = now();
  loop(count);
  return now() - start;
}

/**
 * Runs until the optimising compiler has replaced the first code, then chooses how
 * many rounds make one run.
 */
export async function prepare(loop) {
  for (const end = now() + 3e8; now() < end;) {
    loop(100);
    await new Promise(setImmediate);
  }
  let count = 16;
  while (time(loop, count) < RUN_NANOSECONDS)
    count *= 2;
  return count;
}

/** Nanoseconds of one round. */
export async function cost(loop) {
  const count = await prepare(loop);
  return median(Array.from({ length: RUNS }, () => time(loop, count) / count));
}
