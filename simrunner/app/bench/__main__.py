"""`python -m simrunner.app.bench [METRIC …]`: one line of JSON per figure on stdout.

A missed goal is reported, not an error: the exit code is 0 unless something could not be measured.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from simrunner.app.bench.figure import Figure, set_heap_aside, tell
from simrunner.app.exit_code import BAD_INPUT, ENVIRONMENT, OK, Refusal

METRICS: Mapping[str, tuple[str, str]] = {
    "P0": ("references", "measure"),
    "P1": ("sweep_frames", "measure_cost"),
    "P2": ("sweep_frames", "measure_smooth_cost"),
    "P3": ("sweep_frames", "measure_worst"),
    "P8": ("logging_cost", "measure"),
    "P9": ("record_store", "measure_inserts"),
    "P10": ("record_store", "measure_size"),
    "P11": ("record_store", "measure_pages"),
    "P12": ("cohorts", "measure"),
    "P13": ("chart_events", "measure"),
    "P14": ("condition_looks", "measure"),
    "P15": ("scenario_load", "measure"),
    "P16": ("start_up", "measure"),
    "P17": ("quiet_hour", "measure"),
    "P18": ("living", "measure_speed"),
    "P19": ("living", "measure_waves"),
    "P20": ("living", "measure_snapshot"),
    "P21": ("living", "measure_memory"),
    "P22": ("eight_rooms", "measure"),
    "P-check": ("checking", "measure"),
    "D1": ("device_line", "measure_sample"),
    "D2": ("device_line", "measure_noise"),
    "D3": ("device_line", "measure_flood"),
    "D4": ("device_drill", "measure_reading"),
    "D5": ("device_drill", "measure_fleet"),
    "D6": ("device_drill", "measure_drill"),
    "H1": ("headless", "measure_speed"),
    "L1": ("headless", "measure_load"),
    "S1": ("seeking", "measure_scripted"),
    "S2": ("seeking", "measure_modelled"),
    "R1": ("rehearsals", "measure"),
}
"""Where each metric is measured; a module is imported only when it is asked for."""


def main(arguments: Sequence[str]) -> int:
    """Measure the metrics named, all without a name, and return the exit code."""
    unknown = [name for name in arguments if name not in METRICS]
    if unknown:
        print(f"bench: there is no {unknown[0]}; there are {', '.join(METRICS)}", file=sys.stderr)
        return BAD_INPUT
    code = OK
    for name in dict.fromkeys(arguments) or METRICS:
        try:
            for figure in _measure(name):
                print(figure.as_line(), flush=True)
                tell(_in_words(figure))
        except (Refusal, ImportError) as problem:
            print(f"bench: {name} cannot be measured: {problem}", file=sys.stderr)
            code = ENVIRONMENT
    return code


def _measure(name: str) -> Sequence[Figure]:
    module, function = METRICS[name]
    measure: Callable[[], Sequence[Figure]] = getattr(
        import_module(f"simrunner.app.bench.{module}"), function
    )
    set_heap_aside()
    return measure()


def _in_words(figure: Figure) -> str:
    verdict = {True: "met", False: "MISSED", None: "no goal"}[figure.is_met]
    words = f"{figure.metric}: {figure.ours:.4g} {figure.unit}"
    if figure.baseline is not None and figure.ratio is not None:
        words += f" against {figure.baseline:.4g} {figure.unit}, ratio {figure.ratio[1]:.3g}"
    return f"{words} ({figure.goal}: {verdict})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
