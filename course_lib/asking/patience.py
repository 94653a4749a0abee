"""How long an answer may take when it is checked, and how one that does not return is stopped.

The clock is a thread beside the answer. It interrupts the main thread as the stop button does, on every system; what
runs inside one call of C, such as a product of huge matrices, stops when that call ends.
"""

import _thread
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

QUESTION_CPU_S = 20.0  # of one call: as long as the most patient exam of the course, which a test compares
WALL_FACTOR = 3.0  # by the clock so many times as long, for who sleeps or waits for a file
POLL_S = 0.1


class NotReturned(Exception):  # noqa: N818  (an outcome, not an error of ours)
    """The answer was stopped: after ``seconds``, by the reader or because its time was over, at ``line``."""

    def __init__(self, seconds: float, *, by_reader: bool) -> None:
        super().__init__(f"stopped after {seconds:.0f} s")
        self.seconds, self.by_reader = seconds, by_reader
        self.line = ""


class _Alarm(threading.Thread):
    """Interrupts the main thread once the time is over, unless ``switch_off`` came first."""

    def __init__(self, cpu_s: float) -> None:
        super().__init__(daemon=True, name="check's clock")
        self._cpu_s, self._cpu_start, self._start = cpu_s, time.process_time(), time.monotonic()
        self._off, self._turn = threading.Event(), threading.Lock()
        self.rang = False

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._start

    def run(self) -> None:
        while not self._off.wait(POLL_S):
            with self._turn:
                if self._over() and not self._off.is_set():
                    self.rang = True
                    _interrupt_main()
                    return

    def _over(self) -> bool:
        return time.process_time() - self._cpu_start > self._cpu_s or self.elapsed_s > WALL_FACTOR * self._cpu_s

    def switch_off(self) -> None:
        """Afterwards nothing is interrupted any more: an interrupt on its way arrives in here."""
        try:
            self._off.set()
            with self._turn:
                pass
            if self.rang:
                time.sleep(POLL_S)
        except KeyboardInterrupt:
            if not self.rang:
                raise


def _interrupt_main() -> None:
    if hasattr(signal, "pthread_kill"):  # wakes what sleeps, too
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


@contextmanager
def at_most() -> Iterator[None]:
    """Raises NotReturned where the body takes longer than QUESTION_CPU_S, or where the reader interrupts it.

    Outside of the main thread nobody can be interrupted, and there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    alarm = _Alarm(QUESTION_CPU_S)
    alarm.start()
    try:
        yield
    except KeyboardInterrupt as stop:
        raise NotReturned(alarm.elapsed_s, by_reader=not alarm.rang) from stop
    finally:
        alarm.switch_off()
    if alarm.rang:  # and the answer caught it
        raise NotReturned(alarm.elapsed_s, by_reader=False)
