"""Only a path of this app is gone on to."""

import pytest

from kcc.lib.addresses import is_ours


@pytest.mark.parametrize("address", ["/", "/cases/?q=1&page=2", "/cases/#files"])
def test_a_path_is_ours(address):
    assert is_ours(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "cases",
        "cases:list",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "https://elsewhere.example/",
        "javascript:alert(1)",
        " /cases/",
        "/\t/elsewhere.example/",
    ],
)
def test_anything_else_is_not(address):
    assert not is_ours(address)
