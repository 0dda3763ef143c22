"""Puts the workbench together: guards first, then the pages."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware.trustedhost import TrustedHostMiddleware

from pipeline.master.data import MasterData
from workbench import (
    adjudication,
    case,
    claims,
    closing,
    files,
    history,
    keying,
    lookup,
    operations,
    people,
    policies,
    quality,
    queue,
    reviewer,
    sign_in,
)
from workbench.desk import Desk, Stores, present_moment
from workbench.guard import LOCAL_HOSTS, Guard
from workbench.refusals import install_refusals

PARTS = (
    queue,
    claims,
    case,
    closing,
    keying,
    adjudication,
    files,
    history,
    lookup,
    quality,
    operations,
    people,
    policies,
    reviewer,
    sign_in,
)
HERE = Path(__file__).resolve().parent


def create_app(
    storage: Stores,
    home: Path,
    reviewer_default: str | None = None,
    now: Callable[[], datetime] = present_moment,
    master_data: MasterData | None = None,
) -> FastAPI:
    """The workbench on one installation. It speaks plain HTTP, so it answers to names of this computer only; bind it to 127.0.0.1."""
    app = FastAPI(title="Foureyes workbench", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(storage, home, reviewer_default, _templates(), now, master_data=master_data)
    app.add_middleware(Guard)
    # Names other than these are another site's, made to point here (DNS rebinding).
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOCAL_HOSTS), www_redirect=False)
    install_refusals(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for part in PARTS:
        app.include_router(part.router)
    return app


def _templates() -> Jinja2Templates:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return Jinja2Templates(env=environment)
