"""Everything that can go wrong, by whose fault it is; each message says what to do next."""

from datetime import datetime
from typing import ClassVar, Self


class CaptureError(Exception):
    """Base of all our errors. `code` is stable and machine-readable; `exit_code` is the command line's."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1


class DocumentError(CaptureError):
    """The document cannot be read; it goes to quarantine and a person looks."""

    code = "document"
    exit_code = 4


class EmptyFile(DocumentError):
    code = "empty_file"


class UnsupportedFormat(DocumentError):
    code = "unsupported_format"


class DamagedFile(DocumentError):
    code = "damaged_file"


class PasswordRequired(DocumentError):
    code = "password_required"


class NoPages(DocumentError):
    code = "no_pages"


class LimitExceeded(DocumentError):
    """Too many pages or pixels to be read safely."""

    code = "limit_exceeded"


class TimeLimitExceeded(DocumentError):
    code = "time_limit"


class MemoryLimitExceeded(DocumentError):
    code = "memory_limit"


class ReaderCrashed(DocumentError):
    code = "reader_crashed"


class ReadingInterrupted(CaptureError):
    """The process was told to stop while it read; nothing is wrong with the document."""

    code = "reading_interrupted"


class SetupError(CaptureError):
    """The installation lacks something; the operator mends it."""

    code = "setup"
    exit_code = 3


class MissingTool(SetupError):
    code = "missing_tool"


class MissingWeights(SetupError):
    code = "missing_weights"


class BadSetting(SetupError):
    code = "bad_setting"


class BadDocumentType(SetupError):
    code = "bad_document_type"


class BadMasterData(SetupError):
    """A table of master data is not as declared."""

    code = "bad_master_data"


class MasterDataUnavailable(SetupError):
    code = "master_data_unavailable"


class StorageUnavailable(SetupError):
    code = "storage_unavailable"


class ConsumerUnavailable(SetupError):
    """A consumer can take nothing at present; what it should have had stays for the next run."""

    code = "consumer_unavailable"


class AuditBroken(SetupError):
    """The audit log does not fit together: somebody or something changed it."""

    code = "audit_broken"


class DeliveryFailed(CaptureError):
    """Not every consumer took what it should have; nothing is lost, and somebody should know."""

    code = "delivery_failed"
    exit_code = 6


class CheckRefused(CaptureError):
    """A person asked for something the rules do not allow; nothing was changed."""

    code = "refused"
    exit_code = 5


class NoSuchCase(CheckRefused):
    code = "no_such_case"

    @classmethod
    def numbered(cls, case_id: int) -> Self:
        return cls(f"There is no case {case_id}. Look at the queue for those there are.")


class WrongState(CheckRefused):
    code = "wrong_state"


class AuthorCannotApprove(CheckRefused):
    code = "author_cannot_approve"


class StaleVersion(CheckRefused):
    """Another version came in between; what the person typed is still their draft."""

    code = "stale_version"

    def __init__(self, seen: int, newest: int) -> None:
        super().__init__(f"You saw version {seen}; version {newest} is the newest. Look at it and decide again.")
        self.seen = seen
        self.newest = newest


class AlreadyClaimed(CheckRefused):
    """Somebody else works on the case now."""

    code = "already_claimed"

    def __init__(self, case_id: int, person: str, until: datetime) -> None:
        super().__init__(f"{person} works on case {case_id} until {until:%H:%M:%S} UTC. Take another, or ask for a hand-over.")
        self.person = person
        self.until = until


class ClaimLost(CheckRefused):
    """The case is not this person's any more; what they typed is still their draft."""

    code = "claim_lost"


class MustLook(CheckRefused):
    """Who rules has to have seen the page."""

    code = "must_look"


class InvalidValue(CheckRefused):
    code = "invalid_value"


class Undecided(CheckRefused):
    code = "undecided"


class NotAllowed(CheckRefused):
    """The person's roles do not allow it."""

    code = "not_allowed"


class NotFounded(CheckRefused):
    """Roles are given once two people founded the installation."""

    code = "not_founded"


class OwnProposal(CheckRefused):
    """Whoever proposed something, or is given a role by it, does not decide about it."""

    code = "own_proposal"


class NoSuchProposal(CheckRefused):
    code = "no_such_proposal"


class WeakPassword(CheckRefused):
    code = "weak_password"
