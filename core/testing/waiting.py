"""Waiting in tests: for something to happen, and for as long as something does.

A busy machine makes everything slow and nothing wrong, so that no wait of a test ends after a number of
seconds in which a quiet machine would be ready.
"""

import time

#: Seconds without any progress: what stands still for so long has stopped.
STANDSTILL = 180
#: Seconds: nothing that a test waits for takes so long, however busy the machine.
LONGEST = 1800
LOOK_EVERY = 0.05


def wait_until(happened, *, watching=None, standstill: float = STANDSTILL) -> bool:
    """Ask until the answer is yes. False when nothing has changed for `standstill` seconds.

    `watching()` gives what changes while there is progress: a log, a count. Without it the whole wait may last
    that long.
    """
    began = moved = time.monotonic()
    seen = watching() if watching else None
    while not happened():
        now, last = time.monotonic(), seen
        seen = watching() if watching else None
        if seen != last:
            moved = now
        if now - moved > standstill or now - began > LONGEST:
            return False
        time.sleep(LOOK_EVERY)
    return True
