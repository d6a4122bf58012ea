# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Registration of test programs, and the manifest through which
# scripts/check.py learns what to run. GoogleTest binaries register themselves
# in add_atlas_unittest; everything else uses add_atlas_check_program.

# add_atlas_check_program(TARGET [NAME LABEL] [ARGS args...] [LONG] [SERIAL]
#                         [TIMEOUT seconds])
# Runs TARGET (an executable of this project) during `make check`. Its last line
# of standard output must be `N passed, N failed, N skipped`; lines that start
# with `SKIP ` name what was skipped and why. LONG: only in `make check-long`.
# SERIAL: never beside another test. One target may be registered several times
# under different labels.
function(add_atlas_check_program target)
  cmake_parse_arguments(ARG "LONG;SERIAL" "NAME;TIMEOUT" "ARGS" ${ARGN})
  if(NOT ARG_NAME)
    set(ARG_NAME ${target})
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  set(args "")
  foreach(arg IN LISTS ARG_ARGS)
    string(APPEND args ", \"${arg}\"")
  endforeach()
  set(long false)
  if(ARG_LONG)
    set(long true)
  endif()
  set(serial false)
  if(ARG_SERIAL)
    set(serial true)
  endif()
  set_property(GLOBAL APPEND PROPERTY ATLAS_CHECK_PROGRAMS
    "{\"name\": \"${ARG_NAME}\", \"command\": [\"$<TARGET_FILE:${target}>\"${args}], \"long\": ${long}, \"serial\": ${serial}, \"timeout\": ${ARG_TIMEOUT}}")
  set_property(GLOBAL APPEND PROPERTY ATLAS_CHECK_TARGETS ${target})
endfunction()

# atlas_write_check_manifest(FILE LIT program LIT_DIRS dirs... DEPENDS_VARIABLE var)
# Writes the manifest at generation time and sets var to all test targets.
function(atlas_write_check_manifest file)
  cmake_parse_arguments(ARG "" "LIT;DEPENDS_VARIABLE" "LIT_DIRS" ${ARGN})
  get_property(unittests GLOBAL PROPERTY ATLAS_UNITTESTS)
  get_property(programs GLOBAL PROPERTY ATLAS_CHECK_PROGRAMS)
  get_property(targets GLOBAL PROPERTY ATLAS_CHECK_TARGETS)
  set(unit_rows "")
  foreach(test IN LISTS unittests)
    list(APPEND unit_rows "{\"name\": \"${test}\", \"command\": [\"$<TARGET_FILE:${test}>\"]}")
  endforeach()
  set(dir_rows ${ARG_LIT_DIRS})
  list(TRANSFORM dir_rows REPLACE "(.+)" "\"\\1\"")
  list(JOIN unit_rows ",\n    " unit_rows)
  list(JOIN programs ",\n    " programs)
  list(JOIN dir_rows ", " dir_rows)
  file(GENERATE OUTPUT ${file} CONTENT
"{
  \"lit\": \"${ARG_LIT}\",
  \"lit_dirs\": [${dir_rows}],
  \"unittests\": [
    ${unit_rows}
  ],
  \"programs\": [
    ${programs}
  ]
}
")
  set(${ARG_DEPENDS_VARIABLE} ${unittests} ${targets} PARENT_SCOPE)
endfunction()
