"""The tables of revision 0004, parents first. {ID} and {ROWLESS} are rendered by dialects.py; all else is standard SQL."""

from storage.migrations.trust_core.audit import AUDIT
from storage.migrations.trust_core.custody import CUSTODY
from storage.migrations.trust_core.entries import ENTRIES
from storage.migrations.trust_core.people import PEOPLE
from storage.migrations.trust_core.quality import QUALITY
from storage.migrations.trust_core.release import RELEASE
from storage.migrations.trust_core.work import WORK

TABLES = (*CUSTODY, *ENTRIES, *PEOPLE, *WORK, *RELEASE, *QUALITY, *AUDIT)
