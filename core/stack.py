"""A stack for calls that is large from the start."""

from collections.abc import Callable

#: Machine words: more than half of a chunk of 256 kB.
FRAME = 20_000


def on_a_large_stack(function: Callable) -> Callable:
    """Let whatever this function calls find its stack in one piece.

    Python 3.11 to 3.13 keep the frames of calls in chunks of 16 kB, and give each back to the system as soon as
    its last frame returns. A loop that calls from just below such an edge asks for memory at each turn: on the
    week page it was half of the time. A frame that is larger than the chunk is given a larger one, in which the
    rest fits too; what is not touched of it costs nothing.
    """
    function.__code__ = function.__code__.replace(co_stacksize=FRAME)
    return function
