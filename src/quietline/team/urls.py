from __future__ import annotations

from django.urls import path

from quietline.team.invitations import views as invitations
from quietline.team.resets import views as resets
from quietline.team.sign_in import account_views, views
from quietline.team.sign_on import views as sign_on

app_name = "team"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second/", views.second_factor, name="second-factor"),
    path("sign-in/passkey/", views.passkey, name="passkey"),
    path("sign-in/passkey/options/", views.passkey_options, name="passkey-options"),
    path("sign-in/organisation/", sign_on.begin, name="sign-on-begin"),
    path("sign-in/organisation/back/", sign_on.back, name="sign-on-back"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("invited/<str:token>/", invitations.take_up, name="invited"),
    path("reset/<str:token>/", resets.take_up, name="reset"),
    path("account/", account_views.account, name="account"),
    path("account/confirm/", account_views.confirm, name="confirm"),
    path("account/confirm/options/", account_views.confirm_options, name="confirm-options"),
    path("account/organisation/", sign_on.account, name="sign-on"),
    path("account/organisation/disconnect/", sign_on.disconnect, name="sign-on-disconnect"),
    path("account/app/", account_views.app, name="app"),
    path("account/app/remove/", account_views.remove_factor, name="app-remove"),
    path("account/passkeys/new/", account_views.new_passkey, name="passkey-new"),
    path("account/passkeys/new/options/", account_views.new_passkey_options, name="passkey-new-options"),
    path("account/passkeys/<int:factor>/remove/", account_views.remove_factor, name="passkey-remove"),
    path("account/recovery-codes/", account_views.recovery_codes, name="recovery-codes"),
    path("account/password/", account_views.password, name="password"),
    path("account/sessions/end/", account_views.end_sessions, name="sessions-end"),
    path("account/sessions/<slug:name>/end/", account_views.end_sessions, name="session-end"),
]
