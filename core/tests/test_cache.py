"""The shared cache without its Redis: quick, and still a cache."""

import socket
import time

import pytest

from core.cache import SharedCache


@pytest.fixture
def nobody_listens():
    """The address of a port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.fixture
def cache(nobody_listens):
    cache = SharedCache([nobody_listens], {"KEY_PREFIX": "test"})
    yield cache
    cache.clear()


def test_without_redis_it_keeps_what_it_is_given_in_its_own_memory(cache):
    assert cache.add("lock", True)
    assert not cache.add("lock", True)
    cache.set("tries", [1, 2])
    assert cache.get("tries") == [1, 2]
    assert cache.get_many(["tries", "lock"]) == {"tries": [1, 2], "lock": True}
    assert cache.delete("lock")
    assert "lock" not in cache


def test_a_redis_that_is_away_is_not_asked_each_time(cache, caplog):
    for number in range(50):
        cache.set(f"key-{number}", number)
    assert len(caplog.messages) == 1
    assert "Redis is away" in caplog.messages[0]


def test_threads_of_a_process_count_together(cache, nobody_listens):
    cache.set("tries", 3)
    assert SharedCache([nobody_listens], {"KEY_PREFIX": "test"}).get("tries") == 3


def test_a_redis_that_accepts_and_hangs_is_waited_for_once(in_time):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = SharedCache([f"redis://127.0.0.1:{silent.getsockname()[1]}/0"], {"KEY_PREFIX": "t"})
        began = time.perf_counter()
        cache.set("tries", 1)
        assert cache.get("tries") == 1
        in_time(time.perf_counter() - began, 4)
        cache.clear()
