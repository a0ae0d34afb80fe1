from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.safeguarding.rulesets.models import RuleAgency, RuleFact, RuleKey, RuleKind, Ruleset
from quietline.safeguarding.rulesets.queries import SAMPLE
from quietline.safeguarding.rulesets.rules import Rules, checked, from_text


class PublishedMeanwhile(Exception):
    """Somebody else published a version in the same moment."""


def load_rules(*, folder: Path = SAMPLE, by: UUID | None) -> int:
    """Add the rules that come with Quietline, `<statement>/<its version>/<version>.toml`; returns how many were new.

    Raises:
        NotUsable
    """
    known = set(Ruleset.objects.values_list("statement_key", "statement_version", "version"))
    new = 0
    for file in sorted(folder.glob("*/*/*.toml")):
        name = (file.parent.parent.name, int(file.parent.name), int(file.stem))
        if name not in known:
            with transaction.atomic():
                _keep(name, from_text(file.read_text(encoding="utf-8")), by)
            new += 1
    return new


def publish(*, statement_key: str, statement_version: int, rules: Rules, by: UUID | None) -> int:
    """Put a new version in force for what is marked and decided from now on; returns its number.

    Raises:
        NotUsable
        PublishedMeanwhile
    """
    with transaction.atomic():
        before = Ruleset.objects.filter(statement_key=statement_key, statement_version=statement_version)
        version = (before.aggregate(last=Max("version"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                ruleset = _keep((statement_key, statement_version, version), checked(rules), by)
        except IntegrityError:
            raise PublishedMeanwhile from None
        record(act=Act.RULES_PUBLISHED, by=by, subject=ruleset.pk)
    return version


def _keep(name: tuple[str, int, int], rules: Rules, by: UUID | None) -> Ruleset:
    statement_key, statement_version, version = name
    ruleset = Ruleset.objects.create(
        statement_key=statement_key,
        statement_version=statement_version,
        version=version,
        alone=rules.alone,
        published_at=timezone.now(),
        published_by=by,
    )
    RuleKind.objects.bulk_create(
        RuleKind(ruleset=ruleset, code=kind.code, label=kind.label, hours=kind.hours, immediate=kind.immediate)
        for kind in rules.kinds
    )
    for key in rules.keys:
        row = RuleKey.objects.create(ruleset=ruleset, code=key.code, label=key.label)
        RuleFact.objects.bulk_create(RuleFact(key=row, code=fact.code, label=fact.label) for fact in key.facts)
    RuleAgency.objects.bulk_create(RuleAgency(ruleset=ruleset, name=name) for name in rules.agencies)
    return ruleset
