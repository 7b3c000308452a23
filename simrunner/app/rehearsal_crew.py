"""Where a rehearsal is played: in processes of this machine, or on a Dask cluster."""

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from simrunner.app.exit_code import ENVIRONMENT, Refusal
from simrunner.app.rehearsal_worker import follow_the_parent, play_text
from simrunner.rehearsal.rehearse import (
    Batch,
    Executor,
    PlayedBatch,
    batch_text,
    results_from_text,
)

LOCAL = "local"
"""The word for a cluster of two or more workers on this machine."""

CONNECT_S = 10
"""How long a scheduler may take to answer."""


def in_processes(stage: str, jobs: int) -> Executor:
    """Return the executor that plays in ``jobs`` processes of this machine."""

    def play(batches: Sequence[Batch]) -> Iterator[PlayedBatch]:
        pool = ProcessPoolExecutor(
            max_workers=min(jobs, len(batches)),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=follow_the_parent,
        )
        try:
            asked = {pool.submit(play_text, stage, batch_text(each)): each for each in batches}
            for future in as_completed(asked):
                yield asked[future], results_from_text(future.result())
        finally:  # also when the user interrupts: what is not begun is not played
            pool.shutdown(wait=True, cancel_futures=True)

    return play


def on_cluster(stage: str, address: str, jobs: int) -> Executor:
    """Return the executor that plays on the workers of a Dask cluster.

    ``address`` is ``local`` (``jobs`` workers here, two at least) or a scheduler's. Refusal when
    the extra is not installed or nobody answers. Workers elsewhere need this same release.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as problem:
        sentence = "A cluster needs Dask: install simrunner[cluster], or leave out --cluster."
        raise Refusal(sentence, ENVIRONMENT) from problem

    def play(batches: Sequence[Batch]) -> Iterator[PlayedBatch]:
        with ExitStack() as stack:
            client = _client(distributed, address, jobs, stack)
            futures = [
                client.submit(play_text, stage, batch_text(each), pure=False) for each in batches
            ]
            asked = {future.key: each for future, each in zip(futures, batches, strict=True)}
            try:
                for future, text in distributed.as_completed(futures, with_results=True):
                    yield asked[future.key], results_from_text(text)
            except (OSError, distributed.scheduler.KilledWorker) as problem:
                sentence = f"The cluster {address} was lost while it rehearsed: {problem}"
                raise Refusal(sentence, ENVIRONMENT) from problem

    return play


def _client(distributed: Any, address: str, jobs: int, stack: ExitStack) -> Any:
    if address == LOCAL:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="simrunner-cluster-"))
        cluster = stack.enter_context(
            distributed.LocalCluster(
                n_workers=max(jobs, 2), threads_per_worker=1, processes=True, host="127.0.0.1",
                dashboard_address="127.0.0.1:0", local_directory=folder,
                scheduler_kwargs={"dashboard": False},
            )
        )  # fmt: skip
        return stack.enter_context(distributed.Client(cluster))
    try:
        return stack.enter_context(distributed.Client(address, timeout=CONNECT_S))
    # A server of another kind may answer anything; its words, read as a length, exceed the memory.
    except (OSError, TimeoutError, ValueError, MemoryError) as problem:
        sentence = f"No Dask scheduler answers at {address}: start one with `dask scheduler`."
        raise Refusal(sentence, ENVIRONMENT) from problem
