"""The guards of revision 0004: what the database refuses, whoever writes to it, where keys cannot say it."""

from storage.migrations.dialects import Guard

NEWEST = "(SELECT max(n) FROM version WHERE case_id = NEW.case_id)"
HOLDS = "SELECT 1 FROM role_in_force WHERE person = {0} AND role IN ({1})"
FOUNDED = "EXISTS (SELECT 1 FROM founding)"
MAY_MAKE = HOLDS.format("NEW.actor", "'keyer', 'checker', 'senior_checker'")
MAY_APPROVE = HOLDS.format("NEW.actor", "'checker', 'senior_checker'")
MAY_AUDIT = HOLDS.format("NEW.actor", "'qa'")
KEYS = HOLDS.format("NEW.actor", "'keyer'")

# Who keyed second over the machine's version, or over what the first keyer is now the author of.
SECOND_KEYER = """
    SELECT 1 FROM keying AS latter JOIN capture_case AS own ON own.case_id = latter.case_id
    WHERE latter.case_id = NEW.case_id AND latter.slot = 2 AND latter.person = NEW.approver
    AND ((own.machine_keys = 1 AND latter.n = NEW.n) OR (latter.n = NEW.n - 1 AND EXISTS (
        SELECT 1 FROM keying AS former JOIN version ON version.case_id = former.case_id AND version.author = former.person
        WHERE former.case_id = latter.case_id AND former.n = latter.n AND former.slot = 1 AND version.n = NEW.n)))
"""
# Who ruled where two had keyed.
ADJUDICATOR = """
    SELECT 1 FROM adjudication JOIN keying ON keying.case_id = adjudication.case_id AND keying.n = adjudication.n AND keying.slot = 2
    WHERE adjudication.case_id = NEW.case_id AND adjudication.person = NEW.approver AND adjudication.n >= NEW.n - 1
"""

# What a row's key is, for the tables whose rows are written once.
APPEND_ONLY = {
    "receipt": "receipt_id = NEW.receipt_id OR (batch_id = NEW.batch_id AND filename = NEW.filename AND sha256 = NEW.sha256)",
    "scan": "sha256 = NEW.sha256 OR (case_id = NEW.case_id AND k = NEW.k)",
    "rescan_request": "case_id = NEW.case_id AND k = NEW.k",
    "hand": "case_id = NEW.case_id AND actor = NEW.actor",
    "version": "case_id = NEW.case_id AND n = NEW.n",
    "keying": "case_id = NEW.case_id AND ((n = NEW.n AND slot = NEW.slot) OR person = NEW.person)",
    "adjudication": "case_id = NEW.case_id AND n = NEW.n",
    "founding": "founding_id = NEW.founding_id",
    "proposal": "proposal_id = NEW.proposal_id",
    "verdict": "verdict_id = NEW.verdict_id OR proposal_id = NEW.proposal_id",
    "erasure": "case_id = NEW.case_id OR proposal_id = NEW.proposal_id",
    "approval": "case_id = NEW.case_id AND n = NEW.n",
    "release": "case_id = NEW.case_id AND n = NEW.n AND consumer = NEW.consumer AND run = NEW.run",
    "delivery": "case_id = NEW.case_id AND n = NEW.n AND consumer = NEW.consumer",
    "delivery_failure": "case_id = NEW.case_id AND n = NEW.n AND consumer = NEW.consumer AND attempt = NEW.attempt",
    "qa_sample": "case_id = NEW.case_id AND n = NEW.n",
    "qa_result": "case_id = NEW.case_id AND n = NEW.n",
    "audited_hand": "case_id = NEW.case_id AND n = NEW.n AND person = NEW.person",
    "handling": "handling_id = NEW.handling_id",
    "seed": "case_id = NEW.case_id",
    "seed_result": "case_id = NEW.case_id",
    "audit_event": "seq = NEW.seq OR hash = NEW.hash OR prev_hash = NEW.prev_hash",
    "audit_anchor": "seq = NEW.seq AND place = NEW.place",
}
# Rows written once whose text goes when the case is erased.
ERASABLE = {
    "field_value": "case_id = NEW.case_id AND n = NEW.n AND name = NEW.name",
    "keyed_value": "case_id = NEW.case_id AND n = NEW.n AND slot = NEW.slot AND name = NEW.name",
    "value_salt": "case_id = NEW.case_id AND n = NEW.n AND name = NEW.name",
    "qa_error": "case_id = NEW.case_id AND n = NEW.n AND name = NEW.name",
}
DIFFERS = "coalesce(CAST(NEW.{0} AS TEXT), '') <> coalesce(CAST(OLD.{0} AS TEXT), '')"
# Of rows written once the text that goes when the case is erased, and the columns that stay.
ERASABLE_TEXT = {
    "receipt": ("filename", ("receipt_id", "batch_id", "case_id", "sha256", "received_at", "duplicate")),
    "rescan_request": ("why", ("case_id", "k", "code", "asked_by", "asked_at")),
    "delivery_failure": ("reason", ("case_id", "n", "consumer", "attempt", "verdict", "failed_at", "next_at")),
    "seed": ("right_value", ("case_id", "copy_of", "field", "planted_by", "planted_at")),
}

GUARDS = (
    Guard(
        "a_case_begins_captured",
        "capture_case",
        "INSERT",
        "NEW.state <> 'captured' OR EXISTS (SELECT 1 FROM capture_case WHERE case_id = NEW.case_id)"
        " OR (NEW.seeded = 0 AND EXISTS (SELECT 1 FROM scan WHERE sha256 = NEW.sha256))",
        "a case begins once, as captured",
    ),
    Guard("a_case_is_never_deleted", "capture_case", "DELETE", "1 = 1", "a case is never deleted"),
    Guard(
        "a_case_stays_what_it_is",
        "capture_case",
        "UPDATE",
        "NEW.case_id <> OLD.case_id OR NEW.seeded <> OLD.seeded OR NEW.fence < OLD.fence OR (NEW.sha256 <> OLD.sha256"
        " AND NOT EXISTS (SELECT 1 FROM scan WHERE case_id = NEW.case_id AND sha256 = NEW.sha256))",
        "a case keeps its number, and its scans are those that joined it",
    ),
    Guard(
        "no_approved_case_without_approval",
        "capture_case",
        "UPDATE OF state",
        f"NEW.state IN ('approved', 'released') AND NOT EXISTS (SELECT 1 FROM approval WHERE case_id = NEW.case_id AND n = {NEWEST})",
        "the newest version has no approval",
    ),
    Guard(
        "no_released_case_without_delivery",
        "capture_case",
        "UPDATE OF state",
        f"NEW.state = 'released' AND NOT EXISTS (SELECT 1 FROM delivery WHERE case_id = NEW.case_id AND n = {NEWEST})",
        "no consumer has the newest version",
    ),
    Guard(
        "only_the_machines_entry_goes_straight_through",
        "capture_case",
        "UPDATE OF mode",
        "NEW.mode = 'straight_through' AND OLD.mode <> NEW.mode AND OLD.state <> 'captured'",
        "where a person looks is not taken back",
    ),
    Guard(
        "two_keyers_stay_two",
        "capture_case",
        "UPDATE OF mode, key_fields, machine_keys",
        "OLD.mode = 'double_key' AND (NEW.mode <> OLD.mode OR NEW.key_fields <> OLD.key_fields"
        " OR NEW.machine_keys <> OLD.machine_keys) AND OLD.state NOT IN ('captured', 'reopened')"
        " AND NOT EXISTS (SELECT 1 FROM adjudication WHERE case_id = NEW.case_id)"
        " AND NOT EXISTS (SELECT 1 FROM version JOIN hand ON hand.case_id = version.case_id AND hand.actor = version.author"
        f" WHERE version.case_id = NEW.case_id AND version.n = {NEWEST} AND hand.kind = 'person')",
        "policy wants two people to key it blind",
    ),
    Guard(
        "a_hand_is_lent_by_role",
        "hand",
        "INSERT",
        f"NEW.kind = 'person' AND {FOUNDED} AND NOT ("
        f"(NEW.role = 'author' AND EXISTS ({MAY_MAKE})) OR (NEW.role = 'approver' AND EXISTS ({MAY_APPROVE}))"
        f" OR (NEW.role = 'qa' AND EXISTS ({MAY_AUDIT}))"
        f" OR (NEW.role = 'approver' AND EXISTS ({KEYS}) AND EXISTS (SELECT 1 FROM capture_case"
        " WHERE case_id = NEW.case_id AND mode = 'double_key')))",
        "the role this takes was not granted",
    ),
    Guard(
        "no_version_by_an_approver",
        "version",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM hand WHERE case_id = NEW.case_id AND actor = NEW.author AND role = 'author')",
        "only an author makes a version",
    ),
    Guard(
        "no_approval_by_an_author",
        "approval",
        "INSERT",
        "NEW.approver IS NOT NULL AND ("
        "EXISTS (SELECT 1 FROM version WHERE case_id = NEW.case_id AND author = NEW.approver)"
        " OR NOT EXISTS (SELECT 1 FROM hand WHERE case_id = NEW.case_id AND actor = NEW.approver AND role = 'approver'))",
        "an author never approves",
    ),
    Guard(
        "no_approval_of_an_old_version",
        "approval",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM version WHERE case_id = NEW.case_id AND n = NEW.n)"
        " OR EXISTS (SELECT 1 FROM version WHERE case_id = NEW.case_id AND n > NEW.n)",
        "only the newest version is approved",
    ),
    Guard(
        "no_approval_by_a_policy_not_in_force",
        "approval",
        "INSERT",
        "NEW.policy_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM policy_in_force JOIN capture_case"
        " ON capture_case.doc_type = policy_in_force.doc_type"
        " WHERE policy_in_force.policy_hash = NEW.policy_hash AND capture_case.case_id = NEW.case_id"
        " AND capture_case.mode = 'straight_through')",
        "two people have to put the policy in force first",
    ),
    Guard(
        "no_single_approval_where_two_key",
        "approval",
        "INSERT",
        "NEW.approver IS NOT NULL AND EXISTS (SELECT 1 FROM capture_case WHERE case_id = NEW.case_id AND mode = 'double_key')"
        f" AND NOT EXISTS ({SECOND_KEYER}) AND NOT EXISTS ({ADJUDICATOR})",
        "two people have to key it blind",
    ),
    Guard(
        "no_field_added_to_an_approved_version",
        "field_value",
        "INSERT",
        "EXISTS (SELECT 1 FROM approval WHERE case_id = NEW.case_id AND n = NEW.n)",
        "an approved version never changes",
    ),
    Guard(
        "a_value_changes_only_by_erasure",
        "field_value",
        "UPDATE",
        "NOT EXISTS (SELECT 1 FROM erasure WHERE case_id = OLD.case_id)"
        " OR NEW.case_id <> OLD.case_id OR NEW.n <> OLD.n OR NEW.name <> OLD.name OR NEW.outcome <> OLD.outcome"
        " OR NEW.value IS NOT NULL OR coalesce(NEW.printed, '') <> ''",
        "a value never changes",
    ),
    *(
        Guard(
            f"{table}_changes_only_by_erasure",
            table,
            "UPDATE",
            f"NOT EXISTS (SELECT 1 FROM erasure WHERE case_id = OLD.case_id) OR {' OR '.join(map(DIFFERS.format, kept))}",
            f"of {table} only {text} changes, and only when the case is erased",
        )
        for table, (text, kept) in ERASABLE_TEXT.items()
    ),
    Guard(
        "an_erased_case_stays_as_it_is",
        "capture_case",
        "UPDATE OF state",
        "EXISTS (SELECT 1 FROM erasure WHERE case_id = OLD.case_id)",
        "the case is erased",
    ),
    Guard("a_value_is_never_deleted", "field_value", "DELETE", "1 = 1", "a value is never deleted"),
    *(
        Guard(
            f"{name}_goes_only_by_erasure",
            name,
            "DELETE",
            "NOT EXISTS (SELECT 1 FROM erasure WHERE case_id = OLD.case_id)",
            f"{name} goes only when the case is erased",
        )
        for name in ("keyed_value", "value_salt", "qa_error")
    ),
    Guard(
        "an_erasure_takes_two_people",
        "erasure",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM proposal JOIN verdict ON verdict.proposal_id = proposal.proposal_id"
        " WHERE proposal.proposal_id = NEW.proposal_id AND proposal.kind = 'erasure' AND proposal.case_id = NEW.case_id"
        " AND verdict.approved = 1)",
        "two people have to decide on an erasure",
    ),
    Guard(
        "no_keying_by_an_adjudicator",
        "keying",
        "INSERT",
        "EXISTS (SELECT 1 FROM adjudication WHERE case_id = NEW.case_id AND person = NEW.person)"
        " OR NOT EXISTS (SELECT 1 FROM hand WHERE case_id = NEW.case_id AND actor = NEW.person AND kind = 'person')",
        "an adjudicator never keys, and only people do",
    ),
    Guard(
        "no_adjudication_by_a_keyer",
        "adjudication",
        "INSERT",
        "EXISTS (SELECT 1 FROM keying WHERE case_id = NEW.case_id AND person = NEW.person)"
        " OR NOT EXISTS (SELECT 1 FROM look WHERE case_id = NEW.case_id AND person = NEW.person)"
        f" OR ({FOUNDED} AND NOT EXISTS ({HOLDS.format('NEW.person', repr('senior_checker'))}))",
        "a third person adjudicates, who looked at the page",
    ),
    Guard(
        "administrators_propose",
        "proposal",
        "INSERT",
        f"({FOUNDED} AND NOT EXISTS ({HOLDS.format('NEW.proposed_by', repr('administrator'))}))"
        f" OR (NEW.kind IN ('grant', 'revoke') AND NOT {FOUNDED})",
        "only administrators propose",
    ),
    Guard(
        "administrators_decide_of_others",
        "verdict",
        "INSERT",
        f"({FOUNDED} AND NOT EXISTS ({HOLDS.format('NEW.decided_by', repr('administrator'))}))"
        " OR EXISTS (SELECT 1 FROM proposal WHERE proposal_id = NEW.proposal_id"
        " AND (person = NEW.decided_by OR proposed_by = NEW.decided_by))",
        "another administrator decides",
    ),
    Guard(
        "who_administers_or_audits_does_nothing_else",
        "verdict",
        "INSERT",
        "NEW.approved = 1 AND EXISTS (SELECT 1 FROM proposal JOIN role_in_force ON role_in_force.person = proposal.person"
        " WHERE proposal.proposal_id = NEW.proposal_id AND proposal.kind = 'grant' AND role_in_force.role <> proposal.role"
        " AND (role_in_force.role IN ('administrator', 'auditor') OR proposal.role IN ('administrator', 'auditor')))",
        "an administrator or auditor holds no other role",
    ),
    # With one administrator left nothing could be decided any more.
    Guard(
        "two_administrators_stay",
        "verdict",
        "INSERT",
        "NEW.approved = 1 AND (SELECT count(DISTINCT person) FROM role_in_force WHERE role = 'administrator') <= 2"
        " AND EXISTS (SELECT 1 FROM proposal WHERE proposal_id = NEW.proposal_id AND kind = 'revoke' AND role = 'administrator')",
        "two administrators have to stay",
    ),
    Guard(
        "no_release_without_approval",
        "release",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM approval WHERE case_id = NEW.case_id AND n = NEW.n)"
        " OR EXISTS (SELECT 1 FROM capture_case WHERE case_id = NEW.case_id AND seeded = 1)",
        "only an approved version is released",
    ),
    Guard(
        "no_approval_of_a_seeded_case",
        "approval",
        "INSERT",
        "EXISTS (SELECT 1 FROM capture_case WHERE case_id = NEW.case_id AND seeded = 1)",
        "a seeded case is never approved",
    ),
    Guard(
        "a_seeded_case_is_planted",
        "seed",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM capture_case WHERE case_id = NEW.case_id AND seeded = 1)",
        "only a seeded case holds a known error",
    ),
    Guard(
        "audit_events_count_up",
        "audit_event",
        "INSERT",
        "coalesce(NEW.seq, 0) <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_event)",
        "audit events are only appended",
    ),
    Guard(
        "a_policy_keeps_its_body",
        "policy",
        "UPDATE",
        "OLD.body IS NOT NULL OR NEW.policy_hash <> OLD.policy_hash OR coalesce(NEW.doc_type, '') <> coalesce(OLD.doc_type, '')",
        "a policy never changes",
    ),
    Guard("a_policy_is_never_deleted", "policy", "DELETE", "1 = 1", "a policy is never deleted"),
    Guard(
        "a_policy_is_never_replaced",
        "policy",
        "INSERT",
        "EXISTS (SELECT 1 FROM policy WHERE policy_hash = NEW.policy_hash)",
        "a policy never changes",
    ),
)
