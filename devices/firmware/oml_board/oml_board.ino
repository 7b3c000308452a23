// A CPR trainer's board that speaks OML/1 (devices/protocol/PROTOCOL.md): depth at 100 Hz, two
// touched pulse sites, two pulses that beat, a blue light. For the Arduino Uno R4 Minima; any board
// of the Arduino core with 8 KiB of RAM and doubles of 64 bits does (an Uno R3 has neither).
#include "oml_cbor.h"
#include "oml_codec.h"

const char *const SERIAL_NUMBER = "B-0001";  // give every board its own
const int DEPTH_PIN = A0, NOISE_PIN = A5;    // a linear potentiometer; a pin that is left open
const int PULSE_PINS[2] = {5, 6}, CYANOSIS_PIN = 9, TOUCH_PINS[2] = {2, 3};
const char *const SITES[2] = {"carotid.l", "carotid.r"};
const double ZERO_COUNTS = 40, COUNTS_PER_MM = 10;  // of this board's sensor; the host refines it

const uint32_t BEAT_US = 100000, DEAD_MAN_US = 2000000, AGAIN_US = 200000, SILENCE_US = 50000;
const uint32_t SAMPLE_US = 10000, BOUNCE_US = 20000, PULSE_US = 100000;
const uint8_t KEPT = 32, PAGE = 200;
enum Type : uint8_t { HELLO = 1, IDENT, HEARTBEAT, CAPS_REQ, CAPS, TIME_REQ, TIME_RSP, SUBSCRIBE,
                      CMD = 0x10, ACK, EVENT, EVENT_ACK, STREAM = 0x20, LINK_RESET = 0x7F };
enum Result : uint8_t { OK, UNKNOWN, OUT_OF_RANGE, BUSY };

struct Actuator { const char *name, *kind; uint16_t low, high; };
const Actuator ACTUATORS[] = {
  {"pulse.carotid.l", "permille", 0, 1000}, {"pulse.carotid.r", "permille", 0, 1000},
  {"pulse.rate", "per_min", 0, 300}, {"led.cyanosis", "permille", 0, 1000},
  {"device.safe", "switch", 1, 1}};
const uint8_t RATE = 2, CYANOSIS = 3, SAFE = 4, ACTUATOR_COUNT = 5;
struct Answer { bool is_used; uint64_t number; uint8_t result; };
struct Planned { bool is_used; uint8_t target; double number; uint32_t at_us; };
struct Touch { bool is_down; uint32_t changed_us; };

oml::Decoder decoder;
oml::Frame received, sending;
uint8_t caps[400];
size_t caps_size;
uint32_t boot_id, heard_us, sent_us, beat_us, sample_us, again_us, pulse_from_us;
uint32_t event_next = 1, dropped;  // events are numbered from 1 at each start
uint16_t control_seq, stream_seq;
uint8_t events[KEPT], event_count, answer_next, sample_number, send_every;
bool is_greeted;
double outputs[ACTUATOR_COUNT];
Answer answers[KEPT];
Planned planned[KEPT];
Touch touches[2];

oml::Writer words(uint8_t entries) {
  oml::Writer w(sending.payload, oml::MAX_PAYLOAD);
  w.head(oml::MAP, entries);
  return w;
}

void send(uint8_t type, size_t length, uint32_t t_us, uint16_t seq) {
  uint8_t wire[1 + oml::MAX_WIRE] = {0};
  sending.version = oml::VERSION, sending.type = type, sending.seq = seq;
  sending.t_us = t_us, sending.length = length;
  const size_t size = oml::encode(sending, wire + 1);
  const bool is_led = type != STREAM || micros() - sent_us > SILENCE_US;
  Serial.write(is_led ? wire : wire + 1, is_led ? size + 1 : size);
  sent_us = micros();
}

void sendControl(uint8_t type, const oml::Writer &w) {
  if (!w.is_full) send(type, w.length, micros(), control_seq++);
}
void forgetHost() {
  send_every = 0;
  for (Answer &each : answers) each.is_used = false;
}

void greet() {
  is_greeted = true;
  forgetHost();
  sendControl(IDENT, words(7).pair(0, oml::VERSION).pair(1, "simrunner").pair(2, "CPR board")
      .pair(3, SERIAL_NUMBER).pair(4, "1.0").pair(5, boot_id)
      .pair(6, oml::crc32(caps, caps_size)));
}

void sendPage(uint64_t page) {
  const size_t pages = (caps_size + PAGE - 1) / PAGE;
  if (page >= pages) return;
  const size_t from = (size_t)page * PAGE;
  oml::Writer w = words(3);
  w.pair(0, page).pair(1, pages).head(oml::UINT, 2);
  w.bytes(oml::BYTES, caps + from, caps_size - from < PAGE ? caps_size - from : PAGE);
  sendControl(CAPS, w);
}

void sendEvent(uint8_t place) {
  const uint32_t oldest = event_next - event_count;
  oml::Writer w = words(4);
  w.pair(0, oldest + place).pair(1, "touch").head(oml::UINT, 2);
  w.head(oml::MAP, 1), w.say("site"), w.say(SITES[events[place]]);
  sendControl(EVENT, w.pair(3, oldest));
}

void beat() {
  sendControl(HEARTBEAT, words(5).pair(0, boot_id).pair(1, millis()).pair(2, decoder.ok)
      .pair(3, decoder.bad).pair(4, dropped));
}

void makeSafe() {
  for (double &each : outputs) each = 0;
  for (Planned &each : planned) each.is_used = false;
}
void act(uint8_t target, double number) {
  if (target == SAFE) return makeSafe();
  if (target == RATE && number != outputs[RATE]) pulse_from_us = micros();
  outputs[target] = number;
}
uint8_t plan(uint8_t target, double number, uint32_t at_us) {
  if ((int32_t)(at_us - micros()) <= 0) return act(target, number), OK;
  for (Planned &each : planned)
    if (!each.is_used) return each = {true, target, number, at_us}, OK;
  return BUSY;
}

void show() {
  for (Planned &each : planned) {
    if (!each.is_used || (int32_t)(each.at_us - micros()) > 0) continue;
    each.is_used = false;
    act(each.target, each.number);
  }
  const uint32_t every_us = outputs[RATE] > 0 ? (uint32_t)(60e6 / outputs[RATE]) : 0;
  while (every_us && micros() - pulse_from_us >= every_us) pulse_from_us += every_us;
  const bool is_beating = every_us && micros() - pulse_from_us < PULSE_US;
  for (int i = 0; i < 2; i++)
    analogWrite(PULSE_PINS[i], is_beating ? (int)(outputs[i] * 255 / 1000) : 0);
  analogWrite(CYANOSIS_PIN, (int)(outputs[CYANOSIS] * 255 / 1000));
}

bool readNumber(oml::Reader &r, uint64_t &number) {  // the number under key 0
  bool is_there = false;
  for (long left = r.open(oml::MAP); r.next(left);) {
    if (r.key() == 0) number = r.whole(), is_there = true;
    else r.skip();
  }
  return is_there && r.is_done();
}

void obey(oml::Reader &r) {
  uint64_t number = 0, at_us = 0;
  char target[32] = "";
  double value = 0;
  bool has_value = false;
  uint8_t seen = 0, result = UNKNOWN;
  for (long left = r.open(oml::MAP); r.next(left);) {
    const uint64_t key = r.key();
    if (key < 4) seen |= 1 << key;
    if (key == 0) number = r.whole();
    else if (key == 1) r.text(target, sizeof target);
    else if (key == 3) at_us = r.whole();
    else if (key != 2) r.skip();
    else for (long fields = r.open(oml::MAP); r.next(fields);) {
      if (r.key() == 0) has_value = r.scalar(value);
      else r.skip();
    }
  }
  if (!r.is_done() || (seen & 7) != 7) return;  // malformed: nothing is answered
  const Answer *known = nullptr;
  for (const Answer &each : answers) if (each.is_used && each.number == number) known = &each;
  for (uint8_t i = 0; i < ACTUATOR_COUNT && !known; i++) {
    if (strcmp(target, ACTUATORS[i].name)) continue;
    const bool fits = has_value && value >= ACTUATORS[i].low && value <= ACTUATORS[i].high;
    result = fits ? plan(i, value, seen & 8 ? (uint32_t)at_us : micros()) : (uint8_t)OUT_OF_RANGE;
  }
  if (known) result = known->result;
  else answers[answer_next++ % KEPT] = {true, number, result};
  sendControl(ACK, words(2).pair(0, number).pair(1, result));
}

void takeIn() {
  heard_us = micros();
  if (received.version != oml::VERSION) return;
  oml::Reader r(received.payload, received.length);
  uint64_t number = 0;
  if (received.type == HELLO) greet();
  if (received.type == CMD) obey(r);
  if (received.type == CAPS_REQ && (readNumber(r, number) || received.length < 2)) sendPage(number);
  if (received.type == LINK_RESET) is_greeted = false, forgetHost();
  if (received.type == SUBSCRIBE) {
    for (long left = r.open(oml::MAP); r.next(left);) {
      const uint64_t stream = r.whole(), hz = r.whole();
      if (r.ok && stream == 0) send_every = hz == 0 ? 0 : hz >= 100 ? 1 : (uint8_t)(100 / hz);
    }
  }
  if (received.type == TIME_REQ && readNumber(r, number))
    sendControl(TIME_RSP, words(3).pair(0, number).pair(1, heard_us).pair(2, micros()));
  if (received.type == EVENT_ACK && readNumber(r, number)) {
    while (event_count && event_next - event_count <= number)
      memmove(events, events + 1, --event_count);
  }
}

void touch(uint8_t site) {
  const bool is_down = digitalRead(TOUCH_PINS[site]) == LOW;
  if (is_down == touches[site].is_down || micros() - touches[site].changed_us < BOUNCE_US) return;
  touches[site] = {is_down, (uint32_t)micros()};
  if (!is_down) return;
  if (event_count == KEPT) memmove(events, events + 1, --event_count), dropped++;
  events[event_count++] = site, event_next++;
  if (is_greeted) sendEvent(event_count - 1);
}

void sample(uint32_t t_us) {
  if (!send_every || sample_number++ % send_every) return;
  const double depth_mm = (analogRead(DEPTH_PIN) - ZERO_COUNTS) / COUNTS_PER_MM;
  oml::put(sending.payload, (uint16_t)(int16_t)(depth_mm * 100), 2);
  send(STREAM, 2, t_us, stream_seq++);
}

void describe() {
  oml::Writer w(caps, sizeof caps);
  w.head(oml::MAP, 3), w.head(oml::UINT, 0);
  w.head(oml::ARRAY, 1), w.head(oml::ARRAY, 2), w.head(oml::UINT, 0);  // stream 0
  w.head(oml::ARRAY, 1), w.head(oml::ARRAY, 6);
  w.say("cpr.depth"), w.say("mm"), w.say("i16"), w.real(0.01);
  w.head(oml::UINT, 0), w.head(oml::UINT, 100);
  w.head(oml::UINT, 1), w.head(oml::ARRAY, ACTUATOR_COUNT);
  for (const Actuator &each : ACTUATORS) {
    w.head(oml::ARRAY, 4);
    w.say(each.name), w.say(each.kind), w.head(oml::UINT, each.low), w.head(oml::UINT, each.high);
  }
  w.head(oml::UINT, 2), w.head(oml::ARRAY, 1), w.say("touch");
  caps_size = w.length;
}

void setup() {
  Serial.begin(115200);
  for (int pin : TOUCH_PINS) pinMode(pin, INPUT_PULLUP);
  for (int pin : PULSE_PINS) pinMode(pin, OUTPUT);
  pinMode(CYANOSIS_PIN, OUTPUT);
  // Noise of an open pin and of the start itself: another id after each start.
  for (int i = 0; i < 32; i++) {
    boot_id = boot_id << 5 ^ boot_id >> 27 ^ (uint32_t)analogRead(NOISE_PIN) ^ micros();
    delayMicroseconds(137);
  }
  describe();
  forgetHost();
  heard_us = sample_us = beat_us = again_us = micros();
  sent_us = micros() - SILENCE_US - 1;
}

void loop() {
  while (Serial.available() > 0)
    if (decoder.feed((uint8_t)Serial.read(), received)) takeIn();
  const uint32_t now_us = micros();
  if (now_us - heard_us >= DEAD_MAN_US) makeSafe(), heard_us = now_us - DEAD_MAN_US;
  if (now_us - sample_us >= SAMPLE_US) sample(sample_us += SAMPLE_US);
  if (now_us - beat_us >= BEAT_US) beat_us += BEAT_US, beat();
  for (uint8_t site = 0; site < 2; site++) touch(site);
  if (now_us - again_us >= AGAIN_US) {
    again_us = now_us;
    for (uint8_t i = 0; is_greeted && i < event_count; i++) sendEvent(i);
  }
  show();
}
