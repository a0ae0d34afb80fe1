"""`quietline areas` and `quietline history`: files in, shown, taken back; refused with the rows to mend."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.factories.server import QUIETLINE, STUCK_SECONDS, Server, copied


def run(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(QUIETLINE), *arguments, "--data", str(server.data)]
    environment = server.environment | {"COLUMNS": "300"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=STUCK_SECONDS)
    assert "Traceback" not in done.stderr + done.stdout
    return done


def test_areas_are_loaded_whole_or_not_at_all(invented: Server, tmp_path: Path) -> None:
    with copied(invented, tmp_path) as server:
        file = tmp_path / "areas.csv"
        file.write_text("code,name,parent,kind\nfells,Fells,,county\nhigh-fells,High Fells,fells,district\n")
        preview = run(server, "areas", "load", str(file), "--preview")
        assert "2 new, 0 changed" in preview.stdout
        assert "2 new, 0 changed" in run(server, "areas", "load", str(file)).stdout
        assert "0 new, 0 changed, 2 as they were" in run(server, "areas", "load", str(file)).stdout
        file.write_text("code,name,parent\nnew,New,nowhere\n")
        wrong = run(server, "areas", "load", str(file))
        assert wrong.returncode == 1
        assert "Nothing was loaded" in wrong.stderr
        assert "nowhere" in wrong.stderr

        table = tmp_path / "past.csv"
        table.write_text("Month,Area,Calls\n2024-01,fells,12\n2024-02,fells,15\n2024-03,high-fells,4\n")
        columns = [f"--column={each}" for each in ("period=Month", "area=Area", "count=Calls")]
        options = ("--unit", "contacts_attempted", "--name", "Old database", *columns)
        assert "Nothing was kept" in run(server, "history", "import", str(table), *options, "--preview").stdout
        done = run(server, "history", "import", str(table), *options)
        assert (done.returncode, "3 rows, 2 areas" in done.stdout) == (0, True), done.stderr
        listed = run(server, "history", "list").stdout
        assert "Old database: 31 contacts attempted, 1 January 2024 to 31 March 2024" in listed
        table.write_text("Month,Area,Calls\n2024-04,fells,-3\n2024-05,moon,1\n")
        refused = run(server, "history", "import", str(table), *options)
        assert refused.returncode == 1
        assert "Nothing was imported" in refused.stderr
        number = listed.split()[0]
        assert f"Source {number} was taken back" in run(server, "history", "undo", number).stdout
        assert run(server, "history", "list").stdout.strip() == ""
        assert "There is no source 999" in run(server, "history", "undo", "999").stderr
