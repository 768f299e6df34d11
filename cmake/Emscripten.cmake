# Debian's Emscripten. Its own toolchain file does the work.
find_program(MUSTER_EMCC emcc REQUIRED)
set(EMSCRIPTEN_ROOT_PATH "/usr/share/emscripten")
include("${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake")
