"""The browser of `asking`, asked without waiting for it: hundreds of people in one process.

Its methods are awaited: `answer = await browser.get("/")`. HTTP/1.0, as most proxies speak to what
is behind them, so a connection for each request and no answer in pieces.
"""

import asyncio
import http.client
import io
import time

import asking

LONGEST_HEADERS = 64 * 1024


class Browser(asking.Browser):
    async def _ask(self, method: str, path: str, body: bytes | None, headers) -> asking.Answer:
        started = time.perf_counter()
        async with asyncio.timeout(self.timeout):
            reader, writer = await self._send(method, path, body, headers)
            try:
                first = await reader.readline()
                head = await reader.readuntil(b"\r\n\r\n")
                content = await reader.read()
            finally:
                writer.close()
        seconds = time.perf_counter() - started
        said = http.client.parse_headers(io.BytesIO(head))
        if len(content) != int(said.get("Content-Length", len(content))):
            raise ConnectionError("The answer was cut off.")
        self._keep_cookies(said)
        return asking.Answer(int(first.split(None, 2)[1]), said, content, seconds)

    async def _send(self, method, path, body, headers):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = {"Host": f"{asking.HOST}:{self.port}", "Cookie": cookies}
        asked |= {**self.headers, **(headers or {})}
        if body is not None:
            asked["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.0", *(f"{name}: {said}" for name, said in asked.items())]
        reader, writer = await asyncio.open_connection(
            asking.HOST, self.port, limit=LONGEST_HEADERS
        )
        writer.write("\r\n".join([*lines, "", ""]).encode() + (body or b""))
        await writer.drain()
        return reader, writer

    def unheard(self) -> "Unheard":
        """A browser of the same person that hangs up as soon as it has asked."""
        twin = Unheard(self.port, timeout=self.timeout)
        twin.secret, twin.cookies, twin.headers = self.secret, self.cookies, self.headers
        return twin


class Unheard(Browser):
    async def _ask(self, method: str, path: str, body: bytes | None, headers) -> None:
        async with asyncio.timeout(self.timeout):
            _reader, writer = await self._send(method, path, body, headers)
            writer.close()
            await writer.wait_closed()
