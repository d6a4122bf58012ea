// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs WebAssembly modules of kernels under Node.
//
//   node atlas-worker-wasm.mjs --probe    which engine
//   node atlas-worker-wasm.mjs JOB        run a job of packed calls
//
// Jobs: include/atlas/Quorum/CallJob.h; answers and exit codes:
// tools/workers/common/Job.h. A module imports its memory, constants at its
// beginning, and where it needs them a stack pointer and the memory functions of
// C. Every call gets a fresh instance in a memory full of the job's guard byte,
// so that nothing is left of the call before.
//
// Source: backends-and-contracts.md DX-06; atlas-c/args.h.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const kDone = 0, kError = 1, kBadJob = 2, kUnavailable = 3;
const kPage = 65536;
/// Constants below, then the stack, then the call's memory.
const kStackEnd = 4 << 20;
const kArgsSize = 80, kBufferSize = 32, kPhaseAll = 0xffffffff;

/// An end of the program: exit code and reason.
class Stop extends Error {
  constructor(code, reason) {
    super(reason);
    this.code = code;
  }
}

const alignTo = (value, align) => Math.ceil(value / align) * align;

function readBytes(path) {
  try {
    return readFileSync(path);
  } catch {
    throw new Stop(kBadJob, `cannot read '${path}'`);
  }
}

/// Hands out addresses; the memory is made when all are known.
class Layout {
  end = kStackEnd;
  take(size, align, guard = 0) {
    const at = alignTo(this.end + guard, Math.max(align, 64));
    this.end = at + size + guard;
    return at;
  }
}

/// The functions of C that code generation calls.
function memoryFunctions(bytes) {
  return {
    memset: (to, value, size) => { bytes.fill(value & 255, to >>> 0, (to >>> 0) + (size >>> 0)); return to; },
    memcpy: (to, from, size) => { bytes.copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (size >>> 0)); return to; },
    memmove: (to, from, size) => { bytes.copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (size >>> 0)); return to; },
    memcmp: (a, b, size) => Buffer.compare(bytes.subarray(a >>> 0, (a >>> 0) + (size >>> 0)),
                                           bytes.subarray(b >>> 0, (b >>> 0) + (size >>> 0))),
  };
}

function imports(module, memory, bytes) {
  const known = {
    __linear_memory: memory,
    __memory_base: new WebAssembly.Global({ value: 'i32', mutable: false }, 0),
    __stack_pointer: new WebAssembly.Global({ value: 'i32', mutable: true }, kStackEnd),
    ...memoryFunctions(bytes),
  };
  const env = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (from !== 'env' || !(name in known))
      throw new Stop(kError, `the module imports ${from}.${name}, which is not known here`);
    env[name] = known[name];
  }
  return { env };
}

/// Runs one call; the memory it left, and where things are in it.
function runCall(module, job, call, read) {
  const layout = new Layout();
  const args = layout.take(kArgsSize, 64);
  const table = layout.take(kBufferSize * call.buffers.length, 64);
  const scalars = layout.take(8 * call.scalars.length, 64);
  const results = layout.take(8 * call.results.length, 64);
  const places = call.buffers.map((b) => layout.take(b.bytes, b.align, job.guard.bytes));
  let scratchSize = 0;
  const temps = call.temps.map((t) => { const at = scratchSize; scratchSize += alignTo(t.bytes, 64); return at; });
  const scratch = layout.take(scratchSize, 64);
  const pages = Math.ceil(layout.end / kPage) + 1;
  const memory = new WebAssembly.Memory({ initial: pages });
  const bytes = new Uint8Array(memory.buffer), view = new DataView(memory.buffer);
  bytes.fill(job.guard.fill);
  const instance = new WebAssembly.Instance(module, imports(module, memory, bytes));
  const word = (at, value) => view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
  bytes.fill(0, args, args + kArgsSize);
  [1, kArgsSize, kPhaseAll, 0].forEach((value, i) => view.setUint32(args + 4 * i, value, true));
  [table, scalars, results, 0, 0, scratch, scratchSize, 0].forEach((value, i) => word(args + 16 + 8 * i, value));
  call.buffers.forEach((b, i) => {
    const at = table + kBufferSize * i, [rows, columns = 1] = b.dims;
    word(at, places[i]);
    word(at + 8, rows);
    word(at + 16, columns);
    word(at + 24, columns);
    if (b.file !== undefined)
      bytes.set(read(b.file, b.bytes), places[i]);
    else
      bytes.fill(b.fill, places[i], places[i] + b.bytes);
  });
  call.scalars.forEach((s, i) => word(scalars + 8 * i, s.word));
  call.temps.forEach((t, i) => {
    if (t.fill >= 0)
      bytes.fill(t.fill, scratch + temps[i], scratch + temps[i] + t.bytes);
  });
  const entry = instance.exports[job.program.entry];
  if (!entry)
    throw new Stop(kError, `the module has no entry '${job.program.entry}'`);
  const code = entry(args);
  if (code !== 0)
    throw new Stop(kError, `${call.name}: the entry returned ${code}`);
  return { bytes, places, results };
}

function runJob(path) {
  const at = (name) => resolve(dirname(path), name);
  const job = JSON.parse(readBytes(path).toString('utf8'));
  if (job['atlas-calls'] !== 1 || job.program?.format !== 'wasm')
    throw new Stop(kBadJob, 'expected calls of version 1 and a wasm module');
  const code = readBytes(at(job.program.path));
  const read = (name, size) => {
    const data = readBytes(at(name));
    if (data.length !== size)
      throw new Stop(kBadJob, `'${name}' has ${data.length} bytes, not ${size}`);
    return data;
  };
  let module;
  try {
    module = new WebAssembly.Module(code);
  } catch (error) {
    throw new Stop(kError, `the module does not load: ${error.message}`);
  }
  for (const call of job.calls) {
    const { bytes, places, results } = runCall(module, job, call, read);
    call.buffers.forEach((b, i) => writeFileSync(
        at(b.save), bytes.subarray(places[i] - job.guard.bytes, places[i] + b.bytes + job.guard.bytes)));
    call.results.forEach((r, i) => writeFileSync(at(r.save), bytes.subarray(results + 8 * i, results + 8 * i + 8)));
  }
  console.log(`digest ${createHash('sha256').update(code).digest('hex')}`);
}

try {
  const [job, ...rest] = process.argv.slice(2);
  if (job === undefined || rest.length || (job.startsWith('-') && job !== '--probe'))
    throw new Stop(kBadJob, 'usage: atlas-worker-wasm.mjs --probe | JOB');
  if (typeof WebAssembly === 'undefined')
    throw new Stop(kUnavailable, 'this Node has no WebAssembly');
  console.log(`device Node ${process.version}\ndriver V8 ${process.versions.v8}\nsoftware 0`);
  if (job !== '--probe')
    runJob(job);
  console.log('done');
} catch (error) {
  const code = error instanceof Stop ? error.code : kError;
  if (code === kUnavailable)
    console.log(`unavailable ${error.message}`);
  else
    console.error(`atlas-worker-wasm: ${error.message}`);
  process.exit(code);
}
