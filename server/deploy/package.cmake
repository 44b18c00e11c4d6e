# cmake --install and cpack -G DEB. The data directory is never part of a package.

set(www ${CMAKE_INSTALL_DATADIR}/ezhili/www)
foreach(client IN ITEMS citizen rider console shared vendor)
  # vendor/ is made by client-sample/vendor.mjs before packaging.
  install(DIRECTORY client-sample/${client} DESTINATION ${www} OPTIONAL
          PATTERN "*.test.*" EXCLUDE PATTERN "node_modules" EXCLUDE)
endforeach()
install(FILES README.md server/SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
# Both name the prefix.
foreach(file IN ITEMS ezhilid.service ezhili.conf)
  configure_file(server/deploy/${file} ${PROJECT_BINARY_DIR}/deploy/${file} @ONLY)
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/deploy/ezhilid.service DESTINATION lib/systemd/system)
install(FILES server/deploy/ezhili.sysusers DESTINATION lib/sysusers.d RENAME ezhili.conf)
install(FILES ${PROJECT_BINARY_DIR}/deploy/ezhili.conf DESTINATION /etc/ezhili)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ezhili)
set(CPACK_PACKAGE_CONTACT "ezhili maintainers <maintainers@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "reports on takeaway food safety, from a citizen's phone to a paid reward")
set(CPACK_PACKAGE_DESCRIPTION "Gateways, a sandboxed picture process, a payer that alone opens sealed identities,
and a supervisor with a private MariaDB. Configuration: /etc/ezhili/ezhili.conf; data: /var/lib/ezhili.")
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What is started or loaded at run time and so not seen by dpkg-shlibdeps.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "mariadb-server-core, mariadb-client-core, libwebsockets-evlib-uv, ca-certificates, passwd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${PROJECT_SOURCE_DIR}/server/deploy/postinst;${PROJECT_SOURCE_DIR}/server/deploy/prerm;${PROJECT_SOURCE_DIR}/server/deploy/postrm;${PROJECT_BINARY_DIR}/conffiles")
file(WRITE ${PROJECT_BINARY_DIR}/conffiles "/etc/ezhili/ezhili.conf\n")
include(CPack)
