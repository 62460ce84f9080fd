"""The tests reach this machine and nothing else."""

import socket

import pytest

from tests.conftest import NetworkBlockedError


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.nl", 443)])
def test_connection_to_elsewhere_is_refused(address):
    with pytest.raises(NetworkBlockedError), socket.socket() as connection:
        connection.connect(address)


def test_name_of_elsewhere_is_not_looked_up():
    with pytest.raises(NetworkBlockedError):
        socket.getaddrinfo("example.nl", 443)


def test_this_machine_is_reached():
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert client.connect_ex(server.getsockname()) == 0
