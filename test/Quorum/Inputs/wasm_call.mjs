// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// wasm_call.mjs MODULE ENTRY COUNT OUT IN...: calls ENTRY(in..., out, COUNT), with
// OUT the size of the output in bytes. Memory is filled with 0xEE; prints the output in
// hex if nothing beside it changed, "outside" otherwise.
import {readFileSync} from 'node:fs';

const [file, entry, count, outBytes, ...inputs] = process.argv.slice(2);
const memory = new WebAssembly.Memory({initial: 64});
const instance = new WebAssembly.Instance(
    new WebAssembly.Module(readFileSync(file)), {env: {__linear_memory: memory}});
const bytes = new Uint8Array(memory.buffer);
const kBase = 1 << 20; // behind what the module keeps at the start
bytes.fill(0xEE, kBase);
let at = kBase + 256;
const pointers = inputs.map((path) => {
  const data = readFileSync(path);
  bytes.set(data, at);
  const pointer = at;
  at += (data.length + 255 & ~255) + 256;
  return pointer;
});
const before = bytes.slice();
instance.exports[entry](...pointers, at, BigInt(count));
const out = Buffer.from(bytes.slice(at, at + Number(outBytes)));
bytes.fill(0xEE, at, at + Number(outBytes));
const same = Buffer.compare(bytes.subarray(kBase), before.subarray(kBase)) === 0;
console.log(same ? out.toString('hex') : 'outside');
