"""Running the drill, row after row; found by entry point (`simrunner.device_tools`, `drill`)."""

from collections.abc import Callable, Iterator, Sequence

from devices.simulated.drill import conversation, load, plug, receiver, repeating
from devices.simulated.drill.row import Judge, LiveRun, Row, Terms, short_terms
from simrunner.hardware.device import Device, DeviceError

Rows = Row | tuple[Row, ...]

TRIES: Sequence[tuple[tuple[int, ...], Callable[[Terms], Rows]]] = (
    ((1,), receiver.fuzz),
    ((2,), receiver.resync),
    ((3,), receiver.bit_errors),
    ((4,), receiver.dropped_bytes),
    ((5,), receiver.hour),
    ((6, 7), plug.unplug),
    ((8,), plug.stall),
    ((9,), plug.reboot),
    ((10,), conversation.commands),
    ((11,), load.busy),
    ((12,), conversation.clock),
    ((13,), conversation.strangers),
    ((14,), conversation.wraps),
    ((15,), conversation.events),
    ((16,), load.killed_host),
    ((17,), repeating.same_seed),
    ((18,), repeating.replay),
    ((19,), plug.soak),
    ((20,), repeating.walks),
)


def drill(
    *,
    is_short: bool,
    monotonic_s: Callable[[], float],
    judge: Judge | None = None,
    live: Callable[[Device], LiveRun] | None = None,
    chosen: Sequence[int] = (),
) -> Iterator[Row]:
    """Yield the rows in order, all or the ``chosen`` ones; a try that breaks is a row not met."""
    terms = Terms(monotonic_s=monotonic_s, judge=judge, live=live)
    if is_short:
        terms = short_terms(terms)
    for numbers, attempt in TRIES:
        if chosen and not set(numbers) & set(chosen):
            continue
        try:
            rows = attempt(terms)
        except (DeviceError, OSError, AssertionError) as error:
            yield from (_broken(number, error) for number in numbers)
        else:
            yield from (rows,) if isinstance(rows, Row) else rows


def _broken(number: int, error: Exception) -> Row:
    return Row(
        number=number, what="could not be tried", required="to be tried", measured=str(error),
        figure=0.0, unit="", is_met=False,
    )  # fmt: skip
