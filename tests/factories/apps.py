"""Authenticator apps of people of a helpline that another process serves."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.factories.server import ON_POSTGRESQL, STUCK_SECONDS, Server, database

# Of everybody whom the command line made.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_SET_UP = """
import json, sys, django
django.setup()
from quietline.team.models import Practitioner
from quietline.team.sign_in.actions import add_app
people = list(Practitioner.objects.all())
for someone in people:
    add_app(practitioner=someone, secret=sys.argv[1], counter=0, by=someone.pk)
print(json.dumps([someone.email for someone in people]))
"""


def give_apps(server: Server) -> None:
    """Everybody sets an app up, by the action that the page calls."""
    surroundings = server.environment | {
        "QUIETLINE_DATA": str(server.data),
        "DJANGO_SETTINGS_MODULE": "quietline.config.settings",
    }
    arguments = [sys.executable, "-c", _SET_UP, SECRET]
    done = subprocess.run(arguments, env=surroundings, capture_output=True, check=False, timeout=STUCK_SECONDS)
    assert done.returncode == 0, done.stderr
    server.apps |= dict.fromkeys(json.loads(done.stdout), SECRET)


def code_for(server: Server, email: str) -> str:
    """What the app of this person shows; a code of this half minute that a test used before is good once more."""
    from quietline.team.sign_in.codes import code_now

    _forget_last_code(server, email)
    return code_now((server.apps | invented_apps(server))[email])


def invented_apps(server: Server) -> dict[str, str]:
    """The secrets of a demo's people."""
    kept = server.data / "demo-sign-ins.json"
    return dict(json.loads(kept.read_text())["apps"]) if kept.exists() else {}


def _forget_last_code(server: Server, email: str) -> None:
    mark = "%s" if ON_POSTGRESQL else "?"
    whose = f"type = 'totp' AND user_id = (SELECT id FROM team_practitioner WHERE email = {mark})"
    with database(server) as link:
        rows = link.execute(f"SELECT id, data FROM mfa_authenticator WHERE {whose}", [email]).fetchall()
        for row, found in rows:
            data = (json.loads(found) if isinstance(found, str) else found) | {"last_counter": 0}
            link.execute(f"UPDATE mfa_authenticator SET data = {mark} WHERE id = {mark}", [json.dumps(data), row])
