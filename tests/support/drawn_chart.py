"""One scenario file with everything a drawing must show, awkward texts included."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from simrunner.domain.chart import Scenario
from simrunner.domain.chart_graph import ChartGraph, graph_of
from simrunner.scenario.pack import load_pack
from support.packs import PACKS, shipped_catalogue
from support.scenario_files import check, small

AWKWARD = 'Say \\"go\\"; it\'s 5 % <now>: C:\\\\n {x} # -- 中'
"""As written inside double quotes in a file."""

REGIONS = f"""\
regions:
  patient:
    start: ill
    states:
      ill:
        title: "{AWKWARD}"
        start: early
        when:
          - {{id: cured, if: done help and given adrenaline >= 0.5 mg IM, go: well}}
        states:
          early: {{when: [{{after: $wait, go: late}}]}}
          late:
            when:
              - {{event: give adrenaline, if: HR > 90 /min for 30 s, chance: 30 %, go: ill}}
      scanned: {{when: [{{after: 10 s, go: back}}]}}
      well: {{final: true}}
  急救:
    start: alone
    states:
      alone: {{when: [{{if: done help, go: 已到}}]}}
      已到: {{}}
anywhere:
  - {{if: MAP < 48 mmHg for 3 min, go: scanned}}
  - {{if: HR > 200 /min, flag: fast}}
  - {{if: flag fast, note: Very fast}}
expect:
  helped: {{detect: done help, within: 2 min, objective: o1}}
"""


def drawn_scenario() -> Scenario:
    """Return the scenario: a state with states inside, a way back, `anywhere`, two regions."""
    text = small()
    scenario, problems = check(text[: text.index("regions:")] + REGIONS)
    assert scenario is not None, [str(problem) for problem in problems]
    return scenario


def drawn_graph() -> ChartGraph:
    """Return its graph."""
    return graph_of(drawn_scenario())


def shipped_graphs() -> dict[str, Callable[[], ChartGraph]]:
    """Return what makes the graph of each shipped pack, by the pack's id."""

    def graph_in(folder: Path) -> ChartGraph:
        return graph_of(load_pack(folder, shipped_catalogue()).scenario)

    return {folder.name: partial(graph_in, folder) for folder in PACKS}
