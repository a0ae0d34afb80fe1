"""`quietline signposts`: a file in, the same file out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from quietline.config.invented_signposts import SIGNPOSTS
from quietline.team.signposts import hsds
from tests.factories.server import QUIETLINE, STUCK_SECONDS, Server, copied


@pytest.fixture(scope="module")
def server(invented: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with copied(invented, tmp_path_factory.mktemp("signposts")) as server:
        yield server


def run(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(QUIETLINE), "signposts", *arguments, "--data", str(server.data)]
    return subprocess.run(
        command, env=server.environment, capture_output=True, text=True, check=False, timeout=STUCK_SECONDS
    )


def test_a_file_goes_out_and_comes_in(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "services.json"
    assert run(server, "export", str(file)).returncode == 0
    services = json.loads(file.read_text())
    assert len(services) == len(SIGNPOSTS)
    done = run(server, "import", str(file))
    assert (done.returncode, "0 new, 0 changed, 9 as they were" in done.stdout) == (0, True), done.stderr
    services[0]["description"] = "Somebody to talk to."
    file.write_text(json.dumps(services))
    done = run(server, "import", str(file), "--preview")
    assert "1 changed" in done.stdout
    assert "Nothing was kept" in done.stdout
    assert "1 changed" in run(server, "import", str(file)).stdout
    assert "Somebody to talk to." in run(server, "export", "-").stdout


@pytest.mark.parametrize("content", [b"[", b"\xff\xfe", b"[{}]"])
def test_a_file_that_can_not_be_read_ends_in_a_sentence(server: Server, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "services.json"
    file.write_bytes(content)
    done = run(server, "import", str(file))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout


def test_a_file_that_is_not_there_and_one_that_is_huge(server: Server, tmp_path: Path) -> None:
    assert "can't be read" in run(server, "import", str(tmp_path / "none.json")).stderr
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    assert "larger than 20 MiB" in run(server, "import", str(huge)).stderr
    assert "can't be written" in run(server, "export", str(tmp_path / "no" / "x.json")).stderr
    wrong = tmp_path / "wrong.json"
    wrong.write_text(hsds.as_json(SIGNPOSTS).replace("116 123", "call us"))
    done = run(server, "import", str(wrong))
    assert "entry 1 (Samaritans): phones: “call us” is no telephone number" in " ".join(done.stderr.split())
