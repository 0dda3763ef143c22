"""An installation whose people have their roles, and a browser for each of them."""

from pathlib import Path

import pytest
from staff import Browsers, browsers, staffed

from storage.open import Storage


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return staffed(tmp_path)


@pytest.fixture
def of(storage: Storage, tmp_path: Path) -> Browsers:
    return browsers(storage, tmp_path)
