"""A scenario of 500 states as an author would write it, for measuring how fast one is read."""

STATES = 500

_HEAD = """\
format: clinscn/1
scenario: large
version: 1.0.0
title: {en: A large one, zh-CN: 大型情景}
audience: {professions: [nurse], level: novice, learners: 1 to 2}
setting: ward
duration: 10 h
objectives:
  o1: {en: Help in time, zh-CN: 及时求助, competency: nts.leadership}
patient: {name: Pat, age: 40 y, sex: F, weight: 70 kg}
params: {wait: {easy: 90 s, normal: 60 s, hard: 30 s}}
drugs: {adrenaline: {measure: "mass, mass/kg, count"}}
actions:
  help: {en: Call for help, zh-CN: 求助}
vitals: {HR: 80 /min, SBP: 120 mmHg, DBP: 75 mmHg}
rhythm: sinus
regions:
  patient:
    start: state-0
    states:
"""

_STATE = """\
      state-{number}:
        title:
          en: State {number} of a long illness
          zh-CN: 第 {number} 阶段
        set:
          HR: {rate} /min
          SpO2: {saturation} %
        trend:
          SBP: {systolic} mmHg over 60 s
          DBP: {diastolic} mmHg over 60 s curve exp
          RR: {breaths} /min over 2 min
          Temp: 37.{tenth} °C over 10 min
        when:
          - if: given adrenaline >= 0.5 mg IM since entry and SpO2 < {saturation} %
            go: state-{following}
            why:
              en: the dose works
              zh-CN: 用药有效
          - if: (HR > {rate} /min and not done help) for 30 s
            note:
              en: nobody called for help
              zh-CN: 无人求助
          - if: MAP < 5{tenth} mmHg for 60 s
            go: state-{other}
          - after: {seconds} s
            go: state-{following}
"""

_TAIL = """\
      end: {final: true}
anywhere:
  - {if: SpO2 < 40 % for 60 s and given adrenaline, go: end, why: {en: too late, zh-CN: 太晚}}
  - {after: $wait, note: {en: time passes, zh-CN: 时间流逝}}
expect:
  helped: {detect: done help, within: 2 min, critical: true, objective: o1}
"""


def large_scenario(states: int = STATES) -> bytes:
    """Return the file, which checks without an error."""
    return (_HEAD + "".join(_state(number, states) for number in range(states)) + _TAIL).encode()


def _state(number: int, states: int) -> str:
    systolic = 90 + number % 50
    return _STATE.format(
        number=number, rate=60 + number % 90, saturation=80 + number % 20, systolic=systolic,
        diastolic=systolic - 30, breaths=10 + number % 20, tenth=number % 10,
        following=(number + 1) % states, other=(number * 7 + 3) % states,
        seconds=30 + number % 100,
    )  # fmt: skip
