# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake -D LOG=file [-D RESULT=file] -P RunBolt.cmake -- PROGRAM ARGS...
#
# Runs a command of AtlasLayout.cmake with its many words in LOG. With RESULT, the
# command gets `-o RESULT.new` too, and RESULT is replaced when it has succeeded,
# so that a build that was interrupted leaves no half file. Says so when much of
# a profile no longer fits.
set(command "")
set(after FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(after)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(after TRUE)
  endif()
endforeach()
if(RESULT)
  list(APPEND command -o ${RESULT}.new)
endif()

get_filename_component(folder ${LOG} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
execute_process(COMMAND ${command} OUTPUT_FILE ${LOG} ERROR_FILE ${LOG} RESULT_VARIABLE code)
file(READ ${LOG} text)
if(NOT code EQUAL 0)
  string(LENGTH "${text}" length)
  if(length GREATER 2000)
    math(EXPR start "${length} - 2000")
    string(SUBSTRING "${text}" ${start} -1 text)
  endif()
  list(JOIN command " " command)
  message(FATAL_ERROR "failed (${code}): ${command}\n${text}\nAll its words: ${LOG}")
endif()
if(RESULT)
  file(RENAME ${RESULT}.new ${RESULT})
endif()
if(text MATCHES "([0-9.]+)%\\) belong to functions with invalid" AND CMAKE_MATCH_1 GREATER 10)
  get_filename_component(name ${RESULT} NAME)
  message(STATUS "${name}: ${CMAKE_MATCH_1}% of the profile are older than the code; delete ${folder} for a new one")
endif()
