"""The BSN at rest: encrypted so that it can be shown, hashed with a key so that it can be found.

Both keys come from settings.PERSONAL_DATA_KEY and stand apart from each other: who can read the
look-up column cannot decrypt, and a plain hash of only 10^9 numbers would be undone in seconds.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kcc.customers.identify import mask_bsn


@lru_cache(maxsize=8)
def _derive(secret: str, purpose: bytes) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"kcc.customers.bsn", info=purpose)
    return kdf.derive(secret.encode())


def _fernet() -> Fernet:
    key = _derive(settings.PERSONAL_DATA_KEY, b"encryption")
    return Fernet(base64.urlsafe_b64encode(key))


def encrypt(bsn: str) -> bytes:
    return _fernet().encrypt(bsn.encode())


def decrypt(encrypted: bytes | memoryview) -> str:
    """The nine digits; "" when they were encrypted with another key than the present one."""
    try:
        return _fernet().decrypt(bytes(encrypted)).decode()
    except InvalidToken:
        return ""


def masked(encrypted: bytes | memoryview | None) -> str:
    """******782 for the screen; "" without a BSN."""
    return mask_bsn(decrypt(encrypted)) if encrypted else ""


def lookup(bsn: str) -> str:
    """64 hex digits, the same for the same BSN and key."""
    key = _derive(settings.PERSONAL_DATA_KEY, b"lookup")
    return hmac.new(key, bsn.encode(), hashlib.sha256).hexdigest()
