// Standard output: where data go. A write that fails is noticed, once, and told at the end.
#pragma once

#include <string>
#include <string_view>

namespace muster::native {

class Output {
public:
    explicit Output(int descriptor) : descriptor_(descriptor) {}
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    // Buffered; a full buffer is written at once.
    void write(std::string_view text);
    void line(std::string_view text);
    // Writes what is buffered. False when anything since the start could not be written.
    bool flush();

    // Nobody reads any more (`muster ... | head`): what follows is thrown away, and that is no error.
    bool reader_gone() const noexcept { return reader_gone_; }
    // errno of the first write that failed, 0 when all went well. A reader that has gone does not count.
    int error() const noexcept { return error_; }

private:
    int descriptor_;
    std::string buffer_;
    int error_ = 0;
    bool reader_gone_ = false;
};

}  // namespace muster::native
