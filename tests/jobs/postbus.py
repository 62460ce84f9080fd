"""A real mail server on loopback, that keeps what it got and refuses what it is told to."""

import logging
import re
import socket
import time
from email import message_from_bytes, policy
from threading import Lock

from aiosmtpd.controller import Controller

# The server's own log repeats addresses; the tests look at ours.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Mail:
    def __init__(self, recipient: str, message):
        self.recipient = recipient
        self.message = message

    @property
    def id(self) -> tuple[str, str]:
        return self.recipient, self.message["Message-ID"]


class Postbus:
    """aiosmtpd's handler. `refusals`: part of an address to the answer its recipients get; or
    "DATA" to the answer to every message. `slow`: seconds before a message is accepted."""

    def __init__(self, port: int):
        self.port = port
        self.got: list[Mail] = []
        self.sessions = 0
        self.refusals: dict[str, str] = {}
        self.slow = 0.0
        self._lock = Lock()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        for part, answer in self.refusals.items():
            if part in address:
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        # Kept before the answer: a sender that dies now does not know that we have it.
        if "DATA" in self.refusals:
            return self.refusals["DATA"]
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._lock:
            self.got += [Mail(to, message) for to in envelope.rcpt_tos]
        if self.slow:
            time.sleep(self.slow)
        return "250 OK"

    def words(self, part: str) -> list[str]:
        return [re.sub(r"\s+", " ", mail.message[part]) for mail in self.got]


def start() -> tuple[Controller, Postbus]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    postbus = Postbus(port)
    controller = Controller(postbus, hostname="127.0.0.1", port=port)
    controller.start()
    return controller, postbus
