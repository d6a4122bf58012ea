// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt %s -split-input-file -verify-diagnostics

// expected-error@+1 {{has 'atlas.cite' = "C-ATLAS-FLOAT"; it is a list of #atlas.cite}}
func.func private @text() attributes {atlas.cite = "C-ATLAS-FLOAT"}

// -----

// expected-error@+1 {{has 'atlas.cite' = [1]; it is a list of #atlas.cite}}
func.func private @number() attributes {atlas.cite = [1]}
