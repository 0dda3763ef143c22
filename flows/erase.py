"""The erasing flow: what two people decided to erase is gone by the next morning, whatever was interrupted."""

from prefect import flow

from flows.installation import now, open_installation
from pipeline.erase import carry_out


@flow(name="erase")
def erase() -> list[int]:
    """Returns the cases erased now."""
    storage = open_installation().storage
    return carry_out(storage.erasures, storage.objects, now())
