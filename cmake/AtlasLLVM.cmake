# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Finds LLVM/MLIR 22 and defines `atlas_llvm`, the one target through which
# everything links LLVM. Static archives and the shared libraries must never
# meet in one process, so only this file decides which of the two is used.
find_package(MLIR 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22/lib/cmake/mlir)
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

find_package(fmt REQUIRED)
find_package(Threads REQUIRED)

add_library(atlas_llvm_headers INTERFACE)
target_include_directories(atlas_llvm_headers SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
separate_arguments(atlas_llvm_defs NATIVE_COMMAND ${LLVM_DEFINITIONS})
target_compile_definitions(atlas_llvm_headers INTERFACE ${atlas_llvm_defs})

add_library(atlas_llvm INTERFACE)
target_link_libraries(atlas_llvm INTERFACE atlas_llvm_headers)
if(ATLAS_LINK_LLVM STREQUAL "static")
  file(GLOB mlir_a ${LLVM_LIBRARY_DIRS}/libMLIR*.a)
  list(FILTER mlir_a EXCLUDE REGEX "Test|CAPI|LspServer|MlirOptMain")
  llvm_map_components_to_libnames(llvm_t orcjit orcdebugging orctargetprocess passes irreader bitreader bitwriter
                                  targetparser frontendopenmp X86 AArch64 WebAssembly NVPTX SPIRV)
  target_link_libraries(atlas_llvm INTERFACE -Wl,--start-group ${mlir_a} -Wl,--end-group ${llvm_t})
else()
  target_link_libraries(atlas_llvm INTERFACE MLIR LLVM)
endif()

# Linker settings of every executable and shared library of the project.
add_library(atlas_link_options INTERFACE)
target_link_options(atlas_link_options INTERFACE -fuse-ld=lld -Wl,--build-id=sha1 -Wl,--gc-sections)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_link_options(atlas_link_options INTERFACE -B${LLVM_TOOLS_BINARY_DIR})
endif()
if(ATLAS_LINK_LLVM STREQUAL "static" AND NOT ATLAS_SANITIZE)
  # keep-text-section-prefix puts the constructors of LLVM's options side by
  # side: 100 page faults of 560 less at process start, 0.4 ms of 2.3.
  target_link_options(atlas_link_options INTERFACE -static-libstdc++ -static-libgcc
                      -Wl,--icf=all,--as-needed,-O2 -Wl,-z,keep-text-section-prefix)
endif()
