include(CMakePackageConfigHelpers)

install(TARGETS muster_core EXPORT muster_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY core/include/muster DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT muster_targets NAMESPACE muster:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/muster)
write_basic_package_version_file(muster-config-version.cmake COMPATIBILITY SameMinorVersion)
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/muster-config.cmake" "include(\"\${CMAKE_CURRENT_LIST_DIR}/muster_targets.cmake\")\n")
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/muster-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/muster-config-version.cmake"
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/muster)
