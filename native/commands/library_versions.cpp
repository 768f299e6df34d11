#include "native/commands/library_versions.hpp"

#include <curl/curl.h>
#include <libpq-fe.h>

namespace muster::native {

// PostgreSQL documentation, "PQlibVersion": since version 10 a number such as 150004.
std::string libpq_version() {
    const int version = PQlibVersion();
    return std::to_string(version / 10000) + "." + std::to_string(version % 10000);
}

std::string libcurl_version() {
    const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
    return std::string(info->version) + " with " + info->ssl_version;
}

}  // namespace muster::native
