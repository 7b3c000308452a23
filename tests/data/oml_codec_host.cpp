// Reads hex lines of wire bytes; writes each frame it finds as its fields and encoded again.
#include <cstdio>
#include <iostream>
#include <string>

#include "oml_codec.h"

int main() {
  oml::Decoder decoder;
  oml::Frame frame;
  std::string line;
  while (std::getline(std::cin, line)) {
    for (size_t i = 0; i + 1 < line.size(); i += 2) {
      const int byte = std::stoi(line.substr(i, 2), nullptr, 16);
      if (!decoder.feed((uint8_t)byte, frame)) continue;
      uint8_t wire[oml::MAX_WIRE];
      const size_t size = oml::encode(frame, wire);
      std::printf("%u %u %u %u ", frame.flags, frame.type, frame.seq, (unsigned)frame.t_us);
      for (size_t at = 0; at < frame.length; at++) std::printf("%02x", frame.payload[at]);
      std::printf(" ");
      for (size_t at = 0; at < size; at++) std::printf("%02x", wire[at]);
      std::printf("\n");
    }
  }
  std::printf("ok %u bad %u\n", (unsigned)decoder.ok, (unsigned)decoder.bad);
}
