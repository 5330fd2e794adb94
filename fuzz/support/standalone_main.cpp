// Runs a fuzz target where there is no libFuzzer: PROGRAM [-max_total_time=SECONDS] [-seed=N] [-artifact_prefix=P] SEEDS... mutates the
// seeds blindly. The input that runs is kept in P-current, so what ended the process can be run again: PROGRAM FILE.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed);
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* one, size_t size_one, const uint8_t* two, size_t size_two, uint8_t* out,
                                            size_t max_size, unsigned seed);

namespace {

constexpr size_t max_size = 8 * 1024;
std::mt19937 random_bits; // NOLINT

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void run(const std::string& input) { LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size()); }

/// The input that runs, where it outlives the process.
class Current
{
public:
    explicit Current(const std::string& path)
    {
        const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0644);
        if (fd < 0 || ::ftruncate(fd, max_size) != 0) std::abort();
        text_ = static_cast<char*>(::mmap(nullptr, max_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
        ::close(fd);
    }
    void set(const std::string& input)
    {
        std::memset(text_, '\n', max_size);
        std::memcpy(text_, input.data(), input.size());
    }

private:
    char* text_;
};

} // namespace

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max)
{
    for (size_t i = 0, count = 1 + random_bits() % 4; i < count; ++i) {
        const size_t at = size == 0 ? 0 : random_bits() % size;
        switch (random_bits() % 3) {
        case 0:
            if (size > 0) data[at] = static_cast<uint8_t>(random_bits());
            break;
        case 1:
            if (size > 1) std::memmove(data + at, data + at + 1, --size - at);
            break;
        default:
            if (size < max) {
                std::memmove(data + at + 1, data + at, size++ - at);
                data[at] = static_cast<uint8_t>(32 + random_bits() % 95);
            }
        }
    }
    return size;
}

int main(int argc, char** argv)
{
    std::vector<std::string> seeds;
    long seconds = 0;
    unsigned seed = 1;
    std::string prefix = "./";
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument.starts_with("-max_total_time=")) seconds = std::atol(argument.c_str() + 16);
        if (argument.starts_with("-seed=")) seed = static_cast<unsigned>(std::atol(argument.c_str() + 6));
        if (argument.starts_with("-artifact_prefix=")) prefix = argument.substr(17);
        if (argument.starts_with("-")) continue;
        if (!std::filesystem::is_directory(argument))
            seeds.push_back(read_file(argument));
        else
            for (const auto& entry : std::filesystem::directory_iterator(argument)) seeds.push_back(read_file(entry.path()));
    }
    if (seeds.empty()) return 1;
    random_bits.seed(seed);
    Current current(prefix + "current");
    LLVMFuzzerInitialize(&argc, &argv);
    for (const std::string& input : seeds) {
        if (input.size() > max_size) continue;
        current.set(input);
        run(input);
    }
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::seconds(seconds);
    std::vector<uint8_t> buffer(max_size);
    size_t runs = 0;
    for (; Clock::now() < end; ++runs) {
        std::string& base = seeds[random_bits() % seeds.size()];
        const std::string& other = seeds[random_bits() % seeds.size()];
        if (base.size() > max_size || other.size() > max_size) continue;
        std::memcpy(buffer.data(), base.data(), base.size());
        size_t size = base.size();
        if (random_bits() % 4 == 0)
            size = LLVMFuzzerCustomCrossOver(reinterpret_cast<const uint8_t*>(base.data()), base.size(),
                                             reinterpret_cast<const uint8_t*>(other.data()), other.size(), buffer.data(), max_size, 0);
        else
            size = LLVMFuzzerCustomMutator(buffer.data(), size, max_size, random_bits());
        std::string input(reinterpret_cast<const char*>(buffer.data()), size);
        current.set(input);
        run(input);
        if (random_bits() % 8 == 0 && input.size() < 2000) base = std::move(input); // wander
    }
    std::printf("%zu runs\n", runs);
    return 0;
}
