// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What atlas-opt offers beside its passes: the list of passes and pipelines,
// bytecode, and reproducers that run again.
//
// RUN: atlas-opt --help | FileCheck %s --check-prefix=HELP
// HELP-DAG: --atlas-expand-domain
// HELP-DAG: --atlas-fuse
// HELP-DAG: --atlas-inline-calls
// HELP-DAG: --atlas-simplify-domain
// HELP-DAG: --atlas-to-cpu
// HELP-DAG: --atlas-host-pipeline
// HELP-DAG: --atlas-levels-pipeline
// HELP-DAG: --canonicalize

// RUN: atlas-opt %s --atlas-levels-pipeline | FileCheck %s --check-prefix=LEVELS
// LEVELS-LABEL: atlas.kernel @class
// LEVELS-NOT: atlas.r96
// LEVELS-COUNT-2: arith.minui
// LEVELS: atlas.return

// RUN: atlas-opt %s --atlas-host-pipeline=target=x86-64-v3 | FileCheck %s --check-prefix=HOST
// HOST: llvm.func @class(

// RUN: atlas-opt %s --atlas-host-pipeline=target=x86-64-v3 --emit-bytecode -o %t.mlirbc
// RUN: atlas-opt %t.mlirbc | FileCheck %s --check-prefix=HOST

// A failing pipeline leaves a reproducer, which fails in the same way.
// RUN: not atlas-opt %s --atlas-host-pipeline=target=none-such -o /dev/null \
// RUN:   --mlir-pass-pipeline-crash-reproducer=%t.repro.mlir 2>&1 | FileCheck %s --check-prefix=FAIL
// RUN: not atlas-opt --run-reproducer %t.repro.mlir -o /dev/null 2>&1 | FileCheck %s --check-prefix=FAIL
// FAIL: ATL0505: unknown CPU level 'none-such'

// An unknown dialect is refused, not skipped.
// RUN: echo 'module { "nowhere.op"() : () -> () }' > %t.unknown.mlir
// RUN: not atlas-opt %t.unknown.mlir 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: unregistered dialect

atlas.kernel @class(%b: i8) -> i8 {
  %c = atlas.r96.classify %b : i8
  atlas.return %c : i8
}
