//===- AtlasQueueOps.td - Priority queues of sequential items (L1) --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A queue of 64-bit keys and its operations. Source: dialect.md section 6.
#ifndef ATLAS_QUEUE_OPS_TD
#define ATLAS_QUEUE_OPS_TD

include "atlas/Dialect/Atlas/IR/AtlasBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Atlas_QueueType : TypeDef<AtlasDialect, "Queue"> {
  let mnemonic = "queue";
  let summary = "a handle of a priority queue of 64-bit keys";
  let description = [{
    Made by `atlas.queue.init` and used by the other `atlas.queue` operations of
    the same item, which keep the keys in the scratch buffer given there. Keys
    leave smallest first, **compared unsigned**; equal keys are
    indistinguishable. A handle is not stored, returned, chosen or captured by
    another item of an `atlas.batch`; it may be passed to a private helper
    (`func.func` of one block), which becomes part of the item.

    **Scratch.** A capacity of n keys needs a buffer of

        (17 * n ceildiv 8) + 16 + (n floordiv 1024 min 1) * 70016

    `i64` elements, whichever way the queue is lowered: 17 bytes a key, and from
    1,024 keys on half a megabyte for buckets, of which only what is used is
    touched. With less the queue has the capacity that fits. What the buffer
    holds before and after does not matter; it can be used again.
  }];
}

/// The content of queues: operations on a handle touch that queue and nothing
/// else.
def Atlas_QueueResource : Resource<"::atlas::QueueResource">;

/// Memory of a queue.
def Atlas_Scratch : Atlas_BufferOf<[I64], [1], "rank 1 buffer of i64 with stride 1">;

/// An operation on a handle.
class Atlas_QueueUseOp<string mnemonic>
    : Atlas_Op<"queue." # mnemonic,
               [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let hasVerifier = 1;
}

def Atlas_QueueInitOp : Atlas_Op<"queue.init", [
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "makes an empty queue in a buffer";
  let description = [{
    The queue holds at most `capacity` keys (unsigned; at most what `scratch` has
    room for, see `!atlas.queue`). The scratch is a temporary (`memref.alloc`) or
    an `atlas.inout` argument, is used by nothing else, and inside `atlas.batch`
    is a view of the item's own part. Running the operation again makes a fresh
    queue and ends the previous one.

    `pops p` says that at most p keys (unsigned) will be taken: later pops give
    nothing, and keys that cannot be among them are forgotten, so that such a
    queue stays small. In the terms of the other operations: it holds the
    smallest of the keys pushed and not popped, as many as there are pops to
    come; and if these are not more than the capacity it is never full.

    ```mlir
    %queue = atlas.queue.init %scratch capacity %n : memref<?xi64>
    %room = atlas.queue.push %queue, %key
    %least, %valid = atlas.queue.pop %queue
    ```
  }];
  let arguments = (ins Atlas_Scratch:$scratch, I64:$capacity, Optional<I64>:$pops);
  let results = (outs Atlas_QueueType:$queue);
  let assemblyFormat = [{
    $scratch `capacity` $capacity (`pops` $pops^)? attr-dict `:` type($scratch)
  }];
  let hasVerifier = 1;
}

def Atlas_QueuePushOp : Atlas_QueueUseOp<"push"> {
  let summary = "adds a key; false if the queue is full";
  let description = [{
    Nothing happens to a full queue, and the result is false: the program decides
    what that means.
  }];
  let arguments = (ins Atlas_QueueType:$queue, I64:$key);
  let results = (outs I1:$inserted);
  let assemblyFormat = "$queue `,` $key attr-dict";
}

def Atlas_QueuePopOp : Atlas_QueueUseOp<"pop"> {
  let summary = "takes the smallest key";
  let description = [{
    `valid` is false, and `key` 0, if the queue is empty.
  }];
  let arguments = (ins Atlas_QueueType:$queue);
  let results = (outs I64:$key, I1:$valid);
  let assemblyFormat = "$queue attr-dict";
}

def Atlas_QueuePushEvictOp : Atlas_QueueUseOp<"push_evict"> {
  let summary = "adds a key, and removes the largest one if there were too many";
  let description = [{
    Like `atlas.queue.push` while the queue is not full: `evicted_any` is false,
    `evicted_key` 0 and `new_survived` true. On a full queue the largest of its
    keys and the new one is removed: `evicted_any` is true, `evicted_key` is that
    key, and `new_survived` says whether a key equal to the new one is in the
    queue now.

    With `if`, a condition that is false makes it `atlas.queue.push`: nothing
    happens to a full queue, `evicted_any` is false, `evicted_key` 0 and
    `new_survived` what `atlas.queue.push` returns. That is less code than both
    operations in two branches.

    ```mlir
    %any, %largest, %in = atlas.queue.push_evict %queue, %key if %evicts
    ```
  }];
  let arguments = (ins Atlas_QueueType:$queue, I64:$key, Optional<I1>:$condition);
  let results = (outs I1:$evicted_any, I64:$evicted_key, I1:$new_survived);
  let assemblyFormat = "$queue `,` $key (`if` $condition^)? attr-dict";
}

def Atlas_QueueSizeOp : Atlas_QueueUseOp<"size"> {
  let summary = "number of keys in the queue";
  let arguments = (ins Atlas_QueueType:$queue);
  let results = (outs I64:$size);
  let assemblyFormat = "$queue attr-dict";
}

#endif // ATLAS_QUEUE_OPS_TD
