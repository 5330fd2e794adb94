# What `cmake --install` puts into a prefix: the public headers, the libraries behind them, and the package that find_package(kestrun) finds.
# The target to link is kestrun::kestrun.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The libraries that the public headers need, from the outside in.
set(KESTRUN_PUBLIC_LIBRARIES kr)
set(KESTRUN_INSTALLED_LIBRARIES base log io http server syntax value engine cmdlets kr)
set(KESTRUN_PKG_CONFIG_MODULES PCRE2=libpcre2-8 UTF8PROC=libutf8proc SIMDJSON=simdjson PUGIXML=pugixml)

add_library(kestrun_public INTERFACE)
add_library(kestrun::kestrun ALIAS kestrun_public)
set_target_properties(kestrun_public PROPERTIES EXPORT_NAME kestrun)
target_compile_features(kestrun_public INTERFACE cxx_std_20)
target_include_directories(kestrun_public INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
list(TRANSFORM KESTRUN_PUBLIC_LIBRARIES PREPEND kestrun_ OUTPUT_VARIABLE public_targets)
target_link_libraries(kestrun_public INTERFACE ${public_targets})

list(TRANSFORM KESTRUN_INSTALLED_LIBRARIES PREPEND kestrun_ OUTPUT_VARIABLE installed_targets)
install(TARGETS kestrun_public ${installed_targets} EXPORT kestrunTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/kestrun DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development FILES_MATCHING PATTERN "*.hpp")

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/kestrun)
install(EXPORT kestrunTargets NAMESPACE kestrun:: DESTINATION ${package_directory} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/kestrunConfig.cmake.in ${CMAKE_BINARY_DIR}/kestrunConfig.cmake INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/kestrunConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/kestrunConfig.cmake ${CMAKE_BINARY_DIR}/kestrunConfigVersion.cmake DESTINATION ${package_directory} COMPONENT development)
