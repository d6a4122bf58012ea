# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# ISA levels that the kernel library is compiled for ahead of time, weakest
# first (runtime/Levels.h has the same list), and where the objects are.
set(ATLAS_AOT_DIR ${PROJECT_BINARY_DIR}/ir/aot)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(ATLAS_AOT_LEVELS x86-64 x86-64-v2 x86-64-v3 x86-64-v4 x86-64-v4-icl)
else()
  set(ATLAS_AOT_LEVELS aarch64 aarch64-dotprod aarch64-sve2)
endif()

# atlas_runtime_kernels(VARIABLE): names of the kernels that libatlas calls.
function(atlas_runtime_kernels variable)
  set(table ${PROJECT_SOURCE_DIR}/runtime/Kernels.def)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table})
  file(STRINGS ${table} rows REGEX "^ATLAS_KERNEL")
  list(TRANSFORM rows REPLACE "^[^\"]*\"([^\"]*)\".*" "\\1")
  set(${variable} ${rows} PARENT_SCOPE)
endfunction()
