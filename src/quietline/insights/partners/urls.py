"""The whole of the partners' site. Nothing of it is served by the helpline's own process."""

from __future__ import annotations

from django.urls import path

from quietline.insights.partners import account_views, views

app_name = "partners"
urlpatterns = [
    path("", views.home, name="home"),
    path("sums/", views.sums, name="sums"),
    path("releases/<str:number>/", views.release, name="release"),
    path("releases/<str:number>/files/<slug:kind>/", views.download, name="download"),
    path("cards/<str:number>/<slug:kind>/<str:code>/<slug:mark>.svg", views.card, name="card"),
    path("sign-in/", account_views.sign_in, name="sign-in"),
    path("sign-in/second/", account_views.second, name="second"),
    path("sign-out/", account_views.sign_out, name="sign-out"),
    path("invited/<str:token>/", account_views.take_up, name="invited"),
    path("account/", account_views.account, name="account"),
    path("account/password/", account_views.password, name="password"),
    path("account/sittings/end/", account_views.end_others, name="sittings-end"),
    path("account/sittings/<int:sitting>/end/", account_views.end_sitting, name="sitting-end"),
]
