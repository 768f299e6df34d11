# Debian's Emscripten. Its own toolchain file does the work.
find_program(MUSTER_EMCC emcc REQUIRED)
file(REAL_PATH "${MUSTER_EMCC}" MUSTER_EMCC_FILE)
cmake_path(GET MUSTER_EMCC_FILE PARENT_PATH EMSCRIPTEN_ROOT_PATH)
include("${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake")
