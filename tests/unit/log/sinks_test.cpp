#include "log/sinks.hpp"

#include "base/line_ends.hpp"
#include "base/system.hpp"
#include "base/system_path.hpp"
#include "event_maker.hpp"
#include "log/line_writer.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <thread>
#include <utility>
#if defined(_WIN32)
#include <io.h>
#include <windows.h>
#endif

namespace kestrun::log {
namespace {

using test::make_event;

class Folder : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string name = (std::filesystem::temp_directory_path() / "kestrun-log-XXXXXX").string();
        folder_ = base::sys::mkdtemp(name.data());
    }
    void TearDown() override
    {
        flush_deferred(); // what still waits keeps its file open
        std::filesystem::remove_all(folder_);
    }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    std::vector<std::string> names() const
    {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }
    std::string read(const std::string& name) const
    {
        std::ifstream file(folder_ / name, std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }
    /// Whether the file holds these lines, written with "\n" and ended as the system does.
    void expect_lines(const std::string& name, const std::string& lines) const
    {
        EXPECT_EQ(read(name), base::with_new_lines(lines)) << name;
    }
    std::unique_ptr<Sink> sink(FileOptions options) const
    {
        return file_sink(std::make_unique<OutputTemplate>("{Message:lj}{NewLine}"), std::move(options));
    }
    static Event at(std::int64_t local_ticks, std::string_view text)
    {
        Event event = make_event(Level::Information, text);
        event.utc_ticks = local_ticks;
        return event;
    }

    std::filesystem::path folder_;
};

using FileSink = Folder;
using Lines = std::vector<std::string>;

TEST_F(FileSink, AppendsAndMakesFolders)
{
    FileOptions options;
    options.path = folder_.string() + "\\deep\\er\\app.log"; // backslashes are separators
    sink(options)->emit(make_event(Level::Information, "one"));
    sink(options)->emit(make_event(Level::Information, "two"));
    expect_lines("deep/er/app.log", "one\ntwo\n");
}

TEST_F(FileSink, NamesFilesByInterval)
{
    for (const char* interval : {"Minute", "Hour", "Day", "Month", "Year", "Infinite"}) {
        FileOptions options;
        options.path = path(std::string("roll-") + interval + "-.log");
        options.interval = *parse_rolling_interval(interval);
        options.retained_files = std::nullopt;
        const auto file = sink(options);
        // A moment in the far future, so that a roll happens whenever this test runs.
        file->emit(at(base::max_date_ticks - base::ticks_per_day * 400, "last"));
    }
    const Lines files = names();
    EXPECT_NE(std::find(files.begin(), files.end(), "roll-Day-99981126.log"), files.end()) << testing::PrintToString(files);
    EXPECT_NE(std::find(files.begin(), files.end(), "roll-Hour-9998112623.log"), files.end());
    EXPECT_NE(std::find(files.begin(), files.end(), "roll-Minute-999811262359.log"), files.end());
    EXPECT_NE(std::find(files.begin(), files.end(), "roll-Month-999811.log"), files.end());
    EXPECT_NE(std::find(files.begin(), files.end(), "roll-Year-9998.log"), files.end());
    EXPECT_NE(std::find(files.begin(), files.end(), "roll-Infinite-.log"), files.end());
}

TEST_F(FileSink, PutsTheDateAtTheEndOfANameWithoutExtension)
{
    FileOptions options;
    options.path = path("noext");
    options.interval = RollingInterval::Year;
    const auto file = sink(options);
    file->emit(at(base::date_ticks(9998, 5, 5), "x"));
    expect_lines("noext9998", "x\n");
}

TEST_F(FileSink, RollsWhenAPeriodEnds)
{
    FileOptions options;
    options.path = path("d-.log");
    options.interval = RollingInterval::Day;
    options.retained_files = 3;
    const auto file = sink(options);
    for (int day = 1; day <= 5; ++day) file->emit(at(base::date_ticks(9990, 1, day), "day {D}"));
    EXPECT_EQ(names(), (Lines{"d-99900103.log", "d-99900104.log", "d-99900105.log"})); // the newest three
    expect_lines("d-99900105.log", "day {D}\n");
}

TEST_F(FileSink, RollsAtItsSizeAfterTheEventThatPassedIt)
{
    FileOptions options;
    options.path = path("size.log");
    options.size_limit = 10;
    options.roll_on_size_limit = true;
    {
        const auto file = sink(options);
        for (const char* text : {"12345", "6789012345", "next", "next again"}) file->emit(make_event(Level::Information, text));
    }
    EXPECT_EQ(names(), (Lines{"size.log", "size_001.log"}));
    expect_lines("size.log", "12345\n6789012345\n");
    expect_lines("size_001.log", "next\nnext again\n");
    sink(options)->emit(make_event(Level::Information, "third"));
    expect_lines("size_002.log", "third\n"); // a restart goes on behind the newest, which is full
}

TEST_F(FileSink, DropsWhatIsPastTheSizeWhenItMayNotRoll)
{
    FileOptions options;
    options.path = path("size.log");
    options.size_limit = 5;
    const auto file = sink(options);
    for (const char* text : {"12345678", "dropped"}) file->emit(make_event(Level::Information, text));
    expect_lines("size.log", "12345678\n");
    EXPECT_EQ(names().size(), 1u);
}

TEST_F(FileSink, HoldsLinesWhenBuffered)
{
    FileOptions options;
    options.path = path("b.log");
    options.buffered = true;
    const auto file = sink(options);
    file->emit(make_event(Level::Information, "held"));
    EXPECT_EQ(read("b.log"), "");
    file->flush();
    expect_lines("b.log", "held\n");
    file->emit(make_event(Level::Information, "held too"));
    file->emit(make_event(Level::Error, "urgent"));
    expect_lines("b.log", "held\nheld too\nurgent\n");
}

TEST_F(FileSink, WritesHeldLinesAtItsInterval)
{
    FileOptions options;
    options.path = path("b.log");
    options.buffered = true;
    options.flush_interval_ms = 5;
    const auto file = sink(options);
    file->emit(make_event(Level::Information, "held"));
    for (int i = 0; i < 400 && read("b.log").empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    expect_lines("b.log", "held\n");
}

TEST_F(FileSink, DefersOnThreadsThatAskedForIt)
{
    FileOptions options;
    options.path = path("d.log");
    const auto file = sink(options);
    set_deferred(true);
    file->emit(make_event(Level::Information, "later"));
    EXPECT_EQ(read("d.log"), "");
    flush_deferred();
    expect_lines("d.log", "later\n");
    file->emit(make_event(Level::Information, "x"));
    std::thread([&] { file->emit(make_event(Level::Information, "from another thread")); }).join();
    expect_lines("d.log", "later\nx\nfrom another thread\n");
    set_deferred(false);
}

TEST_F(FileSink, RefusesWhatCannotWork)
{
    FileOptions options;
    EXPECT_THROW(sink(options), std::invalid_argument);
    options.path = path("x.log");
    options.size_limit = 0;
    EXPECT_THROW(sink(options), std::invalid_argument);
    options.size_limit = 1;
    options.retained_files = 0;
    EXPECT_THROW(sink(options), std::invalid_argument);
    options.retained_files = 1;
    std::filesystem::create_directory(folder_ / "x.log");
    try {
        sink(options);
        FAIL() << "a folder was opened as a file";
    } catch (const std::system_error& error) {
        EXPECT_NE(std::string(error.what()).find("x.log"), std::string::npos) << error.what();
    }
}

TEST_F(FileSink, KeepsLinesWholeUnderManyThreads)
{
    FileOptions options;
    options.path = path("t.log");
    options.size_limit = 20'000;
    options.roll_on_size_limit = true;
    options.retained_files = std::nullopt;
    {
        const auto file = sink(options);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&file, t] {
                set_deferred(t % 2 == 0);
                for (int i = 0; i < 500; ++i) {
                    file->emit(make_event(Level::Information, "thread {T} wrote line {I:000} whole", {t, i}));
                    if (i % 7 == 0) flush_deferred();
                }
                set_deferred(false);
            });
        for (std::thread& thread : threads) thread.join();
    }
    std::size_t lines = 0;
    for (const std::string& name : names()) {
        std::istringstream text(read(name));
        for (std::string line; std::getline(text, line); ++lines) {
            if (base::sys::on_windows) line.pop_back();
            EXPECT_TRUE(line.starts_with("thread ") && line.ends_with(" whole")) << line;
            EXPECT_EQ(line.size(), 29u) << line;
        }
    }
    EXPECT_EQ(lines, 2000u);
    EXPECT_GT(names().size(), 2u);
}

/// A pipe whose reading end is this test.
struct Pipe
{
    int ends[2] = {-1, -1};
    Pipe()
    {
#if defined(_WIN32)
        EXPECT_EQ(::_pipe(ends, 65536, _O_BINARY), 0);
#else
        EXPECT_EQ(::pipe(ends), 0);
#endif
    }
    ~Pipe()
    {
        for (const int end : ends)
            if (end >= 0) base::sys::close(end);
    }
    std::string read_all(std::size_t until) const
    {
        std::string text;
        char buffer[65536];
        while (text.size() < until) {
            const ssize_t n = base::sys::read(ends[0], buffer, sizeof buffer);
            if (n <= 0) break;
            text.append(buffer, static_cast<std::size_t>(n));
        }
        return text;
    }
};

/// A system that does not say how much room a pipe has.
bool keeps_room_secret()
{
#if defined(_WIN32)
    return ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
#else
    return false;
#endif
}

TEST(LineWriter, DoesNotWaitForAReaderThatStopped)
{
    if (keeps_room_secret()) GTEST_SKIP() << "Wine does not tell how much room a pipe has";
    Pipe pipe;
    const auto writer = std::make_shared<LineWriter>(pipe.ends[1], LineWriter::Target::reader, false, "a pipe");
    const std::string line(999, 'x');
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) writer->write(line + '\n', false); // a pipe takes 64 KiB
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    const std::string text = pipe.read_all(1'000'000); // the rest follows when somebody reads
    EXPECT_EQ(text.size(), 1'000'000u);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1000);
}

TEST(LineWriter, CountsWhatItHasToDrop)
{
    if (keeps_room_secret()) GTEST_SKIP() << "Wine does not tell how much room a pipe has";
    Pipe pipe;
    const auto writer = std::make_shared<LineWriter>(pipe.ends[1], LineWriter::Target::reader, false, "a pipe");
    const std::string line(9999, 'x');
    for (int i = 0; i < 600; ++i) writer->write(line + '\n', false); // 6 MB
    std::string text;
    for (int i = 0; i < 500 && text.find("were dropped") == std::string::npos; ++i) text += pipe.read_all(1);
    const std::size_t note = text.find("log lines were dropped: nobody read the output)\n");
    ASSERT_NE(note, std::string::npos);
    const std::size_t number = text.rfind('(', note) + 1;
    const int dropped = std::stoi(text.substr(number));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n') - 1 + dropped, 600);
}

TEST(LineWriter, SurvivesAReaderThatWentAway)
{
    Pipe pipe;
#if defined(SIGPIPE)
    const auto old = std::signal(SIGPIPE, SIG_IGN);
#endif
    base::sys::close(std::exchange(pipe.ends[0], -1));
    const auto writer = std::make_shared<LineWriter>(pipe.ends[1], LineWriter::Target::reader, false, "a pipe");
    for (int i = 0; i < 10; ++i) writer->write("line\n", false);
    writer->flush();
#if defined(SIGPIPE)
    std::signal(SIGPIPE, old);
#endif
}

TEST(MemorySink, KeepsTheNewest)
{
    MemorySink sink(2);
    for (const int i : {1, 2, 3}) sink.emit(make_event(Level::Information, "{I}", {i}));
    EXPECT_EQ(sink.messages(), (Lines{"2", "3"}));
    sink.clear();
    EXPECT_TRUE(sink.events().empty());
}

TEST(RollingInterval, HasNames)
{
    EXPECT_EQ(rolling_interval_name(RollingInterval::Hour), "Hour");
    EXPECT_EQ(parse_rolling_interval("minute"), RollingInterval::Minute);
    EXPECT_EQ(parse_rolling_interval("week"), std::nullopt);
}

} // namespace
} // namespace kestrun::log
