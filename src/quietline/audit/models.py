from __future__ import annotations

from typing import ClassVar

from django.db import models


class Act(models.TextChoices):
    """What can be on record. Staff's acts; of seekers only an erasure, so that a thread never vanishes unexplained."""

    HELPLINE_MADE = "helpline_made"
    PRACTITIONER_ADDED = "practitioner_added"
    LINE_JOINED = "line_joined"
    LINE_KEY_RENEWED = "line_key_renewed"
    LINE_SEALED_ANEW = "line_sealed_anew"
    SHUT_OUT = "shut_out"
    MEMBERSHIP_ENDED = "membership_ended"
    KEY_PAIR_REPLACED = "key_pair_replaced"
    RECOVERED = "recovered"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REFUSED = "sign_in_refused"
    CONFIRMED_AGAIN = "confirmed_again"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # nosec B105
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SECOND_FACTOR_RESET = "second_factor_reset"
    SECOND_FACTOR_REFUSED = "second_factor_refused"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    SIGN_IN_RESET = "sign_in_reset"
    SIGN_IN_RESET_WITHDRAWN = "sign_in_reset_withdrawn"
    SIGN_IN_RESET_REFUSED = "sign_in_reset_refused"
    SIGN_ON_CONNECTED = "sign_on_connected"
    SIGN_ON_DISCONNECTED = "sign_on_disconnected"
    INVITED = "invited"
    INVITATION_TAKEN_UP = "invitation_taken_up"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_REFUSED = "invitation_refused"
    THREAD_READ = "thread_read"
    THREAD_TAKEN = "thread_taken"
    THREAD_STEPPED_INTO = "thread_stepped_into"
    THREAD_HANDED_BACK = "thread_handed_back"
    THREAD_CLOSED = "thread_closed"
    CLAIM_LOST = "claim_lost"
    REPLY_SENT = "reply_sent"
    CONCERN_RAISED = "concern_raised"
    CONCERN_SETTLED = "concern_settled"
    THREAD_DISCLOSED = "thread_disclosed"
    SAFEGUARDING_READ = "safeguarding_read"
    RULES_PUBLISHED = "rules_published"
    DETAIL_MOVED = "detail_moved"
    IDENTITY_ENTERED = "identity_entered"
    IDENTITY_OPENED = "identity_opened"
    DISCLOSURE_PROPOSED = "disclosure_proposed"
    DISCLOSURE_AGREED = "disclosure_agreed"
    DISCLOSURE_DECIDED_AGAINST = "disclosure_decided_against"
    DISCLOSURE_CONSULTED = "disclosure_consulted"
    DISCLOSURE_ADVISED = "disclosure_advised"
    DISCLOSURE_REFUSED = "disclosure_refused"
    DISCLOSURE_WITHDRAWN = "disclosure_withdrawn"
    DISCLOSURE_CALLED_OFF = "disclosure_called_off"
    DISCLOSURE_PASSED_ON = "disclosure_passed_on"
    ONE_DEVICE = "one_device"
    GLASS_BROKEN = "glass_broken"
    GLASS_UPHELD = "glass_upheld"
    GLASS_OBJECTED = "glass_objected"
    PACK_MADE = "pack_made"
    SAME_PERSON_MARKED = "same_person_marked"
    SAME_PERSON_UNMARKED = "same_person_unmarked"
    THREAD_WITHDRAWN = "thread_withdrawn"
    THREAD_ERASED = "thread_erased"
    CONTACT_BEGUN = "contact_begun"
    CONTACT_ENDED = "contact_ended"
    CONTACT_CLAIMED = "contact_claimed"
    CONTACT_MOVED = "contact_moved"
    CONTACT_ATTACHED = "contact_attached"
    CONTACT_NON_DATA = "contact_non_data"
    CONTACT_TAKEN_BACK = "contact_taken_back"
    PHRASE_GIVEN = "phrase_given"
    RECORD_READ = "record_read"
    RECORD_FINISHED = "record_finished"
    RECORD_CORRECTED = "record_corrected"
    RECORD_FORM_PUBLISHED = "record_form_published"
    NUMBER_PUBLISHED = "number_published"
    THREAD_TRANSFERRED = "thread_transferred"
    THREAD_ASSIGNED = "thread_assigned"
    NOTE_WRITTEN = "note_written"
    FOLLOW_UP_PROMISED = "follow_up_promised"
    FOLLOW_UP_MOVED = "follow_up_moved"
    FOLLOW_UP_DONE = "follow_up_done"
    FOLLOW_UP_STOPPED = "follow_up_stopped"
    HANDOVER_WRITTEN = "handover_written"
    HANDOVER_READ = "handover_read"
    SIGNPOST_SAVED = "signpost_saved"
    SIGNPOST_CHECKED = "signpost_checked"
    SIGNPOST_RETIRED = "signpost_retired"
    SIGNPOSTS_IMPORTED = "signposts_imported"
    CANNED_REPLY_SAVED = "canned_reply_saved"
    CANNED_REPLY_RETIRED = "canned_reply_retired"
    THREADS_SEARCHED = "threads_searched"
    HOURS_CHANGED = "hours_changed"
    SHIFT_ADDED = "shift_added"
    SHIFT_REMOVED = "shift_removed"
    DUTY_BEGUN = "duty_begun"
    DUTY_ENDED = "duty_ended"
    SKILL_SAVED = "skill_saved"
    SKILL_RETIRED = "skill_retired"
    SKILL_WANTED = "skill_wanted"
    ABILITIES_CHANGED = "abilities_changed"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    CALL_TIME_LOST = "call_time_lost"
    CALL_NUMBER_SHOWN = "call_number_shown"
    CALL_ATTEMPTED = "call_attempted"
    CALL_REACHED = "call_reached"
    CALL_NOT_REACHED = "call_not_reached"
    CALL_DONE = "call_done"
    CALL_CANCELLED = "call_cancelled"
    CALL_EXPIRED = "call_expired"
    SITE_PLANTED = "site_planted"
    PAGE_TRANSLATED = "page_translated"
    EDITING_PLACES_SET = "editing_places_set"
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    NUMBER_DESTROYED = "number_destroyed"
    CONTACT_ERASED = "contact_erased"
    RETENTION_CHANGED = "retention_changed"
    RETENTION_RUN = "retention_run"
    HOLD_ASKED = "hold_asked"
    HOLD_AGREED = "hold_agreed"
    HOLD_REFUSED = "hold_refused"
    HOLD_LIFT_ASKED = "hold_lift_asked"
    HOLD_LIFTED = "hold_lifted"
    AREAS_LOADED = "areas_loaded"
    CAMPAIGN_SAVED = "campaign_saved"
    CAMPAIGN_CALLED_OFF = "campaign_called_off"
    CAMPAIGN_PLANNED = "campaign_planned"
    HISTORY_IMPORTED = "history_imported"
    HISTORY_TAKEN_BACK = "history_taken_back"
    PARTNER_INVITED = "partner_invited"
    PARTNER_CHANGED = "partner_changed"
    PARTNER_ENDED = "partner_ended"
    FIGURES_DRAWN = "figures_drawn"
    FIGURES_RELEASED = "figures_released"


class Entry(models.Model):
    """One act: who (none where a seeker or the clock acted), what, on what, when. Never any content.

    Rows are added (`actions.record`) and never changed; `mark` tells whether one was.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=40, choices=Act.choices)
    actor = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    mark = models.BinaryField(max_length=24)

    open_fields: ClassVar = {"id", "at", "act", "actor", "subject", "mark"}

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject", "id"])]


class Seal(models.Model):
    """An entry's place in the chain, and the seal over it and everything before. Added by the clock, never changed.

    A table of its own, so that neither this one nor the entries' ever needs to be updated; the number is no foreign
    key, as a missing entry must show and not be impossible.
    """

    place = models.BigIntegerField(primary_key=True)  # counts from 1, without gaps
    entry = models.BigIntegerField(unique=True)
    seal = models.BinaryField(max_length=32)

    open_fields: ClassVar = {"place", "entry", "seal"}

    class Meta:
        ordering = ["place"]
