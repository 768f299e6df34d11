# Interface targets that every target of the project links PRIVATE; neither is exported.
add_library(muster_warnings INTERFACE)
target_compile_options(muster_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${MUSTER_WARNINGS_AS_ERRORS}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # With optimisation GCC 12 sees overlaps in `"text" + string` that are not there (GCC bug 105651), and members of a
  # returned structure that would not be initialised (GCC bug 105562). Newer compilers keep both warnings.
  target_compile_options(muster_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()

add_library(muster_build INTERFACE)
target_compile_features(muster_build INTERFACE cxx_std_20)
if(MUSTER_SANITIZERS)
  target_compile_options(muster_build INTERFACE -fsanitize=${MUSTER_SANITIZERS} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(muster_build INTERFACE -fsanitize=${MUSTER_SANITIZERS})
endif()
if(EMSCRIPTEN)
  # One SIMD build: every current browser has it. No exception crosses the border, so none is compiled in.
  # Optimised as one program: WebAssembly's calls are dear, and no browser inlines what the module does not.
  target_compile_options(muster_build INTERFACE -msimd128 -fno-exceptions -flto)
  target_link_options(muster_build INTERFACE -flto)
endif()

# Headers of Debian packages for a compiler that must not see the whole of /usr/include (Emscripten): a folder that holds
# links to just these.
if(EMSCRIPTEN)
  set(MUSTER_HOST_HEADERS "${CMAKE_BINARY_DIR}/host-headers")
  file(MAKE_DIRECTORY "${MUSTER_HOST_HEADERS}")
  foreach(header boost xxhash.h)
    if(NOT EXISTS "/usr/include/${header}")
      message(FATAL_ERROR "/usr/include/${header} is missing: install libboost1.81-dev and libxxhash-dev")
    endif()
    file(CREATE_LINK "/usr/include/${header}" "${MUSTER_HOST_HEADERS}/${header}" SYMBOLIC)
  endforeach()
  target_include_directories(muster_build SYSTEM INTERFACE "${MUSTER_HOST_HEADERS}")
endif()
