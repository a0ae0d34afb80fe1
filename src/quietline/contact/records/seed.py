"""The record form that a new line begins with: the field's own categories, in neutral words."""

from __future__ import annotations

from dataclasses import dataclass

from quietline.contact.records.rules import AREA, CALLER_GROUP, Kind


@dataclass(frozen=True, slots=True)
class SeedField:
    code: str
    label: str
    kind: Kind
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    required: bool = False


_ACTIONS = (
    ("self_help", "Use the self-help pages"),
    ("limit_internet", "Change or limit internet use"),
    ("blocking_software", "Put blocking software on devices"),
    ("tell_somebody", "Tell somebody they trust"),
    ("keep_children_safe", "Agree steps that keep children safe"),
    ("see_doctor", "See a doctor or therapist"),
    ("contact_service", "Contact another service"),
    ("come_back", "Come back to us"),
    ("none", "None"),
)

SEED = (
    SeedField(
        CALLER_GROUP,
        "Caller group",
        Kind.ONE,
        (
            ("own_behaviour", "Own behaviour"),
            ("another_adult", "Another adult"),
            ("child_behaviour", "A child or young person's behaviour"),
            ("child_abused", "A child who may have been abused"),
            ("professional", "Professional"),
            ("survivor", "Survivor"),
            ("other", "Other"),
        ),
        required=True,
    ),
    SeedField(
        "setting",
        "Internet or contact",
        Kind.ONE,
        (
            ("internet", "Internet"),
            ("contact", "Contact with a child"),
            ("both", "Both"),
            ("none", "None"),
        ),
        "Where the worry lies.",
    ),
    SeedField(
        "happened",
        "Has something happened",
        Kind.ONE,
        (
            ("happened", "An offence has taken place"),
            ("might_happen", "Concerned that it might"),
            ("neither", "Neither"),
        ),
        "As it was told to you. It is no finding.",
    ),
    SeedField(
        "authorities",
        "Known to the authorities",
        Kind.ONE,
        (
            ("no", "No"),
            ("arrested", "Arrested"),
            ("under_investigation", "Under investigation"),
            ("convicted", "Convicted"),
        ),
    ),
    SeedField(AREA, "Area", Kind.AREA),
    SeedField(
        "found_us",
        "How did they find us",
        Kind.ONE,
        (
            ("campaign", "A campaign"),
            ("police_leaflet", "A leaflet from the police"),
            ("search", "An internet search"),
            ("warning_message", "A warning message"),
            ("professional", "A professional"),
            ("family_friend", "Family or a friend"),
            ("media", "Press, radio, television"),
            ("other", "Other"),
        ),
    ),
    SeedField("returning", "New or returning", Kind.ONE, (("new", "New"), ("returning", "Returning"))),
    SeedField(
        "result",
        "How it ended",
        Kind.ONE,
        (
            ("plan_agreed", "Actions agreed"),
            ("support_given", "Support given"),
            ("information_given", "Information given"),
            ("signposted", "Signposted to another service"),
            ("ended_early", "Ended early"),
        ),
        required=True,
    ),
    SeedField("minutes", "Minutes", Kind.MINUTES, help="How long it took, with what followed."),
    SeedField(
        "discussed",
        "What was discussed",
        Kind.MANY,
        (
            ("how_it_works", "How the helpline works"),
            ("internet_use", "Internet use"),
            ("thoughts_feelings", "Thoughts and feelings"),
            ("relationships", "Relationships and family"),
            ("wellbeing", "Their own wellbeing"),
            ("child_safety", "A child's safety"),
            ("law", "The law and what follows from it"),
            ("next_steps", "Next steps"),
        ),
    ),
    SeedField("agreed_actions", "Agreed actions", Kind.MANY, _ACTIONS, "What they will do, as agreed with you."),
    SeedField(
        "actions_taken",
        "Actions taken since",
        Kind.MANY,
        _ACTIONS,
        "When somebody comes back: which agreed actions were taken.",
    ),
    SeedField(
        "signposts",
        "Signposts given",
        Kind.MANY,
        (
            ("emergency", "Emergency services"),
            ("crisis_line", "A crisis line"),
            ("police", "Police"),
            ("childrens_services", "Children's services"),
            ("health", "Doctor or mental health service"),
            ("legal_advice", "Legal advice"),
            ("another_helpline", "Another helpline"),
        ),
    ),
    SeedField("notes", "In a few words", Kind.TEXT, help="Sealed. Leave out names and anything you need not keep."),
)
