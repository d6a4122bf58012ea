// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
struct Params { n: u32, addend: u32 }
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@group(0) @binding(2) var<uniform> p: Params;

@compute @workgroup_size(4)
fn add(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < p.n) {
    y[id.x] = x[id.x] + p.addend;
  }
}
