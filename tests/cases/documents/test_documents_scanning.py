"""The virus scanner: a small clamd that answers as the real one does."""

import socket
import struct
import threading

import pytest

from cases.documents.scanning import Infected, scan
from cases.models import CaseDocument
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Takes one conversation; `received` is the file it got."""

    def __init__(self, listener, answer=None, most=None):
        self.listener, self.answer, self.most = listener, answer, most
        self.received = b""
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        try:
            conversation, _ = self.listener.accept()
        except OSError:
            return
        with conversation:
            assert self.read(conversation, 10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", self.read(conversation, 4))[0]:
                self.received += self.read(conversation, size)
                if self.most and len(self.received) > self.most:
                    conversation.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            found = b"stream: Eicar-Test-Signature FOUND\0"
            conversation.sendall(
                self.answer or (found if EICAR in self.received else b"stream: OK\0")
            )

    @staticmethod
    def read(conversation, size):
        got = b""
        while len(got) < size:
            piece = conversation.recv(size - len(got))
            if not piece:
                return got
            got += piece
        return got


@pytest.fixture
def listener(settings):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        yield listener


@pytest.fixture
def put(tmp_path):
    def put(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return put


def test_without_a_scanner_nothing_is_asked(put, settings):
    settings.CLAMAV_ADDRESS = ""
    assert scan(put(EICAR)) is None


def test_clean_file_passes_whole(put, listener):
    clamd = Clamd(listener)
    scan(put(b"a" * 200_000))
    clamd.thread.join(5)
    assert clamd.received == b"a" * 200_000


def test_virus_is_named(put, listener):
    Clamd(listener)
    with pytest.raises(Infected) as refused:
        scan(put(EICAR))
    assert refused.value.signature == "Eicar-Test-Signature"


@pytest.mark.parametrize("answer", [b"stream: OK but\0", b"UNKNOWN COMMAND\0", b"\0"])
def test_an_answer_nobody_knows_lets_nothing_in(put, listener, answer):
    Clamd(listener, answer=answer)
    with pytest.raises(DomainError) as refused:
        scan(put(b"a"))
    assert refused.value.code == "try_again"


def test_a_scanner_that_takes_no_more_lets_nothing_in(put, listener):
    Clamd(listener, most=70_000)
    with pytest.raises(DomainError) as refused:
        scan(put(b"a" * 5_000_000))
    assert refused.value.code == "try_again"


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.ctl", "http://127.0.0.1/", "clamav", "tcp://"],
)
def test_a_scanner_that_does_not_answer_lets_nothing_in(put, settings, address, caplog):
    settings.CLAMAV_ADDRESS = address
    with pytest.raises(DomainError) as refused:
        scan(put(b"a"))
    assert refused.value.code == "try_again"
    assert "cannot be reached" in caplog.text


def test_a_socket_on_this_machine_is_asked_too(put, settings, tmp_path):
    path = tmp_path / "clamd.ctl"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        settings.CLAMAV_ADDRESS = f"unix:{path}"
        Clamd(listener)
        with pytest.raises(Infected):
            scan(put(EICAR))


def test_infected_document_is_not_kept_and_the_privacy_officer_sees_it(add, kept, listener, case):
    Clamd(listener)
    mail = b"From: a@example.nl\nDate: Tue, 10 Nov 2026 09:58:00 +0100\n\n" + EICAR
    with pytest.raises(Infected):
        add("a.eml", mail)
    assert (kept(), CaseDocument.objects.count()) == ([], 0)
    seen = AuditEvent.objects.get(action="document.infected")
    assert (seen.object_id, seen.result, seen.detail) == (
        str(case.public_id),
        "refused",
        {"why": "Eicar-Test-Signature"},
    )


def test_document_is_not_kept_while_the_scanner_is_away(add, kept, settings):
    settings.CLAMAV_ADDRESS = "tcp://127.0.0.1:1"
    with pytest.raises(DomainError) as refused:
        add()
    assert (refused.value.field, kept(), CaseDocument.objects.count()) == ("file", [], 0)
