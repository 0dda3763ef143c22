"""Time stamps of others (RFC 3161): a signed answer that says these bytes were there at that time, kept beside what it is about."""

import importlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import urllib3

from models.errors import AuditBroken, BadSetting, StorageUnavailable

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse
    from rfc3161_client.verify import Verifier

SECONDS = 30


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """One authority by its address; `roots` is a PEM file of the certificates its answers must lead to."""

    url: str
    roots: Path

    def stamp(self, content: bytes) -> bytes:
        """Its answer about these bytes, of which it sees the hash only; raises StorageUnavailable where there is none that holds."""
        client = _client()
        request = client.TimestampRequestBuilder().data(content).build()
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            answer = urllib3.request("POST", self.url, body=request.as_bytes(), headers=headers, timeout=SECONDS, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise StorageUnavailable(f"The time stamp authority at {self.url} does not answer ({error}). Try again later.") from error
        try:
            self._check(client.decode_timestamp_response(answer.data), content, request.nonce)
        except (ValueError, client.VerificationError) as error:
            raise StorageUnavailable(
                f"The time stamp authority at {self.url} answered {answer.status} with nothing that leads to {self.roots} ({error})."
            ) from error
        return answer.data

    def stamped_at(self, answer: bytes, content: bytes) -> datetime:
        """The time that an answer certifies; raises AuditBroken where it is not about these bytes, or not the authority's."""
        client = _client()
        try:
            response = client.decode_timestamp_response(answer)
            self._check(response, content)
        except (ValueError, client.VerificationError) as error:
            raise AuditBroken(f"A time stamp is false ({error}). Compare with the anchor it is about and with {self.roots}.") from error
        at: datetime = response.tst_info.gen_time
        return at

    def _check(self, response: "TimeStampResponse", content: bytes, nonce: int | None = None) -> None:
        self._verifier(nonce).verify_message(response, content)

    def _verifier(self, nonce: int | None) -> "Verifier":
        from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - comes with the extra
        from rfc3161_client import VerifierBuilder  # noqa: PLC0415 - as above

        try:
            roots = load_pem_x509_certificates(self.roots.read_bytes())
        except (OSError, ValueError) as error:
            raise BadSetting(f"FOUREYES_TIMESTAMP_ROOTS: {self.roots} holds no PEM certificates ({error}).") from error
        return VerifierBuilder(roots=roots, nonce=nonce).build()


def _client() -> ModuleType:
    try:
        return importlib.import_module("rfc3161_client")
    except ModuleNotFoundError as error:
        raise StorageUnavailable("Time stamps need an extra: install foureyes[timestamp], or unset FOUREYES_TIMESTAMP_URL.") from error
