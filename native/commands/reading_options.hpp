// The options with which a person overrides how a file is read.
#pragma once

#include <memory>
#include <string>

#include "muster/sniff.hpp"
#include "native/commands/command.hpp"
#include "native/sources/source.hpp"

namespace muster::native {

struct ReadingOptions {
    std::string encoding, delimiter, quote, escape, header, preamble;   // empty or "auto": detected

    void add_to(CLI::App& command);
    // Those of them that also say how a file is to be written.
    void add_form_to(CLI::App& command);
    // Errors: usage.
    Result<SniffChoice> choice() const;
};

// A file and how it would be read, from its head.
struct SniffedFile {
    std::unique_ptr<Source> source;
    Sniff sniff;
};

// Errors: usage, those of Source::open, file_empty.
Result<SniffedFile> sniff_file(const std::string& address, const ReadingOptions& reading, const SourceOptions& options);

}  // namespace muster::native
