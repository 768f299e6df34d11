#include "postgres.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <utility>
#include <vector>

namespace muster::native {

namespace {

using ResultHandle = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr std::chrono::seconds connect_time(15);
constexpr std::size_t piece_bytes = std::size_t{1} << 20;
// Rows that are read and dropped before the server is asked to stop sending more.
constexpr int rows_before_cancel = 100;
// "MSTR", 0: of all programs that write contacts one at a time.
constexpr const char* writers_lock = "(1297306706, 0)";

constexpr int int8_type = 20, int2_type = 21, int4_type = 23, bool_type = 16;   // catalog pg_type; they never change

ResultHandle owned(PGresult* result) { return {result, &PQclear}; }

// ?1 as PostgreSQL writes it, $1; not within quotes.
std::string with_dollars(const std::string& sql) {
    std::string result = sql;
    char quote = '\0';
    for (char& c : result) {
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '?') {
            c = '$';
        }
    }
    return result;
}

// "28P01" of `FATAL:  28P01: password authentication failed …`, the form of messages while connecting; else empty.
std::string state_in(std::string_view message) {
    constexpr std::size_t length = 5;
    for (std::size_t at = message.find(":  "); at != std::string_view::npos; at = message.find(":  ", at + 1)) {
        const std::string_view state = message.substr(at + 3, length);
        bool plain = state.size() == length && message.substr(at + 3 + length, 2) == ": ";
        for (const char c : state) plain = plain && (std::isdigit(static_cast<unsigned char>(c)) != 0 || std::isupper(static_cast<unsigned char>(c)) != 0);
        if (plain) return std::string(state);
    }
    return {};
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

class PostgresStatement final : public Statement::Handle {
public:
    PostgresStatement(PostgresDatabase& database, const std::string& sql) : database_(database), sql_(with_dollars(sql)) {}
    ~PostgresStatement() override { reset(); }
    PostgresStatement(const PostgresStatement&) = delete;
    PostgresStatement& operator=(const PostgresStatement&) = delete;

    void bind(int parameter, std::string_view text) override { place(parameter).emplace(text); }
    void bind(int parameter, std::int64_t value) override { place(parameter).emplace(std::to_string(value)); }
    void bind_null(int parameter) override { place(parameter).reset(); }

    Result<bool> step() override {
        if (!started_) {
            if (auto started = start(); !started) return started.error();
        }
        row_ = owned(PQgetResult(database_.handle()));
        switch (row_ ? PQresultStatus(row_.get()) : PGRES_TUPLES_OK) {
            case PGRES_SINGLE_TUPLE: return true;
            case PGRES_COMMAND_OK:
            case PGRES_TUPLES_OK:
                if (row_) database_.set_changes(row_.get());
                drain();
                return false;
            default: {
                Issue issue = database_.issue_of(row_.get());
                drain();
                return issue;
            }
        }
    }

    void reset() override {
        if (!started_) return;
        for (int rows = 0; row_ != nullptr; ++rows) {
            // To cancel would also end a transaction.
            if (rows == rows_before_cancel && !in_transaction_) cancel();
            row_ = owned(PQgetResult(database_.handle()));
        }
        drain();
    }

    bool is_null(int column) const override { return PQgetisnull(row_.get(), 0, column) != 0; }
    bool is_integer(int column) const override {
        const Oid type = PQftype(row_.get(), column);
        return !is_null(column) && (type == int8_type || type == int4_type || type == int2_type);
    }
    std::int64_t integer(int column) const override {
        const std::string_view value = text(column);
        if (PQftype(row_.get(), column) == bool_type) return value == "t" ? 1 : 0;
        std::int64_t number = 0;
        std::from_chars(value.data(), value.data() + value.size(), number);
        return number;
    }
    std::string_view text(int column) const override {
        return {PQgetvalue(row_.get(), 0, column), static_cast<std::size_t>(PQgetlength(row_.get(), 0, column))};
    }
    Cell cell(int column) const override {
        if (is_null(column)) return {};
        if (is_integer(column)) return {Cell::Kind::integer, integer(column)};
        return {Cell::Kind::text, 0, text(column)};
    }

private:
    std::optional<std::string>& place(int parameter) {
        const auto count = static_cast<std::size_t>(parameter);
        if (parameters_.size() < count) parameters_.resize(count);
        return parameters_[count - 1];
    }

    Result<void> start() {
        if (auto idle = database_.make_idle(); !idle) return idle;
        in_transaction_ = database_.in_transaction();
        std::vector<const char*> values;
        for (const auto& parameter : parameters_) {
            // A zero byte would end the text early; the server refuses it anyway.
            if (parameter && parameter->find('\0') != std::string::npos) return zero_byte();
            values.push_back(parameter ? parameter->c_str() : nullptr);
        }
        if (auto named = name_if_repeated(); !named) return named;
        const int count = static_cast<int>(values.size());
        const int sent = name_.empty()
                             ? PQsendQueryParams(database_.handle(), sql_.c_str(), count, nullptr, values.data(), nullptr, nullptr, 0)
                             : PQsendQueryPrepared(database_.handle(), name_.c_str(), count, values.data(), nullptr, nullptr, 0);
        if (sent == 0 || PQsetSingleRowMode(database_.handle()) == 0) return database_.issue_of(nullptr);
        started_ = true;
        database_.set_reading(true);
        return {};
    }

    // A statement that is run again is prepared by the server under a name, which lasts as long as the connection.
    Result<void> name_if_repeated() {
        if (!std::exchange(was_run_, true) || !name_.empty()) return {};
        std::string name = database_.new_statement_name();
        const ResultHandle prepared = owned(PQprepare(database_.handle(), name.c_str(), sql_.c_str(), 0, nullptr));
        if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return database_.issue_of(prepared.get());
        name_ = std::move(name);
        return {};
    }

    void drain() {
        row_.reset();
        while (const ResultHandle rest = owned(PQgetResult(database_.handle()))) continue;
        started_ = false;
        database_.set_reading(false);
    }

    void cancel() const {
        std::array<char, 256> ignored{};
        const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> request(PQgetCancel(database_.handle()), &PQfreeCancel);
        if (request) PQcancel(request.get(), ignored.data(), static_cast<int>(ignored.size()));
    }

public:
    static Issue zero_byte() {
        return make_issue(Code::destination_failed, "A value holds a zero byte, which PostgreSQL cannot store. Nothing was written.",
                          "Remove the zero bytes from the file.");
    }

private:
    PostgresDatabase& database_;
    std::string sql_, name_;
    std::vector<std::optional<std::string>> parameters_;
    ResultHandle row_{nullptr, &PQclear};
    bool started_ = false, in_transaction_ = false, was_run_ = false;
};

// The binary format of COPY: nothing to escape, nothing to parse (postgresql.org/docs, COPY, Binary Format).
class PostgresLoad final : public BulkLoad {
public:
    PostgresLoad(PostgresDatabase& database, std::string command, std::size_t columns)
        : database_(database), command_(std::move(command)), columns_(static_cast<std::uint16_t>(columns)) {
        start_piece();
    }

    void add(std::string_view text) override {
        begin_value();
        append(static_cast<std::uint32_t>(text.size()));
        piece_ += text;
    }
    void add(std::int64_t value) override {
        begin_value();
        append(std::uint32_t{sizeof value});
        append(static_cast<std::uint64_t>(value));
    }
    void add_null() override {
        begin_value();
        append(~std::uint32_t{0});
    }
    Result<void> end_row() override {
        in_row_ = false;
        // While a statement has rows left the connection is not free; the piece grows.
        if (piece_.size() < piece_bytes || database_.is_reading()) return {};
        return send();
    }
    Result<void> finish() override {
        if (auto sent = send(); !sent) return sent;
        return database_.make_idle();
    }

private:
    static constexpr std::string_view signature{"PGCOPY\n\xFF\r\n\0\0\0\0\0\0\0\0\0", 19};

    void start_piece() { piece_.assign(signature); }

    template <class Number>
    void append(Number number) {
        for (int shift = static_cast<int>(sizeof number) * 8 - 8; shift >= 0; shift -= 8) piece_ += static_cast<char>(number >> shift & 0xFF);
    }

    void begin_value() {
        if (in_row_) return;
        in_row_ = true;
        append(columns_);
    }

    Result<void> send() {
        if (piece_.size() == signature.size()) return {};
        if (auto idle = database_.make_idle(); !idle) return idle;
        pg_conn* handle = database_.handle();
        const ResultHandle begun = owned(PQexec(handle, command_.c_str()));
        if (PQresultStatus(begun.get()) != PGRES_COPY_IN) return database_.issue_of(begun.get());
        piece_ += "\xFF\xFF";
        if (PQputCopyData(handle, piece_.data(), static_cast<int>(piece_.size())) != 1 || PQputCopyEnd(handle, nullptr) != 1) {
            return database_.issue_of(nullptr);
        }
        database_.set_copying();
        start_piece();
        return {};
    }

    PostgresDatabase& database_;
    std::string command_;
    std::uint16_t columns_;
    std::string piece_;
    bool in_row_ = false;
};

Issue refused_address(std::string message) {
    return make_issue(Code::invalid_value, std::move(message), "Write it as postgresql://USER@HOST:PORT/DATABASE.");
}

}  // namespace

std::optional<Issue> PostgresDatabase::check_address(const std::string& url) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree);
    // What was given is not repeated: it may hold a password.
    if (!options) return refused_address("The address of the contact database is not one that PostgreSQL understands.");
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        const std::string_view keyword = option->keyword;
        if (option->val == nullptr || (keyword != "password" && keyword != "sslpassword")) continue;
        return make_issue(Code::literal_secret, "The address of the contact database holds a password.",
                          "Take it out, and give it in the variable PGPASSWORD, in ~/.pgpass, or in a sync document as a \"password\" such as {\"env\": \"NAME\"}.");
    }
    return std::nullopt;
}

Result<void> PostgresDatabase::connect(const std::string& url, const std::string& password, int busy_seconds) {
    close();
    url_ = url;
    const std::array<const char*, 5> names{"dbname", "client_encoding", "fallback_application_name", password.empty() ? nullptr : "password", nullptr};
    const std::array<const char*, 5> values{url.c_str(), "UTF8", "muster", password.c_str(), nullptr};
    handle_ = PQconnectStartParams(names.data(), values.data(), 1);
    if (handle_ == nullptr) return make_issue(Code::internal_error, "There is no memory for a connection.", "Run again.");
    // The only form of messages that tells the SQLSTATE before there is a connection.
    PQsetErrorVerbosity(handle_, PQERRORS_VERBOSE);
    const auto end = std::chrono::steady_clock::now() + connect_time;
    PostgresPollingStatusType next = PQstatus(handle_) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED) {
        pollfd socket{PQsocket(handle_), static_cast<short>(next == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        const int ready = poll(&socket, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) break;
        next = PQconnectPoll(handle_);
    }
    Result<void> result;
    if (next != PGRES_POLLING_OK) {
        result = connect_issue();
    } else {
        PQsetErrorVerbosity(handle_, PQERRORS_DEFAULT);
        PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
        result = prepare_session(busy_seconds);
    }
    if (!result) close();
    return result;
}

Issue PostgresDatabase::connect_issue() const {
    const std::string message = PQerrorMessage(handle_);
    const std::string state = state_in(message);
    if (PQconnectionNeedsPassword(handle_) != 0) {
        return make_issue(Code::permission_denied, url_ + " asks for a password and none was given.",
                          "Give it in the variable PGPASSWORD, in ~/.pgpass, or in the sync document as a \"password\" such as {\"env\": \"NAME\"}.");
    }
    if (state.starts_with("28")) {
        return make_issue(Code::permission_denied, url_ + " refused the login.", "Check user and password, and whether the server's pg_hba.conf lets this computer in.");
    }
    if (state == "42501") return make_issue(Code::permission_denied, url_ + " does not let this user connect.", "Ask for GRANT CONNECT on the database.");
    if (state == "3D000") return make_issue(Code::not_found, "The server has no database of the name in " + url_ + ".", "Make it with CREATE DATABASE, or correct the name.");
    if (state == "53300") return make_issue(Code::destination_busy, url_ + " has too many connections already.", "Run again later.");
    return make_issue(Code::destination_unreachable,
                      url_ + " does not answer" + (message.empty() ? "." : ": " + first_line(message) + "."),
                      "Check host and port, and whether the server runs.");
}

Result<void> PostgresDatabase::prepare_session(int busy_seconds) {
    const int version = PQserverVersion(handle_);
    if (version < oldest_postgres) {
        return make_issue(Code::destination_failed,
                          url_ + " runs PostgreSQL " + std::to_string(version / 10000) + ", which is too old.",
                          "Use PostgreSQL " + std::to_string(oldest_postgres / 10000) + " or newer.");
    }
    const char* encoding = PQparameterStatus(handle_, "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
        return make_issue(Code::destination_failed, "The database of " + url_ + " is not in UTF-8, so it cannot hold every name.",
                          "Make one with: CREATE DATABASE contacts ENCODING 'UTF8' TEMPLATE template0");
    }
    // A wait of 0 would be one without end. Comparing rows of many columns gains nothing from compiling it.
    return execute("SET lock_timeout = " + std::to_string(busy_seconds > 0 ? busy_seconds * 1000 : 1) +
                   "; SET search_path = pg_catalog; SET datestyle = ISO; SET client_min_messages = warning; SET work_mem = '64MB'; SET jit = off");
}

void PostgresDatabase::close() {
    PQfinish(handle_);
    handle_ = nullptr;
    reading_ = copying_ = locked_by_transaction_ = false;
    locks_ = 0;
}

bool PostgresDatabase::is_open() const noexcept { return handle_ != nullptr && PQstatus(handle_) == CONNECTION_OK; }

Result<void> PostgresDatabase::make_idle() {
    if (reading_) return make_issue(Code::internal_error, "A statement was run while another one had rows left.", "Report this with the command that led to it.");
    if (!copying_) return {};
    copying_ = false;
    std::optional<Issue> failed;
    while (const ResultHandle result = owned(PQgetResult(handle_))) {
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK && !failed) failed = issue_of(result.get());
    }
    if (failed) return std::move(*failed);
    return {};
}

Result<void> PostgresDatabase::execute(const std::string& sql) {
    if (auto idle = make_idle(); !idle) return idle;
    const ResultHandle result = owned(PQexec(handle_, sql.c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return issue_of(result.get());
    set_changes(result.get());
    return {};
}

Result<Statement> PostgresDatabase::prepare(const std::string& sql) { return Statement(std::make_unique<PostgresStatement>(*this, sql)); }

Result<std::unique_ptr<BulkLoad>> PostgresDatabase::load(const std::string& table, std::span<const std::string> columns) {
    std::string command = "COPY " + table + "(";
    for (std::size_t i = 0; i < columns.size(); ++i) command += (i == 0 ? "" : ", ") + columns[i];
    command += ") FROM STDIN WITH (FORMAT binary)";
    return std::unique_ptr<BulkLoad>(std::make_unique<PostgresLoad>(*this, std::move(command), columns.size()));
}

void PostgresDatabase::set_changes(const pg_result* result) {
    // libpq reads only, but does not say so.
    const std::string_view rows = PQcmdTuples(const_cast<pg_result*>(result));
    changes_ = 0;
    std::from_chars(rows.data(), rows.data() + rows.size(), changes_);
}

Result<void> PostgresDatabase::begin(Access access) {
    state_.clear();
    if (access == Access::read) return execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // The lock comes before the transaction, which could otherwise not see what the one before it has written. REPEATABLE
    // READ is enough: those who take the lock do not overlap, and of others' writes the ones to the same rows are conflicts,
    // all others are as if they came after.
    if (auto locked = lock_writers(); !locked) return locked;
    locked_by_transaction_ = true;
    auto begun = execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
    if (!begun) end_writing();
    return begun;
}

Result<void> PostgresDatabase::commit() {
    if (auto idle = make_idle(); !idle) return idle;
    const ResultHandle result = owned(PQexec(handle_, "COMMIT"));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        Issue issue = issue_of(result.get());
        if (is_open()) return issue;
        return make_issue(Code::destination_unreachable,
                          "The connection to " + url_ + " was lost in the moment of committing: all was written, or nothing.",
                          "Plan again to see which.");
    }
    // After an error COMMIT rolls back, and calls that a success.
    if (std::string_view(PQcmdStatus(result.get())) == "ROLLBACK") {
        end_writing();
        return make_issue(Code::internal_error, "A transaction was committed after one of its statements had failed.", "Run again.");
    }
    end_writing();
    return {};
}

void PostgresDatabase::roll_back() {
    if (in_transaction()) {
        static_cast<void>(make_idle());
        static_cast<void>(execute("ROLLBACK"));
    }
    end_writing();
}

void PostgresDatabase::end_writing() {
    if (std::exchange(locked_by_transaction_, false)) unlock_writers();
}

Result<void> PostgresDatabase::lock_writers() {
    auto locked = execute(std::string("SELECT pg_advisory_lock") + writers_lock);
    if (locked) ++locks_;
    return locked;
}

void PostgresDatabase::unlock_writers() {
    if (locks_ == 0) return;
    --locks_;
    if (is_open()) static_cast<void>(execute(std::string("SELECT pg_advisory_unlock") + writers_lock));
}

bool PostgresDatabase::in_transaction() const {
    if (!is_open()) return false;
    const PGTransactionStatusType status = PQtransactionStatus(handle_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || (status == PQTRANS_ACTIVE && copying_);
}

bool PostgresDatabase::is_conflict() const {
    // A key that another program has inserted meanwhile is the same thing as a row that it has changed.
    return state_ == "40001" || state_ == "40P01" || state_ == "23505";
}

Issue PostgresDatabase::issue_of(const pg_result* result) {
    const char* state = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    state_ = state != nullptr ? state : "";
    if (!is_open() || state_.starts_with("08") || state_.starts_with("57P")) {
        return make_issue(Code::destination_unreachable, "The connection to " + url_ + " was lost; what was not committed is undone.",
                          "Run again when the server answers.");
    }
    if (is_conflict() || state_ == "55P03") {
        return make_issue(Code::destination_busy, "The contacts of " + url_ + " are being changed by another program. Nothing was written.",
                          "Wait until the other one has finished, then run again.");
    }
    const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string reason = primary != nullptr ? primary : first_line(PQerrorMessage(handle_));
    if (state_ == "42501" || state_ == "25006") {
        return make_issue(Code::permission_denied, url_ + " does not allow it: " + reason + ".",
                          "Let this user make and use the schema muster: GRANT CREATE ON DATABASE, or make the schema for it.");
    }
    if (state_ == "53100") return make_issue(Code::disk_full, "The disk of " + url_ + " is full.", "Free some space there and run again.");
    if (state_ == "22021") return PostgresStatement::zero_byte();
    if (state_.starts_with("22")) {
        return make_issue(Code::destination_failed, "A column of " + url_ + " cannot hold a value: " + reason + ". Nothing was written.",
                          "Correct the value, or give the column a wider type.");
    }
    return make_issue(Code::destination_failed, url_ + " refused a statement: " + reason + ".", "Report this with the command that led to it.");
}

}  // namespace muster::native
