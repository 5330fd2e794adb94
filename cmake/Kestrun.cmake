# Helpers that keep one library per folder of src/ and one unit-test program per library.

add_library(kestrun_options INTERFACE)
# Not for the resources of Windows' programs.
target_compile_options(kestrun_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror -fno-omit-frame-pointer>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these in code it has inlined from its own headers (std::string, std::optional).
  target_compile_options(kestrun_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized -Wno-restrict -Wno-nonnull -Wno-stringop-overflow -Wno-array-bounds -Wno-dangling-pointer>)
endif()
if(KESTRUN_SANITIZE)
  target_compile_options(kestrun_options INTERFACE -fsanitize=${KESTRUN_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(kestrun_options INTERFACE -fsanitize=${KESTRUN_SANITIZE})
endif()

# Drops the files of the list that are for another system: NAME_windows.cpp, NAME_posix.cpp (and their tests).
macro(kestrun_of_this_system list)
  if(WIN32)
    list(FILTER ${list} EXCLUDE REGEX "_posix(_test)?\\.cpp$")
  else()
    list(FILTER ${list} EXCLUDE REGEX "_windows(_test)?\\.cpp$")
  endif()
endmacro()

# kestrun_library(NAME [USES folder...] [LINK target...])
# Compiles src/NAME/**.cpp. Other folders include its headers as "NAME/file.hpp", and only those that name it in USES
# (directly or through another folder) have that path: the include directory holds nothing but a link to src/NAME.
function(kestrun_library name)
  cmake_parse_arguments(ARG "" "" "USES;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  kestrun_of_this_system(sources)
  set(view ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${name} ${view}/${name} SYMBOLIC)
  list(TRANSFORM ARG_USES PREPEND kestrun_)
  if(sources)
    add_library(kestrun_${name} STATIC ${sources})
    target_include_directories(kestrun_${name} PUBLIC $<BUILD_INTERFACE:${view}> $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include>)
    target_link_libraries(kestrun_${name} PUBLIC ${ARG_USES} ${ARG_LINK} PRIVATE $<BUILD_INTERFACE:kestrun_options>)
    set_target_properties(kestrun_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  else()
    add_library(kestrun_${name} INTERFACE)
    target_include_directories(kestrun_${name} INTERFACE $<BUILD_INTERFACE:${view}> $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include>)
    target_link_libraries(kestrun_${name} INTERFACE ${ARG_USES} ${ARG_LINK})
  endif()
endfunction()

# kestrun_unit_tests(NAME...): tests/unit/NAME/**_test.cpp become the program NAME_test.
function(kestrun_unit_tests)
  include(GoogleTest)
  foreach(name IN LISTS ARGN)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${name}/*_test.cpp)
    kestrun_of_this_system(sources)
    if(sources)
      add_executable(${name}_test ${sources})
      target_link_libraries(${name}_test PRIVATE kestrun_${name} GTest::gtest GTest::gtest_main kestrun_options)
      gtest_discover_tests(${name}_test PROPERTIES TIMEOUT 120 DISCOVERY_TIMEOUT 90)
    endif()
  endforeach()
endfunction()
