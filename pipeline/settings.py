"""The settings of one installation, read once from the environment at each entry point."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import BadSetting
from models.limits import Limits

READERS = ("two-eyes", "rapidocr", "tesseract")
OBJECT_STORES = ("disk", "s3")
SECRET_CHARACTERS = 32
ANCHOR_STORES = ("own", "folder", "s3")
_LANGUAGES = re.compile(r"\w+(\+\w+)*")


@dataclass(frozen=True, slots=True)
class S3Settings:
    """Where objects live when FOUREYES_OBJECT_STORE is 's3'."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    secure: bool


@dataclass(frozen=True, slots=True)
class TimestampSettings:
    """Who certifies when an anchor was made (RFC 3161), and the file of certificates that such an answer must lead to."""

    url: str
    roots: Path


@dataclass(frozen=True, slots=True)
class AnchorSettings:
    """Where anchors of the audit log are kept: a folder, a bucket, or with neither the installation's own object store.

    With `retention_days` the bucket itself must refuse to give up an object before its time.
    """

    folder: Path | None
    s3: S3Settings | None
    retention_days: int
    timestamps: TimestampSettings | None


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds all local state; limits are per document and enforced on a child process.

    `reader` says who reads scans: rapidocr knows Latin letters, tesseract the `languages` it is told, two-eyes is both.
    """

    home: Path
    database_url: str | None = field(repr=False)  # may hold a password
    workers: int
    reader: str
    languages: str
    document_seconds: float
    document_megabytes: int
    limits: Limits
    s3: S3Settings | None
    consumers_path: Path
    master_data_path: Path
    anchors: AnchorSettings
    quality_secret: bytes | None = field(repr=False)

    @property
    def quality_key(self) -> bytes | Path:
        """The key by which QA's samples are drawn, or the file of this home that keeps it."""
        return self.quality_secret or self.home / "quality.key"

    @property
    def database(self) -> Path | str:
        """A PostgreSQL URL, or the SQLite file of this home."""
        return self.database_url or self.home / "foureyes.db"

    @property
    def objects_path(self) -> Path:
        return self.home / "objects"

    @property
    def scratch_path(self) -> Path:
        return self.home / "scratch"

    @property
    def prefect_path(self) -> Path:
        return self.home / "prefect"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Settings from FOUREYES_* variables; raises BadSetting naming the variable that is wrong or missing."""
    home = Path(environment.get("FOUREYES_HOME", ".foureyes")).expanduser().resolve()
    return Settings(
        home=home,
        database_url=_database_url(environment),
        workers=_number(environment, "FOUREYES_WORKERS", os.cpu_count() or 1),
        reader=_one_of(environment, "FOUREYES_READER", READERS),
        languages=_languages(environment),
        document_seconds=_number(environment, "FOUREYES_DOCUMENT_SECONDS", 300),
        document_megabytes=_number(environment, "FOUREYES_DOCUMENT_MEGABYTES", 4096),
        limits=Limits(
            max_pages=_number(environment, "FOUREYES_MAX_PAGES", 1000),
            max_page_pixels=_number(environment, "FOUREYES_MAX_PAGE_PIXELS", 120_000_000),
        ),
        s3=_s3_settings(environment, "FOUREYES_S3") if _one_of(environment, "FOUREYES_OBJECT_STORE", OBJECT_STORES) == "s3" else None,
        consumers_path=_declared_in(environment, "FOUREYES_CONSUMERS", home / "consumers.yaml"),
        master_data_path=_declared_in(environment, "FOUREYES_MASTER_DATA", home / "master_data.yaml"),
        anchors=_anchor_settings(environment),
        quality_secret=_quality_secret(environment),
    )


def _database_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("FOUREYES_DATABASE_URL") or None
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        raise BadSetting("FOUREYES_DATABASE_URL is not of PostgreSQL; write postgresql://user@host/database, or unset it to use SQLite.")
    return url


def _quality_secret(environment: Mapping[str, str]) -> bytes | None:
    text = environment.get("FOUREYES_QUALITY_KEY", "")
    if text and len(text) < SECRET_CHARACTERS:
        raise BadSetting(f"FOUREYES_QUALITY_KEY is shorter than {SECRET_CHARACTERS} characters. Set a random one, or unset it.")
    return text.encode() or None


def _declared_in(environment: Mapping[str, str], name: str, usual: Path) -> Path:
    """A file that is named has to be there, or nothing in it would count; the one in its usual place may be missing."""
    if name not in environment:
        return usual
    path = Path(environment[name]).expanduser().resolve()
    if not path.is_file():
        raise BadSetting(f"{name} names {path}, and there is no such file. Correct it.")
    return path


def _s3_settings(environment: Mapping[str, str], prefix: str) -> S3Settings:
    return S3Settings(
        endpoint=_required(environment, f"{prefix}_ENDPOINT"),
        bucket=_required(environment, f"{prefix}_BUCKET"),
        access_key=_required(environment, f"{prefix}_ACCESS_KEY"),
        secret_key=_required(environment, f"{prefix}_SECRET_KEY"),
        secure=environment.get(f"{prefix}_SECURE", "true") != "false",
    )


def _anchor_settings(environment: Mapping[str, str]) -> AnchorSettings:
    store = _one_of(environment, "FOUREYES_ANCHOR_STORE", ANCHOR_STORES)
    if store != "s3" and "FOUREYES_ANCHOR_RETENTION_DAYS" in environment:
        raise BadSetting("FOUREYES_ANCHOR_RETENTION_DAYS needs a bucket that retains: set FOUREYES_ANCHOR_STORE=s3, or unset it.")
    url = environment.get("FOUREYES_TIMESTAMP_URL")
    return AnchorSettings(
        folder=Path(_required(environment, "FOUREYES_ANCHOR_FOLDER")).expanduser().resolve() if store == "folder" else None,
        s3=_s3_settings(environment, "FOUREYES_ANCHOR_S3") if store == "s3" else None,
        retention_days=_number(environment, "FOUREYES_ANCHOR_RETENTION_DAYS", 0, least=0),
        timestamps=TimestampSettings(url, Path(_required(environment, "FOUREYES_TIMESTAMP_ROOTS")).expanduser()) if url else None,
    )


def _languages(environment: Mapping[str, str]) -> str:
    text = environment.get("FOUREYES_LANGUAGES", "eng")
    if not _LANGUAGES.fullmatch(text):
        raise BadSetting(f"FOUREYES_LANGUAGES is '{text}'; set it to Tesseract's names of languages, as in eng or eng+deu+fra.")
    return text


def _one_of(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The variable, or the first choice where it is not set."""
    text = environment.get(name, choices[0])
    if text not in choices:
        raise BadSetting(f"{name} is '{text}'; set it to one of: {', '.join(choices)}.")
    return text


def _required(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise BadSetting(f"{name} is not set; what is set beside it needs it.")
    return environment[name]


def _number(environment: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise BadSetting(f"{name} is '{text}'; set it to a whole number of at least {least}.")
    return int(text)
