"""What shall run for as long as we do, and is started again when it ends."""

#: Seconds: who ran for so long has not failed to start.
LASTS = 10
#: Seconds before the first new start; then twice as many each time, up to the last number.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30


class Tries:
    """How often something ended at once, one time after another, and how long to wait before the next start."""

    def __init__(self):
        self.failed = 0

    def ended_after(self, seconds: float) -> None:
        """It ran for so long; once it has lasted, what was before no longer counts."""
        self.failed = 1 if seconds >= LASTS else self.failed + 1

    @property
    def pause(self) -> float:
        """Seconds until the next start."""
        return min(FIRST_PAUSE * 2 ** (self.failed - 1), LONGEST_PAUSE)
