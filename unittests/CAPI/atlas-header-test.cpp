//===- atlas-header-test.cpp - The C headers compile as C++ ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "atlas.h"

#include <type_traits>

// Plain data of frozen layout.
static_assert(std::is_trivial_v<atlas_cluster_view> &&
              std::is_standard_layout_v<atlas_cluster_view> &&
              std::is_same_v<decltype(atlas_cluster_view::n), uint32_t>);
static_assert(std::is_trivial_v<atlas_region> &&
              std::is_same_v<decltype(atlas_region::off_hi), uint32_t>);
static_assert(std::is_trivial_v<atlas_allocator> &&
              std::is_trivial_v<atlas_metrics> &&
              std::is_trivial_v<atlas_slot> &&
              std::is_trivial_v<atlas_slot_table>);

/// Called by atlas-api-test.c: the declarations have C linkage here as well.
extern "C" int versionFromCxx(void) { return atlas_get_api_version(); }
