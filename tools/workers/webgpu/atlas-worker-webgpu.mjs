// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs WGSL on a WebGPU device (Dawn for Node, the npm package `webgpu`).
//
//   node atlas-worker-webgpu.mjs [--library DIR] --probe         which device
//   node atlas-worker-webgpu.mjs [--library DIR] --validate FILE  no device needed
//   node atlas-worker-webgpu.mjs [--library DIR] JOB              run a job
//
// Jobs, answers and exit codes: tools/workers/common/Job.h. Buffers are storage
// buffers of group 0 at the job's bindings; the parameter block is a uniform
// buffer at the binding after the last one. DIR holds node_modules/webgpu.
// --validate compiles FILE on Dawn's null back end and makes a pipeline for
// every entry point; the complaints go to standard error, exit 1.
//
// Source: backends-and-contracts.md DX-05.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const kDone = 0, kError = 1, kBadJob = 2, kUnavailable = 3;

/// An end of the program: exit code and reason.
class Stop extends Error {
  constructor(code, reason) {
    super(reason);
    this.code = code;
  }
}

function readBytes(path) {
  try {
    return readFileSync(path);
  } catch {
    throw new Stop(kBadJob, `cannot read '${path}'`);
  }
}

// --- Job -------------------------------------------------------------------

const integer = (text) => {
  if (!/^\d+$/.test(text ?? ''))
    throw new Stop(kBadJob, `'${text}' is no number`);
  return Number(text);
};
const hexBytes = (text) => {
  if (!/^([0-9a-f]{2})*$/.test(text ?? ''))
    throw new Stop(kBadJob, `'${text}' is no row of hexadecimal digits`);
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
};

function readJob(path) {
  const at = (name) => resolve(dirname(path), name);
  const job = { guard: 0, pattern: 0, buffers: new Map(), launches: [] };
  const buffer = (name) => {
    if (!job.buffers.has(name))
      throw new Stop(kBadJob, `no buffer '${name}'`);
    return job.buffers.get(name);
  };
  const launch = () => {
    if (!job.launches.length)
      throw new Stop(kBadJob, 'expected a launch first');
    return job.launches.at(-1);
  };
  const readers = {
    'atlas-job': ([version]) => {
      if (version !== '1')
        throw new Stop(kBadJob, 'this worker reads jobs of version 1');
    },
    module: ([format, ...rest]) => {
      job.format = format;
      job.module = readBytes(at(rest.join(' ')));
    },
    guard: ([bytes, pattern]) => {
      job.guard = integer(bytes);
      [job.pattern] = hexBytes(pattern);
    },
    buffer: ([name, size, source, ...rest]) => {
      const bytes = integer(size);
      const contents = new Uint8Array(bytes + 2 * job.guard).fill(job.pattern);
      if (source === 'file') {
        const data = readBytes(at(rest.join(' ')));
        if (data.length !== bytes)
          throw new Stop(kBadJob, `'${rest.join(' ')}' has ${data.length} bytes, not ${bytes}`);
        contents.set(data, job.guard);
      } else if (source === 'fill') {
        contents.fill(hexBytes(rest[0])[0], job.guard, job.guard + bytes);
      } else {
        throw new Stop(kBadJob, "expected 'fill' or 'file' after the size");
      }
      job.buffers.set(name, { size: bytes, contents });
    },
    launch: ([entry, ...numbers]) => {
      if (numbers.length !== 6)
        throw new Stop(kBadJob, "expected 'launch ENTRY GX GY GZ BX BY BZ'");
      const [x, y, z] = numbers.map(integer);
      job.launches.push({ entry, groups: [x, y, z], bindings: new Map(), params: null });
    },
    bind: ([index, name]) => launch().bindings.set(integer(index), buffer(name)),
    params: ([hex]) => { launch().params = hexBytes(hex); },
    save: ([name, ...rest]) => { buffer(name).saveTo = at(rest.join(' ')); },
  };
  readBytes(path).toString('utf8').split('\n').forEach((line, index) => {
    if (line === '' || line.startsWith('#'))
      return;
    const [key, ...words] = line.split(' ');
    try {
      if (!readers[key])
        throw new Stop(kBadJob, `unknown word '${key}'`);
      readers[key](words);
    } catch (error) {
      throw new Stop(kBadJob, `${path}:${index + 1}: ${error.message}`);
    }
  });
  if (!job.module || !job.launches.length)
    throw new Stop(kBadJob, `${path}: the job has no module or no launch`);
  return job;
}

// --- Device ----------------------------------------------------------------

async function openLibrary(folder) {
  try {
    const require = createRequire(pathToFileURL(join(folder, 'worker.js')));
    return await import(pathToFileURL(require.resolve('webgpu')));
  } catch (error) {
    throw new Stop(kUnavailable, `no npm package 'webgpu': ${error.message.split('\n')[0]}`);
  }
}

/// The instance must outlive everything made from it.
async function openAdapter(library, options) {
  globalThis.atlasGpu = library.create(options);
  const adapter = await globalThis.atlasGpu.requestAdapter() ??
      await globalThis.atlasGpu.requestAdapter({ featureLevel: 'compatibility' });
  if (!adapter)
    throw new Stop(kUnavailable, 'Dawn finds no device');
  return adapter;
}

function printDevice(adapter) {
  const info = adapter.info;
  const name = info.description || info.device || 'unnamed';
  const software = /swiftshader|llvmpipe|lavapipe/i.test(`${info.architecture} ${name}`);
  console.log(`device ${name}`);
  console.log(`driver Dawn, ${info.vendor} ${info.architecture}`.trimEnd());
  console.log(`software ${software ? 1 : 0}`);
  // WGSL lets every implementation flush and assume (section 15.7).
  console.log('denormals 0\nnans 0');
}

const kFeatures = { f16: 'shader-f16', subgroups: 'subgroups' };

/// Only the features that the module enables, and which the device must have.
function neededFeatures(source) {
  return [...source.matchAll(/^\s*enable\s+(\w+)\s*;/gm)].map((m) => kFeatures[m[1]] ?? m[1]);
}

async function openDevice(adapter, source) {
  const requiredFeatures = neededFeatures(source);
  const missing = requiredFeatures.filter((name) => !adapter.features.has(name));
  if (missing.length)
    throw new Stop(kUnavailable, `the device lacks ${missing.join(', ')}`);
  const device = await adapter.requestDevice({ requiredFeatures });
  device.lost.then((info) => {
    if (info.reason !== 'destroyed') {
      console.error(`atlas-worker-webgpu: device lost: ${info.message}`);
      process.exit(kError);
    }
  });
  return device;
}

/// Runs `work`; any error the device reports in it stops the worker.
async function checked(device, what, work) {
  for (const filter of ['validation', 'out-of-memory', 'internal'])
    device.pushErrorScope(filter);
  const result = await work();
  for (let i = 0; i < 3; ++i) {
    const error = await device.popErrorScope();
    if (error)
      throw new Stop(kError, `${what}: ${error.message}`);
  }
  return result;
}

async function compile(device, source) {
  const module = await checked(device, 'shader', () => device.createShaderModule({ code: source }));
  const errors = (await module.getCompilationInfo()).messages.filter((m) => m.type === 'error');
  if (errors.length)
    throw new Stop(kError, errors.map((m) => `${m.lineNum}:${m.linePos}: ${m.message}`).join('\n'));
  return module;
}

function makePipeline(device, module, entryPoint) {
  return checked(device, entryPoint, () => device.createComputePipelineAsync(
      { layout: 'auto', compute: { module, entryPoint } }).catch((error) => {
        throw new Stop(kError, `${entryPoint}: ${error.message}`);
      }));
}

// --- Runs ------------------------------------------------------------------

const roundUp = (size) => Math.max(4, Math.ceil(size / 4) * 4);

/// A device buffer holding `bytes`.
function upload(device, bytes, usage) {
  const buffer = device.createBuffer({ size: roundUp(bytes.length), usage, mappedAtCreation: true });
  new Uint8Array(buffer.getMappedRange()).set(bytes);
  buffer.unmap();
  return buffer;
}

function encodeLaunch(device, pass, pipeline, launch, guard) {
  const entries = [...launch.bindings].map(([binding, b]) => ({
    binding,
    resource: { buffer: b.device, offset: guard, size: roundUp(b.size) },
  }));
  if (launch.params?.length) {
    const padded = new Uint8Array(Math.ceil(launch.params.length / 16) * 16);
    padded.set(launch.params);
    const buffer = upload(device, padded, GPUBufferUsage.UNIFORM);
    entries.push({ binding: Math.max(-1, ...launch.bindings.keys()) + 1, resource: { buffer } });
  }
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(...launch.groups);
}

async function readBack(device, buffer) {
  const size = buffer.device.size;
  const staging = device.createBuffer(
      { size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer.device, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  return new Uint8Array(staging.getMappedRange()).slice(0, buffer.contents.length);
}

/// Runs the launches in order and waits for them.
function submit(device, launches, pipelines, guard) {
  return checked(device, 'launch', async () => {
    const encoder = device.createCommandEncoder();
    for (const launch of launches) {
      const pass = encoder.beginComputePass();
      encodeLaunch(device, pass, pipelines.get(launch.entry), launch, guard);
      pass.end();
    }
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  });
}

const kQuestion = `
@group(0) @binding(0) var<storage, read_write> cell : array<u32, 1>;
@compute @workgroup_size(1) fn ask() { cell[0] = cell[0] * 3u + 5u; }`;

/// A device that cannot do this has no vote (DX-05).
async function checkKnownAnswer(device) {
  const pipeline = await makePipeline(device, await compile(device, kQuestion), 'ask');
  const cell = { size: 4, contents: new Uint8Array([7, 0, 0, 0]) };
  cell.device = upload(device, cell.contents, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
  const launch = { entry: 'ask', groups: [1, 1, 1], bindings: new Map([[0, cell]]) };
  await submit(device, [launch], new Map([['ask', pipeline]]), 0);
  const [answer] = await readBack(device, cell);
  if (answer !== 26)
    throw new Stop(kError, `the device answers a known question with ${answer}`);
}

async function runJob(adapter, path) {
  const job = readJob(path);
  if (job.format !== 'wgsl')
    throw new Stop(kBadJob, `this worker runs wgsl, not ${job.format}`);
  const source = job.module.toString('utf8');
  const device = await openDevice(adapter, source);
  await checkKnownAnswer(device);
  const module = await compile(device, source);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  for (const b of job.buffers.values())
    b.device = upload(device, b.contents, usage);
  const pipelines = new Map();
  for (const { entry } of job.launches)
    if (!pipelines.has(entry))
      pipelines.set(entry, await makePipeline(device, module, entry));
  await submit(device, job.launches, pipelines, job.guard);
  for (const b of job.buffers.values())
    if (b.saveTo)
      writeFileSync(b.saveTo, await readBack(device, b));
  console.log(`digest ${createHash('sha256').update(job.module).digest('hex')}`);
}

async function validate(library, path) {
  const source = readBytes(path).toString('utf8');
  const adapter = await openAdapter(library, ['backend=null']);
  const device = await openDevice(adapter, source);
  const module = await compile(device, source);
  for (const [, entry] of source.matchAll(/@compute[^{;]*?\bfn\s+(\w+)/g))
    await makePipeline(device, module, entry);
}

async function main(argv) {
  let folder = process.cwd();
  if (argv[0] === '--library') {
    folder = resolve(argv[1] ?? '.');
    argv = argv.slice(2);
  }
  const isValidate = argv[0] === '--validate' && argv.length === 2;
  if (!isValidate && (argv.length !== 1 || (argv[0].startsWith('-') && argv[0] !== '--probe')))
    throw new Stop(kBadJob, 'usage: atlas-worker-webgpu.mjs [--library DIR] --probe | --validate FILE | JOB');
  const library = await openLibrary(folder);
  Object.assign(globalThis, library.globals);
  if (isValidate)
    return validate(library, argv[1]);
  const adapter = await openAdapter(library, []);
  printDevice(adapter);
  if (argv[0] !== '--probe')
    await runJob(adapter, argv[0]);
}

try {
  await main(process.argv.slice(2));
  console.log('done');
  process.exit(kDone); // Dawn's objects must not be collected one by one
} catch (error) {
  const code = error instanceof Stop ? error.code : kError;
  if (code === kUnavailable)
    console.log(`unavailable ${error.message}`);
  else
    console.error(`atlas-worker-webgpu: ${error.message}`);
  process.exit(code);
}
