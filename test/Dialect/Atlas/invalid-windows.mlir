// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{a window of 'i1'; expected i8, i16, i32, i64, f16, f32 or f64}}
func.func private @element(!atlas.window<i1>)

// -----

func.func @escape(%x: memref<?xf64>) {
  // expected-error @+1 {{lets window 0 escape to 'arith.select'; expected atlas.window operations only}}
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %c = arith.constant true
    // expected-note @+1 {{used here}}
    %v = arith.select %c, %w, %w : !atlas.window<f64>
    atlas.yield %c : i1
  }
  return
}

// -----

func.func @yielded(%x: memref<?xf64>) {
  // expected-error @+1 {{lets window 0 escape to 'atlas.yield'; expected atlas.window operations only}}
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-note @+1 {{used here}}
    atlas.yield %w : !atlas.window<f64>
  }
  return
}

// -----

func.func private @ask(%w: !atlas.window<f64>) {
  // expected-error @+1 {{looks at something else than a window of the 'atlas.find' around it; expected an argument of the region that the operation stands in}}
  %v = atlas.window.newest %w : !atlas.window<f64>
  return
}

// -----

func.func @too_long(%x: memref<?xf64>) {
  %n = arith.constant 4097 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{adds the last 4097 elements; expected 1 to 4096}}
    %s = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @nothing(%x: memref<?xf64>) {
  %n = arith.constant 0 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{asks for the last 0 elements; expected 1 to 4096}}
    %p = atlas.window.full %w last %n : !atlas.window<f64>
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @oldest(%x: memref<?xf64>) {
  %n = arith.constant -1 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{looks at the last -1 elements; expected 1 to 4096}}
    %s = atlas.window.oldest %w last %n : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @too_far(%x: memref<?xf64>) {
  %n = arith.constant 4096 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{looks back 4096 elements; expected 0 to 4095}}
    %s = atlas.window.at %w back %n : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @varies(%x: memref<?xf64>) {
  %i = atlas.find ins(%x : memref<?xf64>) window {
  // expected-note @+1 {{computed here}}
  ^bb0(%w: !atlas.window<f64>, %at: index):
    // expected-error @+1 {{looks back a number of elements that is computed in the region; expected a constant or a value from outside, equal for all positions}}
    %s = atlas.window.at %w back %at : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @arguments(%x: memref<?xf64>) {
  // expected-error @+1 {{region takes 3 arguments; expected 1 (one window per input) or 2 (with the position)}}
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>, %a: index, %b: index):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @element_type(%x: memref<?xf32>) {
  // expected-error @+1 {{region argument 0 is '!atlas.window<f64>'; expected '!atlas.window<f32>', the window of input 0}}
  %i = atlas.find ins(%x : memref<?xf32>) window {
  ^bb0(%w: !atlas.window<f64>):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @mapped_type(%x: memref<?xf32>) {
  // expected-error @+1 {{region argument 0 is '!atlas.window<f32>'; expected '!atlas.window<f64>', the window of value of the map 0}}
  %i = atlas.find ins(%x : memref<?xf32>) map {
  ^bb0(%e: f32):
    %wide = arith.extf %e : f32 to f64
    atlas.yield %wide : f64
  } window {
  ^bb0(%w: !atlas.window<f32>):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @mapped_bool(%x: memref<?xi8>) {
  // expected-error @+1 {{yields 'i1' for window 0; expected i8, i16, i32, i64, f16, f32 or f64}}
  %i = atlas.find ins(%x : memref<?xi8>) map {
  ^bb0(%e: i8):
    %p = arith.cmpi eq, %e, %e : i8
    // expected-note @+1 {{yielded here}}
    atlas.yield %p : i1
  } window {
  ^bb0(%w: !atlas.window<i8>):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @map_of_nothing(%x: memref<?xi8>) {
  // expected-error @+1 {{yields no values for windows; expected at least one}}
  %i = atlas.find ins(%x : memref<?xi8>) map {
  ^bb0(%e: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield
  } window {
  ^bb0(%w: !atlas.window<i8>):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @impure(%x: memref<?xf64>, %y: memref<?xf64>) {
  // expected-error @+1 {{region contains 'memref.store'}}
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>, %at: index):
    %s = atlas.window.newest %w : !atlas.window<f64>
    // expected-note @+1 {{found here}}
    memref.store %s, %y[%at] : memref<?xf64>
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @missing_keyword(%x: memref<?xf64>) {
  %i = atlas.find ins(%x : memref<?xf64>)
  // expected-error @+1 {{expected 'window' before a region that takes windows}}
  {
  ^bb0(%w: !atlas.window<f64>):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @elements_only(%x: memref<?xf64>) {
  // expected-error @+1 {{expected a region whose first argument is a window, such as !atlas.window<f64>}}
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%e: f64):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @map_alone(%x: memref<?xf64>) {
  %i = atlas.find ins(%x : memref<?xf64>) map {
  ^bb0(%e: f64):
    atlas.yield %e : f64
  // expected-error @+2 {{expected 'window' after the map}}
  }
  {
  ^bb0(%e: f64):
    %p = arith.constant true
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @generic_map_alone(%x: memref<?xf64>) {
  // expected-error @+1 {{maps its elements for a predicate that takes no windows; expected the computation in the predicate}}
  %i = "atlas.find"(%x) ({
  ^bb0(%e: f64):
    %p = arith.constant true
    "atlas.yield"(%p) : (i1) -> ()
  }, {
  ^bb0(%e: f64):
    "atlas.yield"(%e) : (f64) -> ()
  }) : (memref<?xf64>) -> i64
  return
}

// -----

func.func @fold_arguments(%x: memref<?xf64>, %zero: f64) {
  %n = arith.constant 3 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{region takes ('index', 'f32', 'f64'); expected ('index', 'f64', 'f64'), the number of an element, the element and what was yielded before}}
    %s = atlas.window.fold %w last %n init(%zero : f64) {
    ^bb0(%k: index, %e: f32, %so_far: f64):
      atlas.yield %so_far : f64
    } : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @fold_result(%x: memref<?xf64>, %zero: f64) {
  %n = arith.constant 3 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{yields 'index' for the result; expected 'f64'}}
    %s = atlas.window.fold %w last %n init(%zero : f64) {
    ^bb0(%k: index, %e: f64, %so_far: f64):
      // expected-note @+1 {{yielded here}}
      atlas.yield %k : index
    } : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @fold_length(%x: memref<?xf64>, %zero: f64) {
  %n = arith.constant 0 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{folds the last 0 elements; expected 1 to 4096}}
    %s = atlas.window.fold %w last %n init(%zero : f64) {
    ^bb0(%k: index, %e: f64, %so_far: f64):
      atlas.yield %e : f64
    } : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}

// -----

func.func @fold_impure(%x: memref<?xf64>, %zero: f64, %out: memref<?xf64>) {
  %n = arith.constant 3 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // expected-error @+1 {{region contains 'memref.store'}}
    %s = atlas.window.fold %w last %n init(%zero : f64) {
    ^bb0(%k: index, %e: f64, %so_far: f64):
      // expected-note @+1 {{found here}}
      memref.store %e, %out[%k] : memref<?xf64>
      atlas.yield %e : f64
    } : !atlas.window<f64>
    %p = arith.cmpf olt, %s, %s : f64
    atlas.yield %p : i1
  }
  return
}
