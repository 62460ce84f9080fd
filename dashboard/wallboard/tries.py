"""How often a key may be tried: counted per sender, in the cache that the processes share."""

from hashlib import sha256

from rest_framework.throttling import SimpleRateThrottle


class KeyTries(SimpleRateThrottle):
    """Ten in a minute, right ones too. With 125 bits in a key this only keeps the log readable."""

    rate = "10/min"

    def get_cache_key(self, request, view) -> str:
        sender = sha256(self.get_ident(request).encode()).hexdigest()[:32]
        return f"wallboard-tries-{sender}"


def may_try(request) -> bool:
    return KeyTries().allow_request(request, None)
