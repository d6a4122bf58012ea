# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Layout of the shipped tools after linking, by a profile (ATLAS_LAYOUT=bolt).
# LLVM's archives come without one; BOLT puts the code that compilations execute
# side by side, functions and blocks. docs/Rationale/layout.md has the numbers.
#
#   atlas-trainer                 linked as the tools are, holds all they hold
#   atlas-trainer.instrumented    by BOLT; again only when it was deleted
#   layout.profile                by one run of it, over training.txt
#   a tool                        linked, then laid out by that profile
#
# The profile may be older than the tools: functions that changed since are left
# as they were linked. Delete the folder `layout` of the build to get a new one.
set(ATLAS_LAYOUT "none" CACHE STRING
  "Layout of the shipped tools: none (as linked) or bolt (by a profile; needs bolt-22, minutes and 12 GB of memory)")
set_property(CACHE ATLAS_LAYOUT PROPERTY STRINGS none bolt)
set(ATLAS_LAYOUT_PROFILE "" CACHE FILEPATH
  "Profile for ATLAS_LAYOUT=bolt in BOLT's form; empty: taken by atlas-trainer during the build")

if(ATLAS_LAYOUT STREQUAL "bolt")
  if(NOT ATLAS_LINK_LLVM STREQUAL "static" OR ATLAS_SANITIZE)
    message(FATAL_ERROR "ATLAS_LAYOUT=bolt is for static tools without sanitizers (ATLAS_LINK_LLVM=static, ATLAS_SANITIZE empty)")
  endif()
  if(NOT CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    message(FATAL_ERROR "ATLAS_LAYOUT=bolt is for x86-64; set ATLAS_LAYOUT=none")
  endif()
  find_program(ATLAS_LLVM_BOLT NAMES llvm-bolt llvm-bolt-22 HINTS ${LLVM_TOOLS_BINARY_DIR}
    DOC "BOLT, for ATLAS_LAYOUT=bolt")
  if(NOT ATLAS_LLVM_BOLT)
    message(FATAL_ERROR "ATLAS_LAYOUT=bolt needs llvm-bolt: install the package bolt-22 (make setup-full), or set ATLAS_LAYOUT=none")
  endif()
  # One at a time: instrumenting takes 12 GB of memory, a layout 4.
  set_property(GLOBAL APPEND PROPERTY JOB_POOLS atlas_layout=1)
elseif(NOT ATLAS_LAYOUT STREQUAL "none")
  message(FATAL_ERROR "ATLAS_LAYOUT=${ATLAS_LAYOUT}: give none or bolt")
endif()

set(atlas_layout_dir ${PROJECT_BINARY_DIR}/layout)
set(atlas_layout_script ${CMAKE_CURRENT_LIST_DIR}/RunBolt.cmake)
set(atlas_layout_profile ${ATLAS_LAYOUT_PROFILE})
if(NOT atlas_layout_profile)
  set(atlas_layout_profile ${atlas_layout_dir}/layout.profile)
endif()

# use-gnu-stack: strip and objcopy keep the result in one piece.
set(atlas_layout_flags -reorder-blocks=ext-tsp -reorder-functions=cdsort
  -split-functions -split-all-cold -icf=all -use-gnu-stack)

# In a shared library everything but what it exports is local, and BOLT calls a
# local function NAME/1. The profile with such names is for them.
set(atlas_layout_local_profile ${atlas_layout_dir}/local.profile)
if(ATLAS_LAYOUT STREQUAL "bolt")
  find_program(ATLAS_AWK NAMES mawk gawk awk REQUIRED DOC "Renames functions in the profile of ATLAS_LAYOUT=bolt")
  add_custom_command(OUTPUT ${atlas_layout_local_profile}
    COMMAND ${ATLAS_AWK} "$2 !~ /\\// { $2 = $2 \"/1\" } $5 !~ /\\// { $5 = $5 \"/1\" } { print }"
      ${atlas_layout_profile} > ${atlas_layout_local_profile}
    DEPENDS ${atlas_layout_profile} VERBATIM COMMENT "Naming the profile for shared libraries")
  add_custom_target(atlas-layout-local-profile DEPENDS ${atlas_layout_local_profile})
  if(NOT ATLAS_LAYOUT_PROFILE)
    add_dependencies(atlas-layout-local-profile atlas-layout-profile)
  endif()
endif()

# atlas_lay_out(TARGET): lays out the executable or shared library in its place
# after each link; nothing without ATLAS_LAYOUT=bolt.
function(atlas_lay_out target)
  if(NOT ATLAS_LAYOUT STREQUAL "bolt")
    return()
  endif()
  set(profile ${atlas_layout_profile})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    set(profile ${atlas_layout_local_profile})
  endif()
  target_link_options(${target} PRIVATE -Wl,--emit-relocs)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${profile} ${atlas_layout_script})
  set_property(TARGET ${target} PROPERTY JOB_POOL_LINK atlas_layout)
  add_dependencies(${target} atlas-layout-local-profile)
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -D LOG=${atlas_layout_dir}/${target}.log -D RESULT=$<TARGET_FILE:${target}>
      -P ${atlas_layout_script} -- ${ATLAS_LLVM_BOLT} $<TARGET_FILE:${target}> -data=${profile}
      ${atlas_layout_flags}
    COMMENT "Laying out ${target}" VERBATIM)
endfunction()

# atlas_layout_training(TRAINER LIST): the profile is what TRAINER does on LIST.
function(atlas_layout_training trainer list)
  target_link_options(${trainer} PRIVATE -Wl,--emit-relocs)
  set(instrumented ${atlas_layout_dir}/${trainer}.instrumented)
  # Not DEPENDS on the trainer: the profile may be older.
  add_custom_command(OUTPUT ${instrumented}
    COMMAND ${CMAKE_COMMAND} -D LOG=${atlas_layout_dir}/instrument.log -D RESULT=${instrumented}
      -P ${atlas_layout_script} -- ${ATLAS_LLVM_BOLT} $<TARGET_FILE:${trainer}> -instrument
      -instrumentation-file=${atlas_layout_profile} -instrumentation-binpath=${instrumented}
    JOB_POOL atlas_layout VERBATIM COMMENT "Instrumenting ${trainer}")
  # The same addresses give the same profile: hash tables hold pointers.
  find_program(ATLAS_SETARCH setarch DOC "Switches address randomisation off for the profile of ATLAS_LAYOUT=bolt")
  set(fixed "")
  if(ATLAS_SETARCH)
    execute_process(COMMAND ${ATLAS_SETARCH} -R ${CMAKE_COMMAND} -E true RESULT_VARIABLE code OUTPUT_QUIET ERROR_QUIET)
    if(code EQUAL 0)
      set(fixed ${ATLAS_SETARCH} -R)
    endif()
  endif()
  add_custom_command(OUTPUT ${atlas_layout_profile}
    COMMAND ${CMAKE_COMMAND} -D LOG=${atlas_layout_dir}/training.log -P ${atlas_layout_script} --
      ${fixed} ${instrumented} ${list} ${PROJECT_SOURCE_DIR}
    DEPENDS ${instrumented} ${list}
    JOB_POOL atlas_layout VERBATIM COMMENT "Taking the profile of ${trainer}")
  add_custom_target(atlas-layout-profile DEPENDS ${atlas_layout_profile})
  add_dependencies(atlas-layout-profile ${trainer})
endfunction()
