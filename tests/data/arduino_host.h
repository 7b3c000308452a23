// The few calls of the Arduino core that the reference firmware makes, on a computer: Serial is a
// pseudo-terminal, pins are set by lines on standard input and told on standard output.
#ifndef ARDUINO_HOST_H
#define ARDUINO_HOST_H

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { LOW, HIGH, INPUT_PULLUP, OUTPUT, A0 = 14, A5 = 19, PINS = 20 };

struct Board {
  int terminal = -1, host = -1;
  int levels[PINS], shown[PINS];
  char line[64];
  size_t size = 0;

  Board() {
    for (int pin = 0; pin < PINS; pin++) levels[pin] = HIGH, shown[pin] = 0;
    levels[A0] = 40;
  }
  // Lines like "14 590": the pin and its level. The end of input ends the board.
  void listen() {
    char byte;
    pollfd ready = {0, POLLIN, 0};
    while (poll(&ready, 1, 0) > 0) {
      if (read(0, &byte, 1) != 1) exit(0);
      if (byte != '\n') {
        if (size + 1 < sizeof line) line[size++] = byte;
        continue;
      }
      line[size] = 0;
      size = 0;
      int pin, level;
      if (sscanf(line, "%d %d", &pin, &level) == 2 && pin >= 0 && pin < PINS) levels[pin] = level;
    }
  }
};

inline Board &board() {
  static Board made;
  return made;
}

struct SerialPort {
  void begin(long) {
    Board &b = board();
    b.terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    grantpt(b.terminal);
    unlockpt(b.terminal);
    b.host = open(ptsname(b.terminal), O_RDWR | O_NOCTTY);  // hosts may come and go
    termios raw;
    tcgetattr(b.host, &raw);
    cfmakeraw(&raw);
    tcsetattr(b.host, TCSANOW, &raw);
    printf("port %s\n", ptsname(b.terminal));
    fflush(stdout);
  }
  int available() {
    pollfd ready = {board().terminal, POLLIN, 0};
    return poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN);
  }
  int read() {
    uint8_t byte;
    return ::read(board().terminal, &byte, 1) == 1 ? byte : -1;
  }
  // What nobody takes is lost, as on a USB port without a host.
  void write(const uint8_t *bytes, size_t size) {
    if (::write(board().terminal, bytes, size) < 0) return;
  }
};

extern SerialPort Serial;

inline uint64_t hostMicros() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}
// The board's clock begins 0.8 s before its wrap: every test goes through it.
inline uint32_t micros() {
  static const uint64_t began = hostMicros();
  return (uint32_t)(0xFFFFFFFFu - 800000u + (hostMicros() - began));
}
inline uint32_t millis() {
  static const uint64_t began = hostMicros();
  return (uint32_t)((hostMicros() - began) / 1000);
}
inline void delayMicroseconds(unsigned us) { usleep(us); }
inline void pinMode(int, int) {}
inline int digitalRead(int pin) { return board().levels[pin]; }
inline int analogRead(int pin) { return pin == A5 ? (int)(hostMicros() & 1023) : board().levels[pin]; }
inline void analogWrite(int pin, int level) {
  if (board().shown[pin] == level) return;
  board().shown[pin] = level;
  printf("%d %d\n", pin, level);
  fflush(stdout);
}

#endif
