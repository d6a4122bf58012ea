// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// loader.mjs FOLDER: the JavaScript interface of libatlas.wasm in FOLDER.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const { Atlas, Status } = await import(pathToFileURL(path.join(folder, 'atlas.mjs')));
const file = await readFile(path.join(folder, 'libatlas.wasm'));
const atlas = await Atlas.load(file);
assert.equal(atlas.apiVersion, 1);
assert.equal(atlas.isaLevel, 'wasm32');

// A generator with known residues: sum(data) counted here.
const data = Uint8Array.from({ length: 12288 }, (_, i) => (i * 2654435761 >>> 13) & 255);
const residue = (bytes) => bytes.reduce((sum, b) => sum + b, 0) % 96;
assert.equal(atlas.conservedDelta(new Uint8Array(12288), data), residue(data));
assert.equal(atlas.conservedUpdate(2n ** 64n - 1n, data), BigInt((63 + residue(data)) % 96));
const other = new Uint8Array(12288);
const k = residue(data);
assert.notEqual(k, 0);
assert.equal(atlas.memcpyConserved(other, data), Status.CONSERVATION);
assert.ok(other.every((b) => b === 0));
assert.equal(atlas.conservedFixup(data), k);
assert.equal(residue(data), 0);
assert.ok(atlas.conservedWindowCheck(data));
assert.equal(atlas.memcpyConserved(other, data), Status.OK);
assert.deepEqual(other, data);
assert.equal(atlas.memsetConserved(other.subarray(0, 100), 7), Status.OK);
assert.equal(residue(other.subarray(0, 100)), 0);
assert.ok(atlas.conservedWindowCheck(new Uint8Array(0)));

// Classes, codes, schedule.
const page = data.subarray(256, 512);
const classes = atlas.classifyPage(page);
assert.deepEqual([...classes], [...page].map((b) => b % 96));
const bins = atlas.histogramPage(page);
assert.deepEqual([...bins], Array.from({ length: 96 }, (_, r) => classes.filter((c) => c === r).length));
assert.equal(atlas.classify(200), 8);
assert.ok(atlas.harmonizes(95, 1) && !atlas.harmonizes(95, 2));
assert.equal(atlas.phiEncode(47, 255), 12287);
assert.equal(atlas.phiEncode(48, 0), null);
assert.deepEqual(atlas.phiDecode(258), { page: 1, offset: 2 });
assert.equal(atlas.phiDecode(12288), null);
assert.equal(atlas.nextHarmonicWindowFrom(1000n, 24), 1032n);
assert.equal(atlas.nextHarmonicWindowFrom(2n ** 64n - 1n, 33), 2n ** 64n - 1n);

// Clusters.
const cluster = atlas.cluster(data);
assert.equal(cluster.n, 12288);
const { offsets, indices } = cluster;
for (let r = 0; r < 96; ++r)
  for (let i = offsets[r]; i < offsets[r + 1]; ++i)
    assert.equal(data[indices[i]] % 96, r);
const region = { pageLo: 3, pageHi: 5, offLo: 10, offHi: 250 };
const inside = (c) => c >> 8 >= 3 && c >> 8 < 5 && (c & 255) >= 10 && (c & 255) < 250;
const part = cluster.intersect(region);
assert.deepEqual([...part.indices], [...indices].filter(inside));
assert.deepEqual([...cluster.filter(17, region)],
                 [...indices.subarray(offsets[17], offsets[18])].filter(inside));
part.free();
cluster.free();

// Witnesses and domains; data inside the module is passed without a copy.
const sha = createHash('sha256').update(data).digest('hex');
const witness = atlas.witness(data);
assert.equal(witness.id, sha);
assert.equal(witness.residue, 0);
assert.equal(witness.record.length, 48);
assert.ok(witness.verify(data) && !witness.verify(data.subarray(1)));
witness.free();
const list = [data, page, new Uint8Array(0)];
const batch = atlas.witnesses(list);
assert.deepEqual(batch.map((w) => w.id),
                 list.map((bytes) => createHash('sha256').update(bytes).digest('hex')));
assert.deepEqual(atlas.verifyWitnesses(batch, list), [true, true, true]);
assert.deepEqual(atlas.verifyWitnesses(batch, [page, page, page]), [false, true, false]);
batch.forEach((w) => w.free());
assert.deepEqual(atlas.witnesses([]), []);
atlas.enableMetrics(true);
assert.equal(atlas.readMetrics(), null); // a release build
const buffer = atlas.buffer(12288);
buffer.bytes.set(data);
const domain = atlas.domain(12288, 42);
assert.equal(domain.commit(), Status.STATE);
assert.equal(domain.attach(buffer), Status.OK);
assert.equal(domain.digest, null);
assert.equal(domain.commit(), Status.OK);
assert.equal(Buffer.from(domain.digest).toString('hex'), sha);
assert.ok(domain.verify());
buffer.bytes[0] ^= 1;
assert.ok(!domain.verify() && !atlas.conservedWindowCheck(buffer.bytes));
assert.ok(domain.budgetAlloc(60) && domain.budgetLevel === 6 && !domain.budgetRelease(7));
assert.equal(atlas.domain(0), null);

// Calls free what they allocate: memory does not grow.
const size = () => atlas.exports.memory.buffer.byteLength;
atlas.cluster(data).free();
const before = size();
for (let i = 0; i < 2000; ++i) {
  atlas.conservedDelta(other, data);
  atlas.cluster(data).free();
  atlas.witness(data).free();
  atlas.witnesses(list).forEach((w) => w.free());
}
assert.equal(size(), before);

// Arguments are checked; a view that died with the old memory is refused.
assert.throws(() => atlas.classifyPage(data), RangeError);
assert.throws(() => atlas.classify(256), RangeError);
assert.throws(() => atlas.conservedDelta(data, page), RangeError);
const old = buffer.bytes;
atlas.buffer(size()).free();
assert.throws(() => atlas.conservedWindowCheck(old), TypeError);
assert.throws(() => atlas.buffer(0xffffffff), Error);
domain.free();
buffer.free();
console.log('loader is right');
