"""What the partners' island says when a request can't be answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quietline.edge.marks import Refusal


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return say(request, 400, "That did not work", "Something in the request was not as it should be. Start again.")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    what_to_do = "Nothing was changed. Perhaps it stood open for long. Go back, load the page again and send it anew."
    return say(request, 403, "This page was out of date", what_to_do)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    what_to_do = "The address may be mistyped, or what stood here is not open to you. Start again from the first page."
    return say(request, 404, "There is no page here", what_to_do)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    response = say(request, 405, "That did not work", "This address takes no such request. Start again.")
    response["Allow"] = allowed
    return response


def failed(request: HttpRequest) -> HttpResponse:
    return say(request, 500, "Something went wrong on our side", "It is not your fault. Wait a moment and try again.")


def in_trouble(request: HttpRequest) -> HttpResponse:
    response = say(request, 503, "We can't do this just now", "It is not your fault. Wait a moment and try again.")
    response["Retry-After"] = "10"
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say why the edge did not read what was sent."""
    status = {Refusal.TOO_LARGE: 413, Refusal.FILES: 415, Refusal.TOO_SLOW: 408}.get(refusal, 400)
    return say(request, status, "That could not be taken in", "It was too large, or came too slowly. Send it again.")


def say(request: HttpRequest, status: int, heading: str, what_to_do: str) -> HttpResponse:
    context = {"heading": heading, "what_to_do": what_to_do}
    return render(request, "partners/refused.html", context, status=status)
