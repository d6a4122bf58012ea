// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// run-wasm.mjs PROGRAM ARGUMENT...: runs a WASI command under Node. It may read
// the folder of each argument that is a file; its exit code is handed on.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { WASI } from 'node:wasi';

const [program, ...args] = process.argv.slice(2);
const preopens = {};
for (const argument of args.filter(existsSync))
  preopens[path.dirname(argument)] = path.dirname(argument);
const wasi = new WASI({ version: 'preview1', args: [program, ...args], preopens, returnOnExit: true });
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport });
process.exitCode = wasi.start(instance);
