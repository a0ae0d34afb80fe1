"""The skills that a new helpline begins with: a name, and the caller group that asks for it, if one does."""

from __future__ import annotations

SEED = (
    ("Speaks with families", "another_adult"),
    ("Young people's worries", "child_behaviour"),
    ("After a visit from the police", ""),
    ("Speaks with survivors", "survivor"),
    ("Questions from professionals", "professional"),
    ("British Sign Language users, by text", ""),
    ("Learning disability, plain words", ""),
)
