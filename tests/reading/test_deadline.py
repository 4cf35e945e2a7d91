"""A limit of time within a process."""

from __future__ import annotations

import signal
import time

import pytest

from searchkit.reading.deadline import TimeIsUp, at_most

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such alarm")


def _work_for_ever() -> None:
    while True:
        try:
            sum(range(1_000))
        except Exception:  # noqa: BLE001 - as parsers do
            pytest.fail("it was taken for a fault of the document")


@pytest.mark.parametrize(("processor", "seconds"), [(0.01, 60.0), (60.0, 0.01), (0.0, 60.0)])
def test_work_ends_when_either_time_is_over(processor: float, seconds: float) -> None:
    """That of the processor, or that which passes; no handler of `Exception` keeps it."""
    with pytest.raises(TimeIsUp), at_most(processor, seconds):
        _work_for_ever()


def test_waiting_ends_too() -> None:
    """Nothing of the processor is used then."""
    with pytest.raises(TimeIsUp), at_most(60, 0.01):
        time.sleep(60)


def test_afterwards_all_is_as_before() -> None:
    """No alarm is left, and one that there was goes on."""
    handlers = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGPROF)
    with at_most(60, 60):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert handlers == (signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGPROF))
    signal.setitimer(signal.ITIMER_REAL, 1_000)
    try:
        with at_most(60, 60):
            pass
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 1_000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
