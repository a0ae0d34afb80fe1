"""A helpline that the command line founded: a line, an administrator, two practitioners, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.factories.apps import give_apps
from tests.factories.server import Server

AREAS = ("North Larkmere", "Esk Vale")


@dataclass(frozen=True)
class Colleague:
    email: str
    name: str
    shown_as: str
    password: str


ROWAN = Colleague("rowan@larkmere.example", "Rowan Adeyemi", "Rowan", "a walk by the slow river")
MINA = Colleague("mina@larkmere.example", "Mina Kowalska", "Mina", "a lamp on the far shore")
TOM = Colleague("tom@larkmere.example", "Tom Fairburn", "Tom", "a boat under the old bridge")


def found(server: Server) -> None:
    """Found the helpline and let everybody in, as an administrator does it."""
    places = [part for area in AREAS for part in ("--area", area)]
    names = ["--organisation", "The Larkmere Trust", "--neutral-name", "Larkmere", "--line", "Larkmere line"]
    server.run("init", *names, *places, *_about(ROWAN), "--password-file", _password(server, ROWAN))
    for newcomer in (MINA, TOM):
        passwords = ["--password-file", _password(server, newcomer)]
        passwords += ["--member-password-file", _password(server, ROWAN)]
        server.run("add-practitioner", *_about(newcomer), "--by", ROWAN.email, *passwords)
    give_apps(server)


def _about(who: Colleague) -> list[str]:
    return ["--email", who.email, "--name", who.name, "--shown-as", who.shown_as]


def _password(server: Server, who: Colleague) -> str:
    file: Path = server.data.parent / who.shown_as
    file.write_text(f"{who.password}\n")
    return str(file)
