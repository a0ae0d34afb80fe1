"""Every path of Quietline. Public ones are listed in tests/boundaries/test_public_paths.py and docs/paths.md."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as editor

from quietline.config.data_protection.views import as_file, pack
from quietline.config.views import choose_language, not_here
from quietline.content.urls import rest, short
from quietline.content.views import picture
from quietline.team.sign_in.views import sign_out

# Of the editor: other ways to sign in, people and groups (quietline.team has them), and files of other kinds.
CLOSED = ("login", "password_reset", "users", "groups", "documents")

urlpatterns = [
    path("", choose_language, name="choose-language"),
    path("", include("quietline.team.urls")),
    path("desk/data-protection/", pack, name="data-protection"),
    path("desk/data-protection/html/", as_file, {"kind": "html"}, name="data-protection-html"),
    path("desk/data-protection/pdf/", as_file, {"kind": "pdf"}, name="data-protection-pdf"),
    path("desk/", include("quietline.desk.urls")),
    path("campaigns/", include("quietline.desk.campaigns.urls")),
    path("campaigns/", include("quietline.insights.judged.urls")),
    path("figures/", include("quietline.insights.board.urls")),
    path("campaigns/", include("quietline.config.partner_accounts")),
    path("campaigns/releases/", include("quietline.config.releases")),
    path("edit/logout/", sign_out),
    path("edit/", include([re_path("^account/", RedirectView.as_view(pattern_name="team:account"))])),
    path("edit/", include([re_path(rf"^(?:{'|'.join(CLOSED)})/", not_here)])),
    path("edit/", include(editor)),
    path("pictures/<path:name>", picture, name="picture"),
    path("c/", include((short, "short"))),
    path("hooks/", include("quietline.contact.calls.urls")),
    path("hooks/", include("quietline.campaigns.hook.urls")),
    *i18n_patterns(
        path("", include("quietline.content.urls")),
        path("", include("quietline.contact.urls")),
        path("", include((rest, "content-rest"))),
    ),
]
handler400 = "quietline.config.views.bad_request"
handler403 = "quietline.config.views.forbidden"
handler404 = "quietline.config.views.not_found"
handler500 = "quietline.config.views.failed"
