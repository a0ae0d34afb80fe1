from __future__ import annotations

from django.urls import path

from quietline.desk.safeguarding import case_views, concern_views, people_views, rules_views
from quietline.desk.safeguarding import disclosure_views as disclosures
from quietline.desk.safeguarding import identity_views as identities

urlpatterns = [
    path("safeguarding/", case_views.overview, name="safeguarding"),
    path("safeguarding/rules/", rules_views.rules, name="rules"),
    path("safeguarding/rules/<slug:key>/<int:version>/", rules_views.write, name="rules-write"),
    path("safeguarding/people/", people_views.same_person, name="same-person"),
    path("<uuid:thread_id>/safeguarding/", case_views.case, name="case"),
    path("<uuid:thread_id>/concern/", concern_views.mark, name="concern"),
    path("<uuid:thread_id>/concern/<uuid:concern_id>/settle/", concern_views.settle, name="settle"),
    path("<uuid:thread_id>/identities/", identities.enter, name="identity-enter"),
    path("<uuid:thread_id>/identities/move/", identities.move, name="identity-move"),
    path("<uuid:thread_id>/identities/<uuid:identity_id>/", identities.identity, name="identity"),
    path("<uuid:thread_id>/identities/<uuid:identity_id>/open/", identities.open_, name="identity-open"),
    path("<uuid:thread_id>/disclosures/propose/", disclosures.propose, name="disclosure-propose"),
    path("<uuid:thread_id>/disclosures/alone/", disclosures.alone, name="disclosure-alone"),
    path("<uuid:thread_id>/disclosures/<uuid:disclosure_id>/pack/", disclosures.pack, name="disclosure-pack"),
    path("<uuid:thread_id>/disclosures/<uuid:disclosure_id>/<slug:name>/", disclosures.act, name="disclosure-act"),
]
