"""A consumer that is a program: one entry on its standard input, its exit code says what became of it."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from models.errors import ConsumerUnavailable
from models.release import Failure, ReleasedEntry, Verdict
from storage.release.consumers.declared import Declared, Surroundings
from storage.release.consumers.one_by_one import deliver_each

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")


class Command(Declared, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="command"):
    """A program and its arguments, started without a shell, with no variable of ours but those in `pass_environment`."""

    arguments: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    pass_environment: tuple[str, ...] = ()
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 60

    def consumer(self, surroundings: Surroundings) -> "CommandConsumer":
        secrets = {name: surroundings.secret(name) for name in self.pass_environment}
        inherited = {name: surroundings.environment[name] for name in INHERITED if name in surroundings.environment}
        return CommandConsumer(self, inherited | secrets)


class CommandConsumer:
    """Exit code 0 takes the entry, 75 (EX_TEMPFAIL of sysexits.h) asks for another time, any other refuses it."""

    def __init__(self, declared: Command, environment: Mapping[str, str]) -> None:
        self.name = declared.name
        self.doc_types = declared.doc_types
        self._declared = declared
        self._environment = environment

    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:
        return deliver_each(entries, lambda entry: self._send(run, entry))

    def _send(self, run: int, entry: ReleasedEntry) -> Failure | None:
        ours = {"FOUREYES_IDEMPOTENCY_KEY": entry.idempotency_key, "FOUREYES_RUN": str(run), "FOUREYES_CORRECTS": entry.corrects or ""}
        process = self._start({**self._environment, **ours})
        try:
            # Its output may hold values of the entry, so none of it is kept.
            process.communicate(msgspec.json.encode(entry), timeout=self._declared.timeout_seconds)
        except subprocess.TimeoutExpired:
            return Failure(Verdict.LATER, f"the program was ended after {self._declared.timeout_seconds:g} s")
        finally:
            _end(process)
        if process.returncode == 0:
            return None
        if process.returncode == os.EX_TEMPFAIL or process.returncode < 0:
            return Failure(Verdict.LATER, f"the program put it off with exit code {process.returncode}")
        return Failure(Verdict.REFUSED, f"the program refused it with exit code {process.returncode}")

    def _start(self, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        nothing = subprocess.DEVNULL
        try:
            return subprocess.Popen(
                self._declared.arguments, env=environment, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, start_new_session=True
            )
        except OSError as error:
            raise ConsumerUnavailable(f"{self.name}: {self._declared.arguments[0]}: {error.strerror}. Correct its arguments.") from error


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The program and all it started, where it still runs."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdin:
        process.stdin.close()
