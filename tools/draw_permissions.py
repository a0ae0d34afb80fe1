"""Draw the tables of `docs/permissions.md` from the program's: `make permissions`, after one was changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import django

DOCUMENT = Path(__file__).parent.parent / "docs" / "permissions.md"


def drawn(text: str) -> str:
    """The document with its tables as the program has them; the sentences around them stay."""
    for name, table in (("roles", _roles()), ("pages", _pages()), ("states", _states())):
        text = re.sub(
            rf"(?<=<!-- {name} -->\n).*?(?=\n<!-- end -->)",
            f"\n{table}\n",
            text,
            count=1,
            flags=re.DOTALL,
        )
    return text


def _roles() -> str:
    from quietline.team.permissions import PERMISSIONS
    from quietline.team.roles.rules import Role

    rows = [["may", *(role.shown for role in Role)], ["---", *("---" for _ in Role)]]
    for what, permission in PERMISSIONS.items():
        rows.append([what.value, *(_mark(permission.everybody or role in permission.roles) for role in Role)])
    return _written(rows)


def _pages() -> str:
    from quietline.desk.permitted import FORMS, PAGES

    rows = [["takes", "page or act"], ["---", "---"]]
    for what in dict.fromkeys([*PAGES.values(), *FORMS.values()]):
        names = [f"`{name}`" for name in PAGES if PAGES[name] is what]
        names += [f"`{name}` (its form)" for name in FORMS if FORMS[name] is what]
        rows.append([what.value, ", ".join(names)])
    return _written(rows)


def _states() -> str:
    from quietline.desk.acting import ACTS, Standing, who_may
    from quietline.team.roles.rules import LINE_ROLES

    rows = [["act on a thread", *(each.value for each in Standing)], ["---", *("---" for _ in Standing)]]
    for act in ACTS:
        allowed = [sorted(who_may(act, standing) & LINE_ROLES) for standing in Standing]
        cells = [", ".join(role.shown for role in roles) for roles in allowed]
        rows.append([act, *("all three" if cell.count(",") == 2 else cell or "–" for cell in cells)])
    return _written(rows)


def _mark(allowed: bool) -> str:  # noqa: FBT001
    return "yes" if allowed else "–"


def _written(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quietline.config.settings")
    django.setup()
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
