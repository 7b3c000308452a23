// The little of CBOR (RFC 8949) that OML/1 needs: a writer of the one spelling that is sent, and a
// reader of every spelling that may come.
#pragma once
#include <stdint.h>
#include <string.h>

namespace oml {
enum Major : uint8_t { UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE };

class Writer {
 public:
  size_t length = 0;
  bool is_full = false;

  Writer(uint8_t *to, size_t room) : to_(to), room_(room) {}
  void head(Major major, uint64_t number) {
    int size = 0, info = (int)number;
    if (number >= 24) for (size = 1, info = 24; size < 8 && number >> (8 * size); size *= 2) info++;
    byte((uint8_t)(major << 5 | info));
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) byte((uint8_t)(number >> shift));
  }
  Writer &pair(uint8_t key, uint64_t number) { head(UINT, key); head(UINT, number); return *this; }
  Writer &pair(uint8_t key, const char *text) { head(UINT, key); say(text); return *this; }
  void say(const char *text) { bytes(TEXT, (const uint8_t *)text, strlen(text)); }
  void bytes(Major major, const uint8_t *from, size_t size) {
    head(major, size);
    for (size_t i = 0; i < size; i++) byte(from[i]);
  }
  void real(double number) {
    uint64_t bits;
    static_assert(sizeof bits == sizeof number, "this board's double has 64 bits");
    memcpy(&bits, &number, sizeof bits);
    byte(0xFB);
    for (int shift = 56; shift >= 0; shift -= 8) byte((uint8_t)(bits >> shift));
  }

 private:
  uint8_t *to_;
  size_t room_;
  void byte(uint8_t byte) {
    is_full = is_full || length >= room_;
    if (!is_full) to_[length++] = byte;
  }
};

// Reads in order; after anything that does not fit, `ok` is false and everything else is nothing.
class Reader {
 public:
  bool ok = true;

  Reader(const uint8_t *from, size_t size) : at_(from), end_(from + size) {}
  bool is_done() const { return ok && at_ == end_; }
  bool is_whole_next() const { return at_ < end_ && *at_ >> 5 == UINT; }
  // Opens a map or array: how many entries follow, -1 when a break ends it.
  long open(Major wanted) {
    head();
    ok = ok && major_ == wanted && number_ <= 0xFFFF;
    return !ok ? 0 : is_endless_ ? -1 : (long)number_;
  }
  bool next(long &left) {  // whether another entry follows
    if (!ok || left >= 0) return ok && left-- > 0;
    const bool is_break = at_ < end_ && *at_ == 0xFF;
    at_ += is_break;
    return !is_break;
  }
  uint64_t whole() {
    head();
    return (ok = ok && major_ == UINT) ? number_ : 0;
  }
  // The next key of a map with small keys; 99 for any other key.
  uint64_t key() { return is_whole_next() ? whole() : (skip(), 99); }
  // A number or a truth; whatever else stands there is skipped and false comes back.
  bool scalar(double &number) {
    const uint8_t *const before = at_;
    head();
    if (major_ == UINT) number = (double)number_;
    else if (major_ == NEGATIVE) number = -1.0 - (double)number_;
    else if (major_ == SIMPLE && (info_ == 20 || info_ == 21)) number = info_ - 20;
    else if (major_ == SIMPLE && info_ >= 25 && info_ <= 27) number = real();
    else return at_ = before, skip(), false;
    return ok = ok && number - number == 0;  // finite
  }
  void text(char *to, size_t room) {  // one that does not fit comes back empty
    head();
    ok = ok && major_ == TEXT && !is_endless_ && number_ <= (uint64_t)(end_ - at_);
    const size_t size = ok ? (size_t)number_ : 0, kept = size < room ? size : 0;
    memcpy(to, at_, kept);
    to[kept] = 0;
    at_ += size;
  }
  void skip(int depth = 0) {
    head();
    ok = ok && depth <= 8;
    const bool is_string = major_ == BYTES || major_ == TEXT;
    if (!ok || (!is_string && major_ != ARRAY && major_ != MAP)) return;
    if (is_string && !is_endless_) {
      at_ += (ok = number_ <= (uint64_t)(end_ - at_)) ? (size_t)number_ : 0;
      return;
    }
    const int each = major_ == MAP ? 2 : 1;
    for (long left = is_endless_ ? -1 : (long)(number_ & 0xFFFF); next(left);)
      for (int i = 0; i < each; i++) skip(depth + 1);
  }

 private:
  const uint8_t *at_, *end_;
  Major major_ = SIMPLE;
  uint8_t info_ = 0;
  bool is_endless_ = false;
  uint64_t number_ = 0;

  void head() {
    do {  // tags only say what an item means: it is read as it is
      if (!ok || at_ >= end_) { ok = false; major_ = TAG; return; }
      major_ = (Major)(*at_ >> 5);
      info_ = *at_++ & 31;
      is_endless_ = info_ == 31 && major_ >= BYTES && major_ <= MAP;
      const int size = info_ < 24 || is_endless_ ? 0 : info_ < 28 ? 1 << (info_ - 24) : 99;
      ok = size <= end_ - at_;
      number_ = info_ < 24 ? info_ : 0;
      for (int i = 0; ok && i < size; i++) number_ = number_ << 8 | *at_++;
    } while (ok && major_ == TAG);
  }
  double real() const {
    const uint32_t bits = (uint32_t)number_;
    double number;
    float single;
    if (info_ == 27) return memcpy(&number, &number_, 8), number;
    if (info_ == 26) return memcpy(&single, &bits, 4), single;
    const int power = number_ >> 10 & 31;  // half: 1 sign, 5 exponent, 10 mantissa
    number = power == 31 ? 1e300 * 1e300 : (double)(number_ & 1023) + (power ? 1024 : 0);
    for (int i = power ? power : 1; i != 25; i += i < 25 ? 1 : -1) number *= i < 25 ? 0.5 : 2.0;
    return number_ & 0x8000 ? -number : number;
  }
};
}  // namespace oml
