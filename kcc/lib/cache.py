"""The shared cache in Redis. What is in it can be missed, so Redis can be: without it every
question is a miss and nothing is kept, and no request fails."""

import logging

from django.core.cache.backends import redis as django_redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from redis.exceptions import RedisError

from kcc.lib.breaker import Breaker

logger = logging.getLogger(__name__)
AWAY_FOR = 5.0  # seconds in which Redis is not asked again after it gave no answer


class RedisCache(django_redis.RedisCache):
    """Django's own, that forgives a Redis that is away. Give it short socket time-outs."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._breaker = Breaker(AWAY_FOR)

    def _asked(self, question, otherwise, *arguments):
        if self._breaker.away:
            return otherwise
        try:
            return question(*arguments)
        except (RedisError, OSError) as error:
            self._breaker.trip()
            logger.warning("The cache does not answer: %s", type(error).__name__)
            return otherwise

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._asked(super().add, False, key, value, timeout, version)

    def get(self, key, default=None, version=None):
        return self._asked(super().get, default, key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._asked(super().set, None, key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._asked(super().touch, False, key, timeout, version)

    def delete(self, key, version=None):
        return self._asked(super().delete, False, key, version)

    def get_many(self, keys, version=None):
        return self._asked(super().get_many, {}, keys, version)

    def has_key(self, key, version=None):
        return self._asked(super().has_key, False, key, version)

    def incr(self, key, delta=1, version=None):
        """ValueError when the key is not there, as Django says; so too when Redis is not."""
        value = self._asked(super().incr, None, key, delta, version)
        if value is None:
            raise ValueError(f"Key {key!r} not found")
        return value

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._asked(super().set_many, list(data), data, timeout, version)

    def delete_many(self, keys, version=None):
        self._asked(super().delete_many, None, keys, version)

    def clear(self):
        return self._asked(super().clear, False)
