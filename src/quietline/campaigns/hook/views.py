"""The webhook for partners of a campaign. Bare daily counts come in; nothing about anybody."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quietline.campaigns.hook.reading import DayReport, NotAReport, check_day, read_report
from quietline.campaigns.queries import campaign_by_code
from quietline.edge.hooks import SECRET_CHARACTERS, Refused, check_signed, check_size, say
from quietline.tally.reported.actions import take_partner_day

logger = logging.getLogger(__name__)


@login_not_required
@require_POST
def campaign(request: HttpRequest) -> HttpResponse:
    """A partner reports the displays and clicks of one day. A repeat shows what is kept and counts nothing."""
    try:
        report = _report(request)
        kept, is_new = take_partner_day(
            partner=report.partner,
            campaign=report.campaign,
            on=report.on,
            displays=report.displays,
            clicks=report.clicks,
        )
    except Refused as refused:
        return say(refused.status, refused.text)
    except NotAReport as problem:
        return say(400, str(problem))
    except DatabaseError:
        logger.exception("a partner's report could not be kept")
        return say(503, "Not kept just now. Send it again in a moment.")
    same = (kept.displays, kept.clicks) == (report.displays, report.clicks)
    told = {"on": kept.on.isoformat(), "displays": kept.displays, "clicks": kept.clicks}
    # Reported otherwise before: what was kept first stands, and the partner sees it.
    return JsonResponse(told, status=201 if is_new else 200 if same else 409)


def _report(request: HttpRequest) -> DayReport:
    check_size(request)
    if (request.content_type or "").lower() != "application/json":
        raise Refused(415, "Send application/json.")
    now = timezone.now()
    report = read_report(request.body)
    secret = settings.QUIETLINE_PARTNER_SECRETS.get(report.partner, "")
    if len(secret) < SECRET_CHARACTERS:
        # One that nobody else has: the answer is that of a wrong signature, and nobody learns who is a partner.
        secret = settings.SECRET_KEY
    check_signed(request, secret=secret, signed=request.body, now=now)
    found = campaign_by_code(report.campaign)
    if found is None:
        raise Refused(404, "There is no such campaign, or it was called off.")
    today = timezone.localdate(now)
    check_day(report.on, begins_on=found.begins_on, ends_on=found.ends_on, today=today)
    return report
