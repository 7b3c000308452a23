"""Runs of small files that differ in a few words, for tests of the language's pages."""

from support.chart_runs import Run
from support.scenario_files import check, codes_at, small

ILL = "      ill:\n"
HELPED = "          - {if: done help and given adrenaline >= 0.5 mg IM, go: well}\n"
WAITED = "          - {after: $wait, go: worse}\n"
FIRST = "vitals: {HR"


def ruled(*rules, effects="", top="", more=()):
    """Return the file whose state `ill` has these rules and effects alone."""
    body = "".join(f"          - {{{rule}}}\n" for rule in rules)
    entry = f"{ILL}        {effects}\n" if effects else ILL
    changes = [(ILL, entry), (HELPED, body), (WAITED, "")]
    if top:
        changes.append((FIRST, f"{top}\n{FIRST}"))
    text = small(*changes, *more)
    return (
        text
        if rules
        else text.replace("        when:\n      worse", "        when: []\n      worse")
    )


def run_of(*rules, seed=1, **kinds):
    """Return a run of such a file."""
    scenario, problems = check(ruled(*rules, **kinds))
    assert scenario is not None, [str(each) for each in problems]
    return Run(scenario, seed=seed)


def codes_of(*rules, severities="E", **kinds):
    """Return the codes of such a file's problems, errors alone by default."""
    problems = check(ruled(*rules, **kinds))[1]
    return [code for code, _, _ in codes_at(problems) if code[0] in severities]
