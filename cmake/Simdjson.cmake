# simdjson, the same pinned source in both builds: the npm package's amalgamation, fetched as a build step.
set(MUSTER_SIMDJSON_FOLDER "${CMAKE_CURRENT_LIST_DIR}/simdjson")
set(MUSTER_SIMDJSON_SOURCE "${MUSTER_SIMDJSON_FOLDER}/node_modules/@nozbe/simdjson/src")
find_program(MUSTER_NPM npm REQUIRED)
add_custom_command(
  OUTPUT "${MUSTER_SIMDJSON_SOURCE}/simdjson.cpp" "${MUSTER_SIMDJSON_SOURCE}/simdjson.h"
  COMMAND "${MUSTER_NPM}" ci --ignore-scripts --no-audit --no-fund --loglevel=error
  COMMAND "${CMAKE_COMMAND}" -E touch_nocreate "${MUSTER_SIMDJSON_SOURCE}/simdjson.cpp" "${MUSTER_SIMDJSON_SOURCE}/simdjson.h"
  DEPENDS "${MUSTER_SIMDJSON_FOLDER}/package-lock.json"
  WORKING_DIRECTORY "${MUSTER_SIMDJSON_FOLDER}"
  COMMENT "Fetching simdjson (npm ci)"
  VERBATIM)
add_library(muster_simdjson OBJECT "${MUSTER_SIMDJSON_SOURCE}/simdjson.cpp" "${MUSTER_SIMDJSON_SOURCE}/simdjson.h")
target_include_directories(muster_simdjson SYSTEM PUBLIC "${MUSTER_SIMDJSON_SOURCE}")
target_compile_definitions(muster_simdjson PUBLIC SIMDJSON_EXCEPTIONS=0)
target_link_libraries(muster_simdjson PRIVATE muster_build)
if(EMSCRIPTEN)
  # Documents are small, and the module is downloaded: nothing is inlined by force.
  target_compile_options(muster_simdjson PRIVATE -Oz)
  target_compile_definitions(muster_simdjson PUBLIC simdjson_inline=inline)
else()
  set_target_properties(muster_simdjson PROPERTIES POSITION_INDEPENDENT_CODE ON)
endif()
