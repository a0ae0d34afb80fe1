"""For a demo: come in as its invented partner, or see what their app shows. Run as a process of the island."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from quietline.config.island.starting import prepare

_PASSWORD_BYTES = 12


def main(data: Path, token: str) -> str:
    """With an invitation's token: take it up, and return the password. Without: the app's code of this moment."""
    prepare(data)
    from quietline.insights.partners import keys, queries
    from quietline.insights.partners.actions import take_up
    from quietline.insights.partners.models import Partner

    if not token:
        return keys.code_now(Partner.objects.earliest("pk").link_mark)
    partner, password = queries.invited(token), secrets.token_urlsafe(_PASSWORD_BYTES)
    if partner is None:
        raise LookupError("This demo's helpline was changed. Remove its directory and start again.")
    take_up(partner=partner.pk, link_mark=partner.link_mark, password=password, step=0)
    return password


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else '')}\n")
