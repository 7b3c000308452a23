"""Hostile texts for the small languages of a scenario file: what an attacker or a slip may type."""

import itertools

from simrunner.domain.chance import Stream

ESCAPES = (
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1].__subclasses__()",
    "(lambda: 0).__globals__",
    "[x for x in ().__class__.__base__.__subclasses__()]",
    "open('/etc/passwd').read()",
    "open(0).read()",
    "exec('import os')",
    "eval('1+1')",
    "compile('1', 'x', 'eval')",
    "globals()",
    "locals()['x']",
    "vars()",
    "getattr(HR, '__class__')",
    "setattr(HR, 'x', 1)",
    "HR.__class__",
    "HR.real.__class__",
    "type(HR)",
    "breakpoint()",
    "input()",
    "help()",
    "exit()",
    "quit()",
    "import os",
    "from os import system",
    "os.system('true')",
    "subprocess.run(['true'])",
    "fromfile('/etc/passwd')",
    "loadtxt('/etc/passwd')",
    "while True: pass",
    "for x in range(10**9): pass",
    "def f(): return f()",
    "class A: pass",
    "lambda x: x",
    "(yield)",
    "await x",
    "f'{HR}'",
    "'{0.__class__}'.format(1)",
    "'%1000000000d' % 1",
    "'%s' % HR",
    "'a' * 10**9",
    "[0] * 10**9",
    "10**10**10",
    "9**9**9**9",
    "1 << 10**9",
    "2 ** 99999999",
    "rand()",
    "random()",
    "time()",
    "HR = 5",
    "HR := 5",
    "HR == 5 /min",
    "HR > 1 /min; import os",
    "HR > 1 /min\nimport os",
    "HR > 1 /min # and more",
    "HR > 1 /min -- drop table",
    "HR > 1 /min'; DROP TABLE event; --",
    "HR > 1 /min && SpO2 < 1 %",
    "HR > 1 /min || SpO2 < 1 %",
    "!HR",
    "not",
    "and",
    "or",
    "for",
    "for 5 s",
    "HR",
    "HR >",
    "HR > > 1",
    "HR > 1",
    "HR > /min",
    "HR > nan /min",
    "HR > inf /min",
    "HR > -inf /min",
    "HR > 1e309 /min",
    "HR > 1e-400 /min",
    "HR > 0x10 /min",
    "HR > 0b1 /min",
    "HR > 1_000 /min",
    "HR > 1,5 /min",
    "HR > ١٢ /min",
    "HR > １２ /min",
    "HR > ² /min",
    "HR > ½ /min",
    "HR > 1 ／min",
    "HR＞1 /min",
    "HR > 1 /mіn",
    "НR > 1 /min",
    "HR > 1\u200b/min",
    "HR\u00a0>\u00a01\u00a0/min",
    "HR > 1 /min\u202e",
    "\ufeffHR > 1 /min",
    "HR > 1 /min\x00",
    "\x1b[2J",
    "${HR}",
    "$",
    "$hold",
    "$$hold",
    "$hold$hold",
    "$__class__",
    "HR > $hold",
    "in $hold",
    "{{HR}}",
    "{% HR %}",
    "<script>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "!!python/object/apply:os.system [true]",
    "../../../etc/passwd",
    "file:///etc/passwd",
    "given adrenaline >= -1 mg",
    "given adrenaline >= 1.0 mg",
    "given adrenaline >= .5 mg",
    "given adrenaline >= 0.5 doses",
    "given adrenaline >= 999999999999 doses",
    "given adrenaline >= 9999999999999 mg",
    "given __class__ >= 1 mg",
    "given",
    "given adrenaline within",
    "given adrenaline within 0 s",
    "given adrenaline within 25 h",
    "given adrenaline within -5 s",
    "given adrenaline since",
    "given adrenaline since birth",
    "running adrenaline > 1 mg",
    "done",
    "done __init__",
    "in",
    "in .",
    "in ..",
    "in patient.",
    "in .shock",
    "in patient.shock.deep.deeper.deepest",
    "flag",
    "rhythm",
    "rhythm = ",
    "rhythm != __class__",
    "sensor",
    "event",
    "event within 5 s",
    "event give within 5 s",
    "event give adrenaline",
    "event give adrenaline within",
    "(",
    ")",
    "()",
    "(()",
    "((HR > 1 /min)",
    "HR between",
    "HR between 1 /min",
    "HR between 1 /min and",
    "HR between 9 /min and 1 /min",
    "HR between 1 mmHg and 2 /min",
)
"""Each is refused or read as plain words; none may reach the host."""

_LONG = (
    ("(", 3_000), ("not ", 3_000), ("HR > 1 /min and ", 20_000), ("HR > 1 /min or ", 20_000),
    ("in ", 50_000), (" ", 500_000), ("\t", 100_000), ("a", 1_000_000), ("9", 500_000),
    ("-", 200_000), (".", 200_000), ("1 ", 100_000), ("1 s ", 50_000), ("over ", 50_000),
    (" over 1 s", 20_000), ("by ", 50_000), ("curve ", 50_000), (" delay ", 50_000),
    ("1 min ago ", 30_000), ("$hold ", 50_000), ("é", 200_000), ("休", 200_000), ("🩺", 200_000),
    ("e", 100_000), ("given ", 40_000), ("within ", 40_000), ("((", 100_000), (")(", 100_000),
    ("0", 300_000), ("1e", 100_000), ("adrenaline", 50_000), ("/", 200_000), ("=", 200_000),
)  # fmt: skip


def long_texts() -> list[str]:
    """Texts that grow: what nests, repeats or makes a pattern go back and forth."""
    plain = [piece * times for piece, times in _LONG]
    framed = [
        *("1 " + piece * times + "!" for piece, times in _LONG),
        *("HR > " + piece * times for piece, times in _LONG),
        *("give adrenaline " + piece * times + " IM" for piece, times in _LONG),
    ]
    return [*plain, *framed]


_WORDS = (  # noqa: SIM905 - words, as they are typed
    "and or not for ( ) HR SpO2 EtCO2 Temp < <= > >= = != between given running done in flag "
    "rhythm sensor event within since entry cue adrenaline cpr patient.shock late vf spo2 IM IV "
    "1 2.5 -3 0 /min % mmHg kPa mg mcg mL mg/kg mg/min s min h doses 30 s $hold IU ug µg cc U "
    "over by times curve linear exp delay ago give infuse act order shock goto pin release manual "
    "__class__ '' \" ; # : , . {} [] ** // @ \\ \u200b \u3000 休克"
).split(" ")


def shuffled_texts(count: int, seed: int = 20_26) -> list[str]:
    """``count`` strings of the languages' own words in an order that nobody meant."""
    stream = Stream(seed, "hostile-words")
    texts = []
    for _ in range(count):
        length = 1 + int(stream.between(0, 40))
        texts.append(" ".join(_WORDS[int(stream.between(0, len(_WORDS)))] for _ in range(length)))
    return texts


def corpus() -> list[str]:
    """Every hostile text, each once."""
    quoted = [f"HR > 1 /min and {text}" for text in ESCAPES]
    return list(dict.fromkeys(itertools.chain(ESCAPES, quoted, long_texts(), shuffled_texts(300))))
