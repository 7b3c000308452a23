"""Some hundred and fifty files that break readers of YAML, and seeded damage of the real packs."""

from simrunner.domain.chance import Stream
from support.packs import PACKS
from support.scenario_files import SMALL

SOUND = SMALL.encode()
Case = tuple[str, bytes]


def _inside(text: str) -> bytes:
    """Return the sound file with one more text in it."""
    return SMALL.replace("title: A small one", f"title: {text}", 1).encode()


def _structure() -> list[Case]:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    cases = {
        "bomb of aliases": bomb,
        "bomb of merges": "a: &a {x: y}\nb: &b {<<: *a}\nc: {<<: [*a, *b]}\n",
        "an alias of itself": "a: &a [*a]\n",
        "an anchor": "a: &x 1\n",
        "an alias without an anchor": "a: *x\n",
        "an anchor on a key": "&x a: 1\n",
        "an anchor on nothing": "a: &x\n",
        "a merge key": "<<: {a: 1}\n",
        "a quoted merge key": '"<<": {a: 1}\n',
        "a value tag": "a: ! 1\n",
        "a list as key": "[a, b]: c\n",
        "a map as key": "{a: b}: c\n",
        "an explicit list as key": "? - a\n: b\n",
        "two documents": SMALL + "---\n" + SMALL,
        "an end and more": SMALL + "...\nmore: 1\n",
        "a version directive": "%YAML 1.1\n---\n" + SMALL,
        "a tag directive": "%TAG ! tag:x.org,2000:\n---\n" + SMALL,
        "an unknown directive": "%FOO bar\n---\n" + SMALL,
        "duplicate keys": SMALL + "rhythm: vf\n",
        "duplicate keys inside": SMALL.replace("HR: 80 /min", "HR: 80 /min, HR: 90 /min"),
        "duplicate quoted keys": SMALL + '"rhythm": vf\n',
        "a list at the top": "- a\n- b\n",
        "a text at the top": "hello\n",
        "a number at the top": "1\n",
        "nothing": "",
        "only a comment": "# x\n",
        "only a document start": "---\n",
        "only an end": "...\n",
        "only spaces": "   \n \n",
        "only line breaks": "\n" * 1000,
        "an empty map": "{}\n",
        "an empty list": "[]\n",
        "null": "null\n",
        "a key without a value": "a:\n",
        "keys without values": "a:\nb:\nc:\n",
        "an unclosed bracket": "a: [1, 2\n",
        "an unclosed brace": "a: {b: 1\n",
        "an unclosed quote": 'a: "b\n',
        "an unclosed single quote": "a: 'b\n",
        "a bracket too many": "a: 1]\n",
        "crossed brackets": "a: [{b: 1]}\n",
        "a bad indentation": "a: 1\n  b: 2\n",
        "a bad dedent": "a:\n    b: 1\n  c: 2\n",
        "a colon in a text": "a: b: c\n",
        "a comma that splits": "a: {b: I am here, hello}\n",
        "a lone question mark": "?\n",
        "a lone colon": ":\n",
        "a lone dash": "-\n",
        "a percent at the start": "% x\n",
        "a reserved at": "a: @x\n",
        "a backtick": "a: `x`\n",
        "a bad escape": 'a: "\\q"\n',
        "a cut escape": 'a: "\\u12"\n',
        "a surrogate escape": 'a: "\\ud800"\n',
        "an escape beyond Unicode": 'a: "\\U00110000"\n',
        "a NUL escape": 'a: "x\\0y"\n',
        "a bell escape": 'a: "x\\ay"\n',
        "a bidi escape": 'a: "x\\u202ey"\n',
        "a next line escape": 'a: "x\\Ny"\n',
        "a block text with a bad head": "a: |x\n  y\n",
        "a block text with indent 0": "a: |0\n  y\n",
        "a JSON file": '{"a": [1, 2, {"b": null}]}',
        "JSON cut": '{"a": [1, 2, {"b": nu',
        "XML": "<?xml version='1.0'?><a>b</a>",
        "HTML": "<!doctype html><p>hello</p>",
        "an email": "From: a@b\nTo: c@d\n\nHello, world\n",
        "Python": "import os\nos.system('echo x')\n",
        "a shell script": "#!/bin/sh\nrm -rf ~\n",
        "TOML": "[a]\nb = 1\n",
        "INI": "[a]\nb=1\n; c\n",
        "a CSV": "a,b,c\n1,2,3\n",
    }
    return [(name, text.encode()) for name, text in cases.items()]


def _tags() -> list[Case]:
    tags = (
        "!!python/object:os.system", "!!python/object/apply:os.system", "!!python/name:os.system",
        "!!python/module:os", "!!python/tuple", "!!binary", "!!set", "!!omap", "!!pairs", "!!str",
        "!!int", "!!null", "!!timestamp", "!!map", "!!seq", "!!bool", "!!float", "!!merge",
        "!<tag:yaml.org,2002:python/object/new:os.system>", "!x", "!e!x", "!",
    )  # fmt: skip
    return [
        *((f"tag {tag} on a text", _inside(f"{tag} x")) for tag in tags),
        *((f"tag {tag} on a list", f"a: {tag} [x]\n".encode()) for tag in tags),
        *((f"tag {tag} at the top", f"{tag}\na: 1\n".encode()) for tag in tags),
    ]


def _characters() -> list[Case]:
    marks = (
        *range(9), 0x0B, 0x0C, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0x2028, 0x2029,
        0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060,
        0x2066, 0x2067, 0x2068, 0x2069, 0x061C, 0xFEFF, 0xFFFE, 0xFFFF,
    )  # fmt: skip
    found = [(f"U+{mark:04X} in a text", _inside(f"x{chr(mark)}y")) for mark in marks]
    found += [(f"U+{mark:04X} in a key", f"a{chr(mark)}: 1\n".encode()) for mark in marks]
    text = SMALL.encode()
    return [
        *found,
        ("a BOM twice", b"\xef\xbb\xbf\xef\xbb\xbf" + text),
        ("a tab to indent", text.replace(b"  o1", b"\to1")),
        ("tabs on empty lines", b"a: 1\n\t\n"),
        ("old Mac line ends", text.replace(b"\n", b"\r")),
        ("mixed line ends", text.replace(b"\n", b"\r", 3)),
        ("line ends turned round", text.replace(b"\n", b"\n\r")),
        ("line ends of mainframes", text.replace(b"\n", "\x85".encode())),
        ("UTF-16", SMALL.encode("utf-16")),
        ("UTF-16 without a mark", SMALL.encode("utf-16-le")),
        ("UTF-32", SMALL.encode("utf-32")),
        ("Latin-1", "title: café\n".encode("latin-1")),
        ("GB 18030", "title: 严重过敏反应\n".encode("gb18030")),
        ("Shift JIS", "title: アナフィラキシー\n".encode("shift_jis")),
        ("a lone continuation", b"a: \x80\n"),
        ("a cut character", b"a: \xe4\xb8\n"),
        ("an overlong slash", b"a: \xc0\xaf\n"),
        ("an overlong NUL", b"a: \xc0\x80\n"),
        ("a surrogate in UTF-8", b"a: \xed\xa0\x80\n"),
        ("beyond Unicode in UTF-8", b"a: \xf5\x80\x80\x80\n"),
        ("a file of NUL", b"\x00" * 4096),
        ("a PNG", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("a ZIP", b"PK\x03\x04" + bytes(range(256)) * 8),
        ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\n"),
        ("gzip", b"\x1f\x8b\x08\x00" + bytes(range(256))),
        ("ELF", b"\x7fELF\x02\x01\x01" + b"\x00" * 64),
    ]


def _sizes() -> list[Case]:
    deep = 30_000
    nested = "".join("  " * n + f"k{n}:\n" for n in range(60))
    return [
        ("brackets nested 30,000 deep", b"a: " + b"[" * deep),
        ("brackets nested 30,000 deep, closed", b"a: " + b"[" * deep + b"]" * deep),
        ("braces nested 30,000 deep", b"a: " + b"{a: " * deep),
        ("dashes nested 30,000 deep", b"- " * deep + b"x"),
        ("question marks nested 30,000 deep", b"? " * deep + b"x"),
        ("maps nested 60 deep", nested.encode() + b"  " * 60 + b"x: y\n"),
        ("25 brackets", b"a: " + b"[" * 25 + b"x" + b"]" * 25),
        ("1 MB and one byte", b"a: " + b"x" * 999_998),
        ("2 MB", b"a: " + b"x" * 2_000_000),
        ("a text of 900 kB", _inside("x" * 900_000).replace(b"1.0.0", b"1")),
        ("a key of 900 kB", b'"' + b"x" * 900_000 + b'": 1\n'),
        ("a plain key of 2 kB", b"x" * 2_000 + b": 1\n"),
        ("an id of 20 kB", _inside("x").replace(b"scenario: small", b"scenario: " + b"s" * 20_000)),
        ("a ramp of 40 kB", SOUND.replace(b"140 /min over", b"1 over " * 6_000 + b"140 /min over")),
        ("a number of 40 kB", SOUND.replace(b"HR: 80 /min", b"HR: " + b"9" * 40_000 + b" /min")),
        ("a condition of 40 kB", SOUND.replace(b"done help and", b"done help and " * 3_000)),
        ("a condition of brackets", SOUND.replace(b"done help and", b"(" * 1_900)),
        ("a language of 30 kB", _inside("{" + "e" * 30_000 + ": x}")),
        ("100,001 parts", b"a: [" + b"x," * 100_000 + b"]\n"),
        ("100,001 parts on lines", b"a:\n" + b"- x\n" * 100_000),
        ("50,000 unknown keys", b"".join(b"k%d: 1\n" % n for n in range(49_000))),
        ("2,000 unknown keys", SOUND + b"".join(b"k%d: 1\n" % n for n in range(2_000))),
        ("2,000 duplicate keys", SOUND + b"rhythm: vf\n" * 2_000),
        ("300,000 separators", "\u2028".encode() * 300_000),
        ("300,000 tabs", b"\t\n" * 300_000),
        ("20,000 rules alike", _many_rules(20_000)),
        ("1,000 unknown states", _many_states(1_000)),
        ("40,000 spaces", b"a: 1\n" + b" " * 40_000 + b"\t"),
        ("a comment of 900 kB", b"#" * 900_000),
    ]


def _many_rules(count: int) -> bytes:
    rules = "\n".join(["          - {note: x}"] * count)
    text = SMALL.replace("          - {after: $wait", f"{rules}\n          - {{after: $wait", 1)
    return text.replace("version: 1.0.0", "version: one").encode()


def _many_states(count: int) -> bytes:
    states = "".join(
        f"      s{n}:\n        when: [{{after: 1 s, go: t{n}}}]\n" for n in range(count)
    )
    return SMALL.replace(
        "      well: {final: true}\n", f"      well: {{final: true}}\n{states}"
    ).encode()


CASES: tuple[Case, ...] = (*_structure(), *_tags(), *_characters(), *_sizes())

_FILES = tuple((pack.name, (pack / "scenario.yaml").read_bytes()) for pack in PACKS)
_DRAWS = Stream(17, "hostile files")


def _below(limit: int) -> int:
    return int(_DRAWS.unit() * limit)


def _flipped() -> list[Case]:
    found: list[Case] = []
    for name, content in _FILES:
        for number in range(40):
            damaged = bytearray(content)
            for _ in range(1 + number % 4):
                damaged[_below(len(damaged))] ^= 1 << _below(8)
            found.append((f"{name} flipped {number}", bytes(damaged)))
    return found


def _truncated() -> list[Case]:
    return [
        (f"{name} cut {number}", content[: _below(len(content))])
        for name, content in _FILES
        for number in range(25)
    ]


FLIPPED: tuple[Case, ...] = tuple(_flipped())
TRUNCATED: tuple[Case, ...] = tuple(_truncated())
