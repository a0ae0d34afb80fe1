"""The tables of this part, each beside its own actions and queries, so that Django finds them."""

from quietline.safeguarding.concerns.models import Concern
from quietline.safeguarding.disclosures.models import DisclosedIdentity, Disclosure
from quietline.safeguarding.identities.models import Identity, IdentityOpening
from quietline.safeguarding.people.models import SamePerson
from quietline.safeguarding.rulesets.models import RuleAgency, RuleFact, RuleKey, RuleKind, Ruleset

__all__ = [
    "Concern",
    "DisclosedIdentity",
    "Disclosure",
    "Identity",
    "IdentityOpening",
    "RuleAgency",
    "RuleFact",
    "RuleKey",
    "RuleKind",
    "Ruleset",
    "SamePerson",
]
