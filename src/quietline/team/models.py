from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.functional import cached_property

from quietline.team.roles.rules import Role


class Organisation(models.Model):
    """The charity that runs this helpline. `neutral_name` is what page titles say: it gives nothing away."""

    name = models.CharField(max_length=100)
    neutral_name = models.CharField(max_length=40)
    # The public half only: the private half is printed as shares when the helpline is made, and kept nowhere.
    recovery_public_key = models.BinaryField(max_length=32)

    open_fields: ClassVar = {"id", "name", "neutral_name", "recovery_public_key"}


class Practitioner(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """Somebody who answers. Their private key opens with their password alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    shown_as = models.CharField(max_length=40)  # what a seeker reads above a reply
    is_active = models.BooleanField(default=True)
    public_key = models.BinaryField(max_length=32)
    locked_private_key = models.BinaryField()
    last_login = None

    open_fields: ClassVar = {
        "id",
        "email",
        "name",
        "shown_as",
        "is_active",
        "public_key",
        "password",  # Django's Argon2 hash
        "is_superuser",  # nobody is: what somebody may do in the editor, a group says
    }
    sealed_fields: ClassVar = {"locked_private_key"}

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[tuple[Role, uuid.UUID | None]]:
        """What they are, each with the line it is for or none for all: read once a request, so that a change holds
        from the next page on."""
        rows = self.held_roles.filter(taken_at=None).values_list("role", "line")
        return frozenset((Role(role), line) for role, line in rows)

    def has_role(self, role: Role, line: Line | None = None) -> bool:
        """Whether they have it on this line; asked without one, on any."""
        return any(has == role and (line is None or where in {None, line.pk}) for has, where in self.roles)

    @property
    def is_administrator(self) -> bool:
        return self.has_role(Role.ADMINISTRATOR)

    @property
    def is_safeguarding_lead(self) -> bool:
        return self.has_role(Role.SAFEGUARDING_LEAD)

    @property
    def is_supervisor(self) -> bool:
        return self.has_role(Role.SUPERVISOR)

    @property
    def is_evaluator(self) -> bool:
        return self.has_role(Role.EVALUATOR)


# Tables that Django makes by itself: who has which roles in the editor. Nobody has a permission apart from a role.
Practitioner.groups.through.open_fields = {"id", "practitioner", "group"}  # type: ignore[attr-defined]
Practitioner.user_permissions.through.open_fields = {"id", "practitioner", "permission"}  # type: ignore[attr-defined]


class Line(models.Model):
    """One service with its own team and key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    jurisdiction = models.SlugField()  # whose confidentiality rules hold
    time_zone = models.CharField(max_length=50, default="Europe/London")  # what its hours and shifts are told in
    # What the public contact page says about calling; without a number it says nothing.
    phone_number = models.CharField(max_length=30, blank=True)
    phone_hours = models.CharField(max_length=120, blank=True)
    phone_cost = models.CharField(max_length=120, blank=True)

    open_fields: ClassVar = {"id", "name", "jurisdiction", "time_zone", "phone_number", "phone_hours", "phone_cost"}

    def __str__(self) -> str:
        return self.name


class LineKey(models.Model):
    """A line's key pair in one epoch: threads are sealed to the public half of the newest."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="keys")
    epoch = models.PositiveIntegerField(default=1)
    public_key = models.BinaryField(max_length=32)
    recovery_hold = models.BinaryField()  # the private half, sealed to the organisation's recovery key
    made_at = models.DateTimeField()

    open_fields: ClassVar = {"id", "line", "epoch", "public_key", "made_at"}
    sealed_fields: ClassVar = {"recovery_hold"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "epoch"], name="one_key_an_epoch")]


class LineKeyHold(models.Model):
    """A member's hold on a line's key: the private half, sealed to the member's public key."""

    line_key = models.ForeignKey(LineKey, on_delete=models.PROTECT, related_name="holds")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="line_holds")
    sealed_key = models.BinaryField()

    open_fields: ClassVar = {"id", "line_key", "practitioner"}
    sealed_fields: ClassVar = {"sealed_key"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line_key", "practitioner"], name="one_hold_a_member")]


# Further tables of this part, each beside its own actions and queries.
from quietline.team.canned.models import CannedReply  # noqa: E402, F401

# Models of the sub-packages, so that Django finds them.
from quietline.team.hours.models import OpenSpan, SpecialDay, SpecialSpan  # noqa: E402, F401
from quietline.team.invitations.models import Invitation, InvitedRole  # noqa: E402, F401
from quietline.team.resets.models import Reset  # noqa: E402, F401
from quietline.team.roles.models import HeldRole  # noqa: E402, F401
from quietline.team.rota.models import Duty, HardContact, Shift  # noqa: E402, F401
from quietline.team.sign_in.models import PasskeyHold  # noqa: E402, F401
from quietline.team.sign_on.models import SignOn  # noqa: E402, F401
from quietline.team.signposts.models import (  # noqa: E402, F401
    Provider,
    Signpost,
    SignpostArea,
    SignpostLanguage,
    SignpostNeed,
    SignpostPhone,
)
from quietline.team.skills.models import PractitionerLanguage, PractitionerSkill, Skill  # noqa: E402, F401
