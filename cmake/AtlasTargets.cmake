# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# add_atlas_{library,tool,unittest}: the only ways a target is created, so that
# warnings, sanitizers, include paths and link rules stand in one place. What is
# installed and holds LLVM is laid out (AtlasLayout.cmake).

add_library(atlas_options INTERFACE)
target_include_directories(atlas_options INTERFACE
  ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
target_compile_options(atlas_options INTERFACE
  -Wall -Wextra -Wno-unused-parameter -ffunction-sections -fdata-sections -fvisibility=hidden
  # Results must not depend on the compiler's taste: never fuse a*b+c.
  -ffp-contract=off)
if(ATLAS_SANITIZE)
  target_compile_options(atlas_options INTERFACE -fsanitize=${ATLAS_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(atlas_options INTERFACE -fsanitize=${ATLAS_SANITIZE})
  # That check reads a mark before each function that is called through a
  # pointer; code made at run time has none.
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(atlas_options INTERFACE -fno-sanitize=function)
  endif()
endif()

# add_atlas_library(NAME SOURCES... [LINK LIBS...] [DEPENDS TARGETS...] [NO_LLVM])
# A static, position-independent library. NO_LLVM is for the runtime layer.
function(add_atlas_library name)
  cmake_parse_arguments(ARG "NO_LLVM" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${name} PUBLIC $<BUILD_INTERFACE:atlas_options> ${ARG_LINK})
  if(NOT ARG_NO_LLVM)
    target_link_libraries(${name} PUBLIC atlas_llvm_headers)
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# add_atlas_tool(NAME SOURCES... LINK LIBS... [NO_LLVM] [NO_INSTALL])
function(add_atlas_tool name)
  cmake_parse_arguments(ARG "NO_LLVM;NO_INSTALL" "" "LINK;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  if(ATLAS_SANITIZE MATCHES "address")
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/SanitizerDefaults.cpp)
  endif()
  target_link_libraries(${name} PRIVATE atlas_options ${ARG_LINK} atlas_link_options)
  if(NOT ARG_NO_LLVM)
    target_link_libraries(${name} PRIVATE atlas_llvm)
  endif()
  if(ATLAS_LINK_LLVM STREQUAL "static")
    target_link_options(${name} PRIVATE -no-pie)
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  if(NOT ARG_NO_INSTALL)
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    if(NOT ARG_NO_LLVM)
      atlas_lay_out(${name})
    endif()
  endif()
endfunction()

# add_atlas_unittest(NAME SOURCES... LINK LIBS... [NO_LLVM])
# One GoogleTest binary; registered so that the check driver runs and counts it.
function(add_atlas_unittest name)
  cmake_parse_arguments(ARG "NO_LLVM" "" "LINK" ${ARGN})
  set(no_llvm "")
  if(ARG_NO_LLVM)
    set(no_llvm NO_LLVM)
  endif()
  add_atlas_tool(${name} ${ARG_UNPARSED_ARGUMENTS} ${no_llvm} NO_INSTALL LINK ${ARG_LINK} GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/unittests)
  set_property(GLOBAL APPEND PROPERTY ATLAS_UNITTESTS ${name})
endfunction()

# add_atlas_shared_library(NAME SOURCES... OUTPUT_NAME name VERSION_SCRIPT file
#                          [LINK LIBS...] [NO_LLVM])
# A shipped library: exports exactly what the version script lists.
function(add_atlas_shared_library name)
  cmake_parse_arguments(ARG "NO_LLVM" "OUTPUT_NAME;VERSION_SCRIPT" "LINK" ${ARGN})
  add_library(${name} SHARED ${ARG_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES OUTPUT_NAME ${ARG_OUTPUT_NAME}
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
    LINK_DEPENDS ${ARG_VERSION_SCRIPT})
  target_link_libraries(${name} PRIVATE atlas_options ${ARG_LINK} atlas_link_options)
  target_link_options(${name} PRIVATE -Wl,--version-script=${ARG_VERSION_SCRIPT}
    # With dynamic LLVM the gdb symbols are in its library.
    -Wl,--undefined-version)
  if(NOT ATLAS_SANITIZE) # their symbols come from the executable
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  if(NOT ARG_NO_LLVM)
    target_link_libraries(${name} PRIVATE atlas_llvm)
    atlas_lay_out(${name})
  endif()
  install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()

# atlas_no_global_constructors(TARGET): the library runs nothing at start-up
# (BR-04); clang checks it.
function(atlas_no_global_constructors target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE -Werror=global-constructors)
  endif()
endfunction()
