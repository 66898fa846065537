"""The cache that all processes share: Redis, and a process's own memory while Redis is away."""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

AWAY = 10
"""Seconds for which a Redis that failed is not asked again: waiting for it would hold up every visitor."""

# At once, for a connection that a restart of Redis has cut. The library's own patience is 4 seconds a call.
QUICK = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1)}


def from_redis_or_own(name):
    """This method of Redis's cache, and that of the own memory where Redis fails."""
    of_redis, of_own = getattr(RedisCache, name), getattr(LocMemCache, name)

    def ask(self, *args, **options):
        if time.monotonic() >= self._away_until:
            try:
                return of_redis(self, *args, **options)
            except RedisError as error:
                self._do_without(error)
        return of_own(self._own, *args, **options)

    return ask


class SharedCache(RedisCache):
    """Django's cache in Redis, for what must be counted over all processes, as attempts to sign in.

    While Redis is away nobody is locked out and nobody is let off: each process counts for itself.
    """

    def __init__(self, server, params):
        super().__init__(server, params)
        self._options = {**QUICK, **self._options}
        self._own = LocMemCache("while Redis is away", params)
        self._away_until = 0

    def _do_without(self, error):
        self._away_until = time.monotonic() + AWAY
        log.warning("Redis is away (%s): this process uses its own memory", error)

    add = from_redis_or_own("add")
    get = from_redis_or_own("get")
    set = from_redis_or_own("set")
    touch = from_redis_or_own("touch")
    delete = from_redis_or_own("delete")
    get_many = from_redis_or_own("get_many")
    has_key = from_redis_or_own("has_key")
    incr = from_redis_or_own("incr")
    set_many = from_redis_or_own("set_many")
    delete_many = from_redis_or_own("delete_many")
    clear = from_redis_or_own("clear")
