// Files that appear whole or not at all, readable by their owner only: they hold people's data.
#pragma once

#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

//     auto file = FileWriter::create("rejected.csv");
//     file->write(...);
//     file->commit();      // without it nothing is left behind, and a former file stays as it was
class FileWriter {
public:
    // Errors: permission_denied, not_found (no such folder), invalid_value (not a regular file), disk_full.
    static Result<FileWriter> create(const std::string& path);
    FileWriter(FileWriter&& other) noexcept;
    FileWriter& operator=(FileWriter&&) = delete;
    ~FileWriter();

    Result<void> write(std::string_view bytes);
    // Makes what was written safe on the disk and gives it its name.
    Result<void> commit();

private:
    FileWriter(std::string path, std::string temporary, int descriptor);
    Result<void> flush();
    Issue failed(int error) const;
    std::string path_, temporary_;
    int descriptor_;
    std::string buffer_;
};

// Whether a file is there and is one of SQLite.
bool is_database(const std::string& path);

// A whole file at once.
Result<void> write_private_file(const std::string& path, std::string_view content);

}  // namespace muster::native
