from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from wagtail.models import GroupApprovalTask, TaskState
from wagtail.permissions import page_permission_policy


class EditingPlace(models.Model):
    """That somebody works on the pages at this path and below, and on no others. Without a row nothing limits them.

    By path and not by row: a page that is deleted must not take the limit with it.
    """

    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=255)

    open_fields: ClassVar = {"id", "practitioner", "path"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practitioner", "path"], name="one_place_once")]


class ReviewTask(GroupApprovalTask):
    """A review by whoever may let this very page through: Wagtail's own asks for the group alone."""

    open_fields: ClassVar = {"groupapprovaltask_ptr"}

    def _may(self, page: Any, user: Any) -> bool:
        return bool(page_permission_policy.user_has_permission_for_instance(user, "publish", page))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._may(obj, user) and bool(super().user_can_access_editor(obj, user))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._may(obj, user) or bool(super().locked_for_user(obj, user))

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self._may(obj, user) and bool(super().user_can_lock(obj, user))

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        return list(super().get_actions(obj, user)) if self._may(obj, user) else []

    def get_task_states_user_can_moderate(self, user: Any, **options: Any) -> Any:
        waiting = super().get_task_states_user_can_moderate(user, **options)
        pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
        theirs = [str(pk) for pk in pages.values_list("pk", flat=True)]
        return TaskState.objects.filter(pk__in=waiting, workflow_state__object_id__in=theirs)
