"""A cache whose Redis is away: a miss, quickly, and never an error."""

import time

import pytest
from django.core.cache import caches

from kcc.settings import next_database

pytestmark = pytest.mark.once


@pytest.fixture
def cache(settings):
    """Nothing listens on that port: the real client, the real refusal."""
    settings.CACHES = {
        "default": {
            "BACKEND": "kcc.lib.cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/1",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
    return caches["default"]


def test_without_redis_every_question_is_a_miss(cache):
    assert cache.get("a") is None
    assert cache.get("a", "b") == "b"
    assert cache.set("a", 1) is None
    assert cache.add("a", 1) is False
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.delete_many(["a"]) is None
    assert cache.has_key("a") is False
    assert ("a" in cache) is False
    assert cache.get_or_set("a", lambda: 7) == 7
    assert cache.clear() is False
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_a_redis_that_is_away_is_asked_once_and_then_again_after_some_seconds(
    cache, monkeypatch, caplog
):
    moment = [100.0]
    monkeypatch.setattr("kcc.lib.breaker.time.monotonic", lambda: moment[0])
    for _ in range(3):
        cache.get("a")
    assert [one.getMessage() for one in caplog.records] == [
        "The cache does not answer: ConnectionError"
    ]
    moment[0] += 5
    cache.get("a")
    assert len(caplog.records) == 2


def test_a_miss_costs_no_waiting(cache):
    began = time.monotonic()
    for _ in range(100):
        cache.get("a")
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("broker", "beside"),
    [
        ("redis://:x@127.0.0.1:6379/0", "redis://:x@127.0.0.1:6379/1"),
        ("rediss://redis.example.nl/3?ssl_cert_reqs=required", None),
        ("redis://redis", "redis://redis/1"),
        ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=0"),
    ],
)
def test_the_cache_is_in_the_database_beside_the_broker(broker, beside):
    expected = beside or "rediss://redis.example.nl/4?ssl_cert_reqs=required"
    assert next_database(broker) == expected
