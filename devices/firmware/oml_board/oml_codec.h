// OML/1 frames for microcontrollers: header, CRC-32 and COBS, without heap and without library.
//
// [0x00] COBS(header 8 bytes, payload up to 240, CRC-32) 0x00; every integer little-endian.
// devices/protocol/PROTOCOL.md tells what the fields mean. Compiles as C++11 for Arduino and on a
// computer, where the golden vectors are held against it.
#pragma once
#include <stdint.h>
#include <string.h>

namespace oml {
const uint8_t VERSION = 1;
const size_t HEADER = 8, MAX_PAYLOAD = 240;
const size_t MAX_BODY = HEADER + MAX_PAYLOAD + 4;
const size_t MAX_WIRE = MAX_BODY + 2;  // COBS adds one byte below 254, the delimiter another

struct Frame {
  uint8_t version, flags, type;
  uint16_t seq;
  uint32_t t_us;
  uint8_t payload[MAX_PAYLOAD];
  size_t length;
};

// CRC-32/ISO-HDLC, bit by bit: a table would cost a kilobyte of a small chip.
inline uint32_t crc32(const uint8_t *bytes, size_t length) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

inline void put(uint8_t *to, uint32_t number, size_t size) {
  for (size_t i = 0; i < size; i++) to[i] = (uint8_t)(number >> (8 * i));
}
inline uint32_t get(const uint8_t *from, size_t size) {
  uint32_t number = 0;
  for (size_t i = 0; i < size; i++) number |= (uint32_t)from[i] << (8 * i);
  return number;
}

// Writes a frame with its closing 0x00 and returns its size; 0 when the payload is too long.
// `wire` has room for MAX_WIRE bytes.
inline size_t encode(const Frame &frame, uint8_t *wire) {
  if (frame.length > MAX_PAYLOAD) return 0;
  uint8_t body[MAX_BODY];
  body[0] = (uint8_t)(frame.version << 4 | (frame.flags & 0x0F));
  body[1] = frame.type;
  put(body + 2, frame.seq, 2), put(body + 4, frame.t_us, 4);
  memcpy(body + HEADER, frame.payload, frame.length);
  size_t length = HEADER + frame.length;
  put(body + length, crc32(body, length), 4), length += 4;
  size_t code = 0, out = 1;
  for (size_t i = 0; i < length; i++) {
    if (body[i]) wire[out++] = body[i];  // a body has at most 252 bytes: no block is ever full
    else wire[code] = (uint8_t)(out - code), code = out++;
  }
  wire[code] = (uint8_t)(out - code), wire[out++] = 0;
  return out;
}

// Takes bytes one by one; after garbage it is in step again at the next 0x00.
class Decoder {
 public:
  uint32_t ok = 0, bad = 0;

  // True when this byte completed a good frame, which is then in `frame`.
  bool feed(uint8_t byte, Frame &frame) {
    if (byte != 0) {
      is_too_long_ = is_too_long_ || size_ == sizeof(wire_);
      if (!is_too_long_) wire_[size_++] = byte;
      return false;
    }
    if (size_ == 0) return false;  // a 0x00 between frames
    const bool is_good = !is_too_long_ && read(frame);
    is_good ? ok++ : bad++;
    size_ = is_too_long_ = 0;
    return is_good;
  }

 private:
  uint8_t wire_[MAX_WIRE - 1];
  size_t size_ = 0;
  bool is_too_long_ = false;

  bool read(Frame &frame) {
    uint8_t body[MAX_WIRE];
    size_t length = 0;
    for (size_t at = 0; at < size_;) {
      const uint8_t code = wire_[at++];
      if (at + code - 1 > size_) return false;
      for (uint8_t i = 1; i < code; i++) body[length++] = wire_[at++];
      if (code < 255 && at < size_) body[length++] = 0;
    }
    if (length < HEADER + 4 || length > MAX_BODY) return false;
    length -= 4;
    if (crc32(body, length) != get(body + length, 4)) return false;
    frame.version = body[0] >> 4;
    frame.flags = body[0] & 0x0F;
    frame.type = body[1];
    frame.seq = (uint16_t)get(body + 2, 2);
    frame.t_us = get(body + 4, 4);
    frame.length = length - HEADER;
    memcpy(frame.payload, body + HEADER, frame.length);
    return true;
  }
};
}  // namespace oml
