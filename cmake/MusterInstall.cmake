# What `cmake --install` puts in place of the core: the library with its headers and the package for find_package(muster).
include(CMakePackageConfigHelpers)

set(MUSTER_PACKAGE_FOLDER "${CMAKE_INSTALL_LIBDIR}/cmake/muster")
install(TARGETS muster_core EXPORT muster_targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY core/include/muster DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(EXPORT muster_targets NAMESPACE muster:: DESTINATION "${MUSTER_PACKAGE_FOLDER}")

# Boost, xxHash and simdjson are compiled in: a consumer needs none of them, so the package looks for nothing.
configure_package_config_file(cmake/muster-config.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/muster-config.cmake"
  INSTALL_DESTINATION "${MUSTER_PACKAGE_FOLDER}" NO_SET_AND_CHECK_MACRO)
# Before 1.0 a new minor version may change the interface.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/muster-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/muster-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/muster-config-version.cmake"
  DESTINATION "${MUSTER_PACKAGE_FOLDER}")
