# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What `cmake --install` ships besides the tools: C headers, the libraries, the
# kernel sources, a CMake package and pkg-config files. C++ headers stay
# behind: the libraries export the C ABI only.
include(CMakePackageConfigHelpers)

install(FILES ${PROJECT_SOURCE_DIR}/include/atlas.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/atlas-c
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/ir/kernels
  DESTINATION ${CMAKE_INSTALL_DATADIR}/atlas
  FILES_MATCHING PATTERN "kernel.mlir" PATTERN "kernel.ll")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/ir/contracts
  DESTINATION ${CMAKE_INSTALL_DATADIR}/atlas
  FILES_MATCHING PATTERN "contract.yaml" PATTERN "vectors/*.yaml")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples
  DESTINATION ${CMAKE_INSTALL_DATADIR}/atlas
  FILES_MATCHING PATTERN "*.mlir" PATTERN "*.ll" PATTERN "*.c" PATTERN "CMakeLists.txt"
  PATTERN "Makefile" PATTERN "README.md")

# atlas_install_library(TARGET NAME): the library TARGET as Atlas::NAME.
function(atlas_install_library target name)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS ${target} EXPORT AtlasTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endfunction()
atlas_install_library(atlas-jit-shared jit)
atlas_install_library(atlas-shared atlas)
atlas_install_library(atlas-static atlas-static)

install(EXPORT AtlasTargets NAMESPACE Atlas:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Atlas)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/AtlasConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/AtlasConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Atlas)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/AtlasConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cmake/AtlasConfig.cmake ${PROJECT_BINARY_DIR}/cmake/AtlasConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Atlas)

# The prefix is found from the file's own place, so that a tree can be moved
# and `cmake --install --prefix` needs no reconfiguration.
file(RELATIVE_PATH ATLAS_PC_PREFIX "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/p")
foreach(name atlas atlas-jit)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/cmake/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/cmake/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
