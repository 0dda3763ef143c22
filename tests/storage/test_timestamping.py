"""Time stamps by an authority of our own: what it certifies is checked, and what it did not certify is refused."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from storage_samples import NOON, approved

from models.errors import AuditBroken, BadSetting, StorageUnavailable
from storage.audit.anchors import open_anchors
from storage.audit.timestamping import TimestampAuthority
from storage.open import Storage

CONFIGURATION = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
[authority]
default_tsa = stamps
[stamps]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority(BaseHTTPRequestHandler):
    folder: Path

    def do_POST(self) -> None:
        (self.folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        openssl(self.folder, "ts", "-reply", "-queryfile", "query", "-out", "reply", "-config", "configuration", "-section", "stamps")
        self.send_response(200)
        self.end_headers()
        self.wfile.write((self.folder / "reply").read_bytes())

    def log_message(self, *_: object) -> None:
        """Quietly."""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root, and an authority certified by it."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a time stamp authority of")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "configuration").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "configuration")
    root = ("-x509", "-days", "30", "-subj", "/CN=root", "-extensions", "ca")
    openssl(folder, "req", *root, *key, "-keyout", "root.key", "-out", "root.pem")
    openssl(folder, "req", *root, *key, "-keyout", "stranger.key", "-out", "stranger.pem")
    openssl(folder, "req", "-new", *key, "-subj", "/CN=stamps", "-keyout", "tsa.key", "-out", "tsa.csr")
    signed_by_root = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "20")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", *signed_by_root, "-extfile", "configuration", "-extensions", "tsa", "-out", "tsa.pem")
    return folder


@pytest.fixture
def authority(certificates: Path) -> Iterator[TimestampAuthority]:
    Authority.folder = certificates
    with HTTPServer(("127.0.0.1", 0), Authority) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield TimestampAuthority(f"http://127.0.0.1:{server.server_port}", certificates / "root.pem")
        server.shutdown()


def test_a_stamp_certifies_these_bytes_and_no_others(authority: TimestampAuthority) -> None:
    answer = authority.stamp(b"an anchor")
    assert authority.stamped_at(answer, b"an anchor").tzinfo is not None
    with pytest.raises(AuditBroken, match="time stamp is false"):
        authority.stamped_at(answer, b"another")
    with pytest.raises(AuditBroken, match="time stamp is false"):
        authority.stamped_at(answer[:-1] + bytes([answer[-1] ^ 1]), b"an anchor")


def test_a_stamp_of_a_stranger_is_not_taken(authority: TimestampAuthority, certificates: Path) -> None:
    stranger = TimestampAuthority(authority.url, certificates / "stranger.pem")
    with pytest.raises(StorageUnavailable, match="nothing that leads to"):
        stranger.stamp(b"an anchor")


def test_an_authority_that_does_not_answer_is_named(certificates: Path) -> None:
    with pytest.raises(StorageUnavailable, match=r"127\.0\.0\.1:1 does not answer"):
        TimestampAuthority("http://127.0.0.1:1", certificates / "root.pem").stamp(b"an anchor")


def test_roots_that_are_no_certificates_are_named(authority: TimestampAuthority, certificates: Path) -> None:
    with pytest.raises(BadSetting, match="FOUREYES_TIMESTAMP_ROOTS"):
        TimestampAuthority(authority.url, certificates / "serial").stamp(b"an anchor")


def test_an_anchor_is_stamped_even_when_the_authority_answers_only_the_next_time(
    storage: Storage, tmp_path: Path, authority: TimestampAuthority
) -> None:
    approved(storage)
    head = storage.audit.head()
    away = TimestampAuthority("http://127.0.0.1:1", authority.roots)
    with pytest.raises(StorageUnavailable, match="does not answer"):
        open_anchors(storage, tmp_path / "kept", None, 0, away).keep(head, NOON)
    anchors = open_anchors(storage, tmp_path / "kept", None, 0, authority)
    assert [anchor.stamped_at for anchor in anchors.all()] == [None]
    anchors.keep(head, NOON)
    (anchor,) = anchors.all()
    assert anchor.stamped_at is not None
    assert anchor.at == NOON
