# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Code for machines other than this one: the kernels at the levels of the other
# architectures, and the LLVM-free sources through another compiler. Every
# compiler is optional; where one is missing, what needs it is not built and a
# status line says so.
#
#   ATLAS_WASM_CXX     clang++ that finds wasi-libc and wasm-ld, or empty
#   ATLAS_AARCH64_CXX  aarch64-linux-gnu-g++, or empty
set(ATLAS_CROSS_DIR ${PROJECT_BINARY_DIR}/cross)
set(ATLAS_CROSS_LEVELS wasm32 aarch64 aarch64-dotprod aarch64-sve2)
set(ATLAS_WASM_CXX "")
set(ATLAS_AARCH64_CXX "")

find_program(ATLAS_CLANGXX NAMES clang++ HINTS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH)
find_program(ATLAS_WASM_LD NAMES wasm-ld HINTS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH)
if(ATLAS_CLANGXX AND ATLAS_WASM_LD)
  # clang warns that the target's new name is wasm32-wasip1; Debian's wasi-libc
  # still has the old one.
  execute_process(COMMAND ${ATLAS_CLANGXX} --target=wasm32-wasi -Wno-deprecated -print-file-name=libc.a
    OUTPUT_VARIABLE libc OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(IS_ABSOLUTE "${libc}")
    set(ATLAS_WASM_CXX ${ATLAS_CLANGXX})
  endif()
endif()
find_program(ATLAS_AARCH64_GXX NAMES aarch64-linux-gnu-g++)
find_program(ATLAS_LLVM_AR NAMES llvm-ar HINTS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH)
if(ATLAS_AARCH64_GXX)
  set(ATLAS_AARCH64_CXX ${ATLAS_AARCH64_GXX})
endif()
if(NOT ATLAS_WASM_CXX)
  message(STATUS "libatlas.wasm is not built: no clang++, wasm-ld or wasi-libc")
endif()
if(NOT ATLAS_AARCH64_CXX)
  message(STATUS "The AArch64 libatlas is not built: no aarch64-linux-gnu-g++")
endif()

set(cross_options -std=c++20 -O2 -DNDEBUG -Wall -Wextra -Wno-unused-parameter
  -fno-exceptions -fno-rtti -fno-threadsafe-statics -fvisibility=hidden
  -ffunction-sections -fdata-sections -ffp-contract=off
  -I${PROJECT_SOURCE_DIR}/include -I${PROJECT_SOURCE_DIR}/runtime)
set(ATLAS_WASM_OPTIONS --target=wasm32-wasi -Wno-deprecated -msimd128 -mbulk-memory
  -DATLAS_SINGLE_THREAD ${cross_options})
set(ATLAS_AARCH64_OPTIONS ${cross_options})

# atlas_cross_kernels([KERNELS...]): the rules that compile these kernels, or those
# of libatlas, for ATLAS_CROSS_LEVELS. Call once for each, in the folder that uses
# the objects.
function(atlas_cross_kernels)
  set(kernels ${ARGN})
  if(NOT kernels)
    atlas_runtime_kernels(kernels)
  endif()
  file(MAKE_DIRECTORY ${ATLAS_CROSS_DIR}/kernels)
  foreach(kernel IN LISTS kernels)
    set(outputs ${ATLAS_CROSS_DIR}/kernels/${kernel}.inc)
    foreach(level IN LISTS ATLAS_CROSS_LEVELS)
      list(APPEND outputs ${ATLAS_CROSS_DIR}/kernels/${kernel}.${level}.o)
    endforeach()
    set(folder ${PROJECT_SOURCE_DIR}/ir/kernels/${kernel})
    add_custom_command(OUTPUT ${outputs}
      COMMAND atlas-aotc ${folder} ${ATLAS_CROSS_DIR}/kernels ${ATLAS_CROSS_LEVELS}
      DEPENDS atlas-aotc ${folder}/kernel.mlir
      COMMENT "Compiling kernel ${kernel} for other machines" VERBATIM)
  endforeach()
endfunction()

# atlas_cross_objects(VARIABLE MACHINE SOURCES...): compiles sources of this
# folder for MACHINE (wasm or aarch64) and sets VARIABLE to the objects.
function(atlas_cross_objects variable machine)
  string(TOUPPER ${machine} name)
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set(objects "")
  foreach(source IN LISTS ARGN)
    set(object ${ATLAS_CROSS_DIR}/${machine}/${folder}/${source}.o)
    get_filename_component(object_folder ${object} DIRECTORY)
    file(MAKE_DIRECTORY ${object_folder})
    add_custom_command(OUTPUT ${object}
      COMMAND ${ATLAS_${name}_CXX} ${ATLAS_${name}_OPTIONS} -MD -MF ${object}.d
              -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
      DEPENDS ${source} DEPFILE ${object}.d
      COMMENT "Compiling ${folder}/${source} for ${machine}" VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(${variable} ${objects} PARENT_SCOPE)
endfunction()

# atlas_cross_library(MACHINE LEVELS levels... SOURCES sources...): libatlas.a of
# MACHINE in ATLAS_CROSS_DIR/MACHINE, and the target atlas-MACHINE-static.
function(atlas_cross_library machine)
  cmake_parse_arguments(ARG "" "" "LEVELS;SOURCES" ${ARGN})
  atlas_cross_objects(objects ${machine} ${ARG_SOURCES})
  atlas_runtime_kernels(kernels)
  foreach(kernel IN LISTS kernels)
    foreach(level IN LISTS ARG_LEVELS)
      list(APPEND objects ${ATLAS_CROSS_DIR}/kernels/${kernel}.${level}.o)
    endforeach()
  endforeach()
  set(library ${ATLAS_CROSS_DIR}/${machine}/libatlas.a)
  add_custom_command(OUTPUT ${library}
    COMMAND ${CMAKE_COMMAND} -E rm -f ${library}
    COMMAND ${ATLAS_LLVM_AR} rcsD ${library} ${objects}
    DEPENDS ${objects} COMMENT "Archiving libatlas for ${machine}" VERBATIM)
  add_custom_target(atlas-${machine}-static ALL DEPENDS ${library})
endfunction()

# atlas_public_functions(VARIABLE GROUP...): the functions that these groups of
# atlas.h declare ("domain" is atlas-c/domain.h).
function(atlas_public_functions variable)
  set(names "")
  foreach(group IN LISTS ARGN)
    set(group atlas-c/${group}.h)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/${group})
    file(READ ${PROJECT_SOURCE_DIR}/include/${group} text)
    string(REPLACE ";" "," text "${text}")
    string(REGEX MATCHALL "ATLAS_API [^,(]*atlas_[a-z0-9_]+\\(" found "${text}")
    list(TRANSFORM found REPLACE ".*[^a-z0-9_](atlas_[a-z0-9_]+)\\($" "\\1")
    list(APPEND names ${found})
  endforeach()
  set(${variable} ${names} PARENT_SCOPE)
endfunction()
