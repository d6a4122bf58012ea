// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// modules.mjs FOLDER: the modules in FOLDER import nothing, export what their
// JavaScript interface calls, stay small, and have all that their types declare.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const ALWAYS = ['_initialize', 'free', 'malloc', 'memory'];
const TABLE = '__indirect_function_table'; // frees diagnostics
const MODULES = [
  // Interface, module, most bytes, more exports, functions without a wrapper: those
  // with C function pointers, and texts that the interface of halting keeps itself.
  ['atlas', 'libatlas', 40_000, [], ['atlas_get_slot_table', 'atlas_set_allocator']],
  ['halting', 'libatlas-halting', 75_000, [TABLE],
   ['atlas_halt_session_coherence', 'atlas_halt_session_interrupt', 'atlas_halt_session_output']],
  ['t1', 'libatlas-t1', 65_000, [TABLE], []],
];

for (const [name, file, most, more, bare] of MODULES) {
  const bytes = await readFile(path.join(folder, file + '.wasm'));
  assert.ok(bytes.length <= most, `${file}: ${bytes.length} bytes`);
  const module = await WebAssembly.compile(bytes);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const names = WebAssembly.Module.exports(module).map((e) => e.name);
  assert.deepEqual(names.filter((n) => !n.startsWith('atlas_')).sort(), [...more, ...ALWAYS].sort());
  const text = await readFile(path.join(folder, name + '.mjs'), 'ascii');
  const called = (n) => new RegExp(`\\.${n}\\b`).test(text);
  assert.deepEqual(names.filter((n) => n.startsWith('atlas_') && !called(n)).sort(),
                   bare.filter((n) => names.includes(n)));
  for (const [, n] of text.matchAll(/exports\.(atlas_\w+)/g))
    assert.ok(names.includes(n), `${file} does not export ${n}`);

  // What the types declare exists, and nothing else is exported.
  const types = await readFile(path.join(folder, name + '.d.mts'), 'ascii');
  const loaded = await import(pathToFileURL(path.join(folder, name + '.mjs')));
  const declared = [...types.matchAll(/^export declare (?:class|const) (\w+)/gm)].map((m) => m[1]);
  if (types.includes('export { AtlasError }'))
    declared.push('AtlasError');
  if (types.includes('export default'))
    declared.push('default');
  assert.deepEqual(Object.keys(loaded).sort(), declared.sort());
  for (const [, type, body] of types.matchAll(/^export declare class (\w+)[^{]*{\n(.*?)^}/gms))
    for (const [, isStatic, member] of body.matchAll(/^  (static )?(?:readonly )?(\w+)[(<:]/gm))
      if (member !== 'constructor')
        assert.ok(member in (isStatic ? loaded[type] : loaded[type].prototype), `${type}.${member}`);
}
console.log('modules are right');
