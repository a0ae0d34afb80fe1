"""Starting the partners' island: a directory with settings and a key of its own, and the figures database."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from quietline.config.datadir import DataDir, DataDirProblem

# The settings that nothing here asks for are those of the helpline; the island never reads its files.
MODULE = "quietline.config.island.settings"


def prepare(data: Path) -> DataDir:
    """Make this process the island.

    Raises:
        DataDirProblem: something is missing; the text says what to do.
    """
    data_dir = DataDir(data.expanduser().resolve())
    if not data_dir.settings_file.exists():
        raise DataDirProblem(f"There is no quietline.toml in {data}. Write one with figures_url and partners_origin.")
    chosen = data_dir.installation().overridden_by(os.environ)
    if not chosen.figures_url and not data_dir.figures.exists():
        raise DataDirProblem(f"There is no figures database in {data}. Set figures_url in quietline.toml.")
    is_new = not data_dir.partners_key_file.exists()
    data_dir.make_partners_key()
    _set_django_up(data_dir)
    try:
        _check_database(data_dir, is_new=is_new)
    except DataDirProblem:
        if is_new:  # it must not stand in a second try's way
            data_dir.partners_key_file.unlink()
        raise
    if loose := data_dir.loose_permissions():
        sys.stderr.write(f"warning: others on this machine may read {loose[0].name}. Mend: chmod -R go= {data}\n")
    return data_dir


def _set_django_up(data_dir: DataDir) -> None:
    os.environ["QUIETLINE_DATA"] = str(data_dir.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = MODULE
    import django

    try:
        django.setup()
    except ValueError as error:
        raise DataDirProblem(f"quietline.toml: {error}") from None


def _check_database(data_dir: DataDir, *, is_new: bool) -> None:
    from django.db import DatabaseError, connections

    from quietline.config.databases import FIGURES, unapplied
    from quietline.insights.partners.queries import anybody_came_in

    try:
        if unapplied(FIGURES):
            raise DataDirProblem("The figures database is older than this program. Run quietline migrate at the desk.")
        lost = is_new and anybody_came_in()
    except DatabaseError:
        raise DataDirProblem(
            "The figures database can't be reached. Start it, or correct figures_url in quietline.toml; "
            "its role needs the rights that the administrator's guide lists."
        ) from None
    finally:
        connections.close_all()
    if lost:
        raise DataDirProblem(
            f"{data_dir.partners_key_file} is missing, and partners sign in by it. Restore it. If it is lost, end "
            "every partner's access at the desk, start this again, and invite them anew."
        )
