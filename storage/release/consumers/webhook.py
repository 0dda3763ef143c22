"""A consumer that is an HTTPS address: one signed POST an entry, to the very address that was checked."""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

import msgspec
from standardwebhooks.webhooks import EmptyWebhookSecretError
from standardwebhooks.webhooks import Webhook as Signer
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util import Retry

from models.errors import BadSetting, ConsumerUnavailable
from models.release import Failure, ReleasedEntry, Verdict
from storage.release.consumers import addresses
from storage.release.consumers.declared import Declared, Surroundings
from storage.release.consumers.one_by_one import deliver_each

LATER_STATUSES = frozenset({408, 425, 429})
LONGEST_WAIT_SECONDS = 24 * 3600
PLAIN_URL = re.compile("[!-~]+")
WHOLE_EXCHANGE = 3
"""Times the timeout: a server that sends a byte now and then never runs into the timeout of a single read."""


class Webhook(Declared, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="webhook"):
    """`secret_env` names the variable that holds the signing secret (whsec_...); hosts not under `allowed_hosts` are refused."""

    url: str
    secret_env: str
    allowed_hosts: tuple[str, ...]
    allow_networks: tuple[str, ...] = ()
    allow_plain_http: bool = False
    ca_file: str | None = None
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=120)] = 10

    def consumer(self, surroundings: Surroundings) -> "WebhookConsumer":
        return WebhookConsumer(self, surroundings.secret(self.secret_env))


class WebhookConsumer:
    """Any 2xx takes the entry. 408, 425, 429, 5xx and silence ask for another time; every other answer refuses it, redirects included."""

    def __init__(self, declared: Webhook, secret: str, resolve: addresses.Resolve = addresses.resolved) -> None:
        self.name = declared.name
        self.doc_types = declared.doc_types
        self._declared = declared
        self._url = _checked_url(declared)
        self._port = self._url.port or (443 if self._url.scheme == "https" else 80)
        self._networks = addresses.networks(declared.allow_networks)
        self._resolve = resolve
        self._signer = _signer(declared, secret)
        self._trust = _trust(declared)

    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:  # noqa: ARG002 - an entry's key says it all
        return deliver_each(entries, self._send)

    def _send(self, entry: ReleasedEntry) -> Failure | None:
        body = msgspec.json.encode({"type": "entry.corrected" if entry.corrects else "entry.released", "data": entry})
        at = datetime.now(UTC)
        headers = {
            "Host": self._url.netloc,
            "Content-Type": "application/json",
            "User-Agent": "foureyes",
            "webhook-id": entry.idempotency_key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._signer.sign(entry.idempotency_key, at, body.decode()),
        }
        return self._exchanged(self._connected(), body, headers)

    def _exchanged(self, connection: HTTPConnection, body: bytes, headers: dict[str, str]) -> Failure | None:
        seconds = WHOLE_EXCHANGE * self._declared.timeout_seconds
        ends = time.monotonic() + seconds
        watch = threading.Timer(seconds, _cut, [connection])
        watch.start()
        try:
            connection.request("POST", self._target(), body=body, headers=headers, preload_content=False)
            answer = connection.getresponse()  # its body is left unread: it may repeat values, and nobody needs it
        except (HTTPError, OSError, http.client.HTTPException) as error:
            return Failure(Verdict.LATER, f"no answer: {type(error).__name__}")
        finally:
            watch.cancel()
            connection.close()
        if time.monotonic() >= ends:
            return Failure(Verdict.LATER, f"no whole answer within {seconds:g} s")
        return _failure(answer.status, answer.headers.get("Retry-After"))

    def _connected(self) -> HTTPConnection:
        """To the first of the host's addresses that answers; none is looked up again, so no second answer can lead elsewhere."""
        problem: Exception | None = None
        for address in self._permitted():
            connection = self._connection(address)
            try:
                connection.connect()
            except (HTTPError, OSError) as error:
                connection.close()
                problem = error
            else:
                return connection
        raise ConsumerUnavailable(f"{self.name}: {self._url.netloc} cannot be reached: {problem}. It is tried again at the next run.")

    def _permitted(self) -> list[str]:
        host = self._url.hostname or ""
        found = addresses.permitted(host, self._port, self._networks, self._resolve)
        if self._url.scheme == "http" and not all(ip_address(address).is_loopback for address in found):
            raise ConsumerUnavailable(f"{self.name}: plain HTTP may only reach this machine. Give {host} a certificate and use https.")
        return found

    def _connection(self, address: str) -> HTTPConnection:
        seconds = self._declared.timeout_seconds
        if self._url.scheme == "http":
            return HTTPConnection(address, self._port, timeout=seconds)
        return HTTPSConnection(address, self._port, timeout=seconds, ssl_context=self._trust, server_hostname=self._url.hostname)

    def _target(self) -> str:
        return (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")


def _checked_url(declared: Webhook) -> SplitResult:
    try:
        url = urlsplit(declared.url)
        known = url.hostname is not None and url.port != 0
    except ValueError:
        known = False
    if not known or "@" in url.netloc or not PLAIN_URL.fullmatch(declared.url):
        raise BadSetting(f"{declared.name}: the url is not one. Write it as https://host/path, in ASCII, without a name or password in it.")
    if url.scheme != "https" and not (url.scheme == "http" and declared.allow_plain_http):
        raise BadSetting(f"{declared.name}: the url must begin with https://; allow_plain_http is for tests on one machine.")
    if url.hostname not in {host.lower() for host in declared.allowed_hosts}:
        raise BadSetting(f"{declared.name}: the host '{url.hostname}' is not under allowed_hosts. Add it if it may have the entries.")
    return url


def _signer(declared: Webhook, secret: str) -> Signer:
    try:
        return Signer(secret)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise BadSetting(f"{declared.secret_env} is no webhook secret; set it to whsec_ and base64, as the receiver has it.") from error


def _trust(declared: Webhook) -> ssl.SSLContext:
    """The system's certificates, or those of `ca_file` alone."""
    try:
        return ssl.create_default_context(cafile=declared.ca_file)
    except OSError as error:
        raise BadSetting(f"{declared.name}: ca_file {declared.ca_file}: {error}. Name a file of certificates in PEM.") from error


def _failure(status: int, retry_after: str | None) -> Failure | None:
    if http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        return None
    if status in LATER_STATUSES or status >= http.client.INTERNAL_SERVER_ERROR:
        return Failure(Verdict.LATER, f"answered {status}", _wait_seconds(retry_after))
    if status < http.client.BAD_REQUEST:
        return Failure(Verdict.REFUSED, f"answered {status}, a redirect, and none is followed: put the address it stands for into the url")
    return Failure(Verdict.REFUSED, f"answered {status}")


def _wait_seconds(retry_after: str | None) -> float:
    if retry_after is None:
        return 0.0
    try:
        return Retry(retry_after_max=LONGEST_WAIT_SECONDS).parse_retry_after(retry_after)
    except InvalidHeader:
        return 0.0


def _cut(connection: HTTPConnection) -> None:
    with suppress(OSError):  # it may have ended by itself
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
