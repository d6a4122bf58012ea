// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
atlas.pipeline @a(%x: memref<?xi8> {atlas.in}) {
  atlas.call @b(%x) : (memref<?xi8>) -> ()
  atlas.return
}
atlas.pipeline @b(%x: memref<?xi8> {atlas.in}) {
  atlas.call @a(%x) : (memref<?xi8>) -> ()
  atlas.return
}
