from __future__ import annotations

from django.urls import path

from quietline.desk.calls import views
from quietline.desk.record_form.views import record_form
from quietline.desk.records.views import beside_thread, record

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/begin/", views.begin, name="call-begin"),
    path("calls/non-data/", views.non_data, name="call-non-data"),
    path("calls/number/", views.number, name="call-number"),
    path("calls/<uuid:contact_id>/claim/", views.act, {"name": "claim"}, name="call-claim"),
    path("calls/<uuid:contact_id>/take-back/", views.act, {"name": "take_back"}, name="call-take-back"),
    path("calls/<uuid:contact_id>/phrase/", views.phrase, name="call-phrase"),
    path("calls/<uuid:contact_id>/said-back/", views.said_back, name="call-said-back"),
    path("record-form/", record_form, name="record-form"),
    path("records/<uuid:contact_id>/", record, name="record"),
    path("<uuid:thread_id>/record/", views.begin_on_thread, name="thread-record"),
    path("<uuid:thread_id>/wrap-up/", beside_thread, name="thread-wrap-up"),
]
