//===- AtlasWindowOps.td - What a search sees of the elements before -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The window of atlas.find and the operations on it. Source: dialect.md 5.
#ifndef ATLAS_WINDOW_OPS_TD
#define ATLAS_WINDOW_OPS_TD

include "atlas/Dialect/Atlas/IR/AtlasBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Atlas_WindowType : TypeDef<AtlasDialect, "Window"> {
  let mnemonic = "window";
  let summary = "the elements ending at the one that a search looks at";
  let description = [{
    `!atlas.window<f64>` is what the region of `atlas.find ... window` knows of
    the elements up to position i: the newest is at i, and **before the first
    element of the search lie zeros** (+0.0 for floats), without end. So every
    question to a window has an answer; `atlas.window.full` tells elements from
    zeros.

    A window exists only in its region and only as an operand of
    `atlas.window.*`.
  }];
  let parameters = (ins "::mlir::Type":$elementType);
  let assemblyFormat = "`<` $elementType `>`";
  let genVerifyDecl = 1;
}

/// Printed in full.
def Atlas_Window : Type<CPred<"::llvm::isa<::atlas::WindowType>($_self)">,
                        "a window, such as !atlas.window<f64>">;

class Atlas_WindowOp<string mnemonic, list<Trait> traits = []>
    : Atlas_Op<"window." # mnemonic, !listconcat([Pure], traits)> {
  let hasVerifier = 1;
}

/// The result is an element.
def Atlas_GivesElement : TypesMatchWith<
    "the result is an element of the window", "window", "result",
    "::llvm::cast<::atlas::WindowType>($_self).getElementType()">;

def Atlas_WindowNewestOp : Atlas_WindowOp<"newest", [Atlas_GivesElement]> {
  let summary = "the element that the search looks at";
  let arguments = (ins Atlas_Window:$window);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$window attr-dict `:` type($window)";
}

def Atlas_WindowAtOp : Atlas_WindowOp<"at", [Atlas_GivesElement]> {
  let summary = "the element some positions before the newest";
  let description = [{
    The element at i - k, k unsigned; zero if there is none. `back` 0 is the
    newest. k comes from outside of the region or is a constant of 0..4095.

    ```mlir
    %before = atlas.window.at %win back %k : !atlas.window<f64>
    ```
  }];
  let arguments = (ins Atlas_Window:$window, Index:$distance);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$window `back` $distance attr-dict `:` type($window)";
  let hasCanonicalizer = 1;
}

def Atlas_WindowOldestOp : Atlas_WindowOp<"oldest", [Atlas_GivesElement]> {
  let summary = "the first of the last n elements";
  let description = [{
    The element at i - (n - 1); zero if there is none. n as for
    `atlas.window.sum`.

    ```mlir
    %first = atlas.window.oldest %win last %n : !atlas.window<f64>
    ```
  }];
  let arguments = (ins Atlas_Window:$window, Index:$length);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$window `last` $length attr-dict `:` type($window)";
  let hasCanonicalizer = 1;
}

def Atlas_WindowFullOp : Atlas_WindowOp<"full"> {
  let summary = "whether the last n elements all exist";
  let description = [{
    True if i + 1 >= n. n as for `atlas.window.sum`.

    ```mlir
    %full = atlas.window.full %win last %n : !atlas.window<f64>
    ```
  }];
  let arguments = (ins Atlas_Window:$window, Index:$length);
  let results = (outs I1:$result);
  let assemblyFormat = "$window `last` $length attr-dict `:` type($window)";
  let hasFolder = 1;
}

def Atlas_WindowSumOp : Atlas_WindowOp<"sum", [Atlas_GivesElement]> {
  let summary = "sum of the last n elements, oldest to newest";
  let description = [{
    `((0 + x[i-n+1]) + x[i-n+2]) + ... + x[i]`: the additions and their order are
    part of the operation, on every target. Floats start from +0.0 and no
    addition is left out, fused or regrouped; integers wrap. Elements that do not
    exist are zeros, which change nothing.

    n is unsigned and comes from outside of the region or is a constant of
    1..4096; as a constant of at most 64 it costs no memory traffic. At run time
    every n has a meaning (0: the sum is zero), and the work for one position is
    at most n, and at most i + 1, additions.

    ```mlir
    %sum = atlas.window.sum %win last %n sequential : !atlas.window<f64>
    ```
  }];
  let arguments = (ins Atlas_Window:$window, Index:$length);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$window `last` $length `sequential` attr-dict `:` type($window)";
  let hasFolder = 1;
}

def Atlas_WindowFoldOp : Atlas_WindowOp<"fold", [
    SingleBlock, AllTypesMatch<["init", "result"]>]> {
  let summary = "what a region makes of the last n elements, oldest to newest";
  let description = [{
    The region runs for each of the last n elements that exists, the oldest
    first. Its arguments are the number of the element in the window (0 is the
    oldest of n), the element, and what the region yielded for the one before,
    `init` at first. The order is part of the operation and nothing is
    regrouped, on every target. The region may use values of the predicate. n as
    for `atlas.window.sum`, with the same cost.

    Here the weighted sum whose weights are 0, 1, 2, ...:

    ```mlir
    %sum = atlas.window.fold %win last %n init(%zero : f64) {
    ^bb0(%k: index, %x: f64, %so_far: f64):
      %number = arith.index_cast %k : index to i64
      %weight = arith.uitofp %number : i64 to f64
      %part = arith.mulf %weight, %x : f64
      %next = arith.addf %so_far, %part : f64
      atlas.yield %next : f64
    } : !atlas.window<f64>
    ```
  }];
  let arguments = (ins Atlas_Window:$window, Index:$length, AnyType:$init);
  let results = (outs AnyType:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $window `last` $length `init` `(` $init `:` type($init) `)`
    attr-dict-with-keyword $body `:` type($window)
  }];
  let hasFolder = 1;
  let hasRegionVerifier = 1;
}

#endif // ATLAS_WINDOW_OPS_TD
