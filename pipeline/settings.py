"""The settings of one installation, read once from the environment at each entry point."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadSetting
from models.limits import Limits


@dataclass(frozen=True, slots=True)
class S3Settings:
    """Where objects live when FOUREYES_OBJECT_STORE is 's3'."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    secure: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds all local state; limits are per document and enforced on a child process."""

    home: Path
    workers: int
    languages: str
    document_seconds: float
    document_megabytes: int
    limits: Limits
    s3: S3Settings | None

    @property
    def database_path(self) -> Path:
        return self.home / "foureyes.db"

    @property
    def objects_path(self) -> Path:
        return self.home / "objects"

    @property
    def scratch_path(self) -> Path:
        return self.home / "scratch"

    @property
    def released_path(self) -> Path:
        return self.home / "released"

    @property
    def prefect_path(self) -> Path:
        return self.home / "prefect"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Settings from FOUREYES_* variables; raises BadSetting naming the variable that is wrong or missing."""
    return Settings(
        home=Path(environment.get("FOUREYES_HOME", ".foureyes")).expanduser().resolve(),
        workers=_number(environment, "FOUREYES_WORKERS", os.cpu_count() or 1),
        languages=environment.get("FOUREYES_LANGUAGES", "eng"),
        document_seconds=_number(environment, "FOUREYES_DOCUMENT_SECONDS", 300),
        document_megabytes=_number(environment, "FOUREYES_DOCUMENT_MEGABYTES", 4096),
        limits=Limits(
            max_pages=_number(environment, "FOUREYES_MAX_PAGES", 1000),
            max_page_pixels=_number(environment, "FOUREYES_MAX_PAGE_PIXELS", 120_000_000),
        ),
        s3=_s3_settings(environment),
    )


def _s3_settings(environment: Mapping[str, str]) -> S3Settings | None:
    store = environment.get("FOUREYES_OBJECT_STORE", "disk")
    if store == "disk":
        return None
    if store != "s3":
        raise BadSetting(f"FOUREYES_OBJECT_STORE is '{store}'; set it to 'disk' or 's3'.")
    return S3Settings(
        endpoint=_required(environment, "FOUREYES_S3_ENDPOINT"),
        bucket=_required(environment, "FOUREYES_S3_BUCKET"),
        access_key=_required(environment, "FOUREYES_S3_ACCESS_KEY"),
        secret_key=_required(environment, "FOUREYES_S3_SECRET_KEY"),
        secure=environment.get("FOUREYES_S3_SECURE", "true") != "false",
    )


def _required(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise BadSetting(f"{name} is not set; the S3 object store needs it.")
    return environment[name]


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise BadSetting(f"{name} is '{text}'; set it to a whole number of at least 1.")
    return int(text)
