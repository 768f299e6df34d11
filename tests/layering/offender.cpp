// Breaks every rule of the symbol test once, so that a test can show that each one is noticed.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <locale>
#include <random>
#include <thread>

int offend(const char* name) {
    std::FILE* file = std::fopen(name, "r");
    std::cout << std::chrono::system_clock::now().time_since_epoch().count();
    std::thread([] {}).join();
    std::random_device device;
    if (std::getenv(name) == nullptr || file == nullptr) std::exit(static_cast<int>(device()));
    return std::isalpha(name[0], std::locale());
}
