"""The rules of each statement: two versions tried on invented situations, and a new version written and published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from quietline.desk.safeguarding.forms import RulesForm
from quietline.safeguarding.rulesets import actions, queries
from quietline.safeguarding.rulesets.actions import PublishedMeanwhile
from quietline.safeguarding.rulesets.queries import Published
from quietline.safeguarding.rulesets.rules import Difference, NotUsable, tried
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner

MEANWHILE = "Somebody else published a version in this moment. Look at it, then publish yours."


@require_safe
@with_keys
def rules(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """Every version, and what two of them say about the same situations."""
    found = queries.all_rulesets()
    by_label = {each.label: each for each in found}
    before = by_label.get(request.GET.get("before", "")) or (found[-1] if found else None)
    after = by_label.get(request.GET.get("after", "")) or (found[0] if found else None)
    rows: list[Difference] = []
    if before and after:
        rows = tried(before.rules, after.rules, queries.invented_situations())
    newest = {(each.statement_key, each.statement_version): each for each in reversed(found)}
    context = {
        "found": found,
        "newest": [each for each in found if newest[each.statement_key, each.statement_version] == each],
        "before": before,
        "after": after,
        "rows": rows,
        "changed": sum(row.changed for row in rows),
    }
    return render(request, "desk/safeguarding/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def write(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, key: str, version: int) -> HttpResponse:
    """Write new rules for a version of a statement: `try` says what it would change, `publish` puts it in force."""
    now = queries.in_force(key, version)
    if now is None:
        raise Http404
    if request.method != "POST":
        return _page(request, now, RulesForm.of(now.rules))
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _page(request, now, form, status=422)
    try:
        new = form.rules()
        if request.POST.get("act") != "publish":
            return _page(request, now, form, rows=tried(now.rules, new, queries.invented_situations()))
        actions.publish(statement_key=key, statement_version=version, rules=new, by=practitioner.pk)
    except NotUsable as problem:
        return _page(request, now, form, notice=str(problem), status=422)
    except PublishedMeanwhile:
        return _page(request, now, form, notice=MEANWHILE, status=409)
    return redirect(reverse("desk:rules"))


def _page(
    request: HttpRequest,
    now: Published,
    form: RulesForm,
    *,
    rows: list[Difference] | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "now": now,
        "form": form,
        "notice": notice,
        "rows": rows,
        "changed": sum(row.changed for row in rows or []),
    }
    return render(request, "desk/safeguarding/write_rules.html", context, status=status)
