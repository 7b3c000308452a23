// The whole reference firmware as a program: the sketch as it is, and the loop that a board has.
#include "arduino_host.h"
SerialPort Serial;
#include "oml_board.ino"

int main() {
  setup();
  for (;;) {
    board().listen();
    loop();
    usleep(200);
  }
}
