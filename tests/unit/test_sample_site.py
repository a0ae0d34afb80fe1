"""Reading the sample site: what its files mean, and what is said of one that can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietline.content.sample_files import SAMPLE, SampleProblem, languages, read_language, read_page
from quietline.content.sample_text import blocks_of
from tests.factories import site

PAGE = '+++\nkind = "{kind}"\nslug = "{slug}"\ntitle = "A page"\n+++\nText.\n'


def leads_to(link: str) -> str:
    return f'href="/{link}"'


def blocks(text: str) -> list[tuple[str, object]]:
    return blocks_of(text, leads_to=leads_to, signpost=lambda named: "id" if named == "known" else "")


def put(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_language_is_a_tree_in_order() -> None:
    home = read_language("en", site.SAMPLE)
    assert [page.slug for page in home.below][:2] == ["myself", "trust"]
    (module,) = home.below[0].below
    assert (module.kind, module.minutes, [step.slug for step in module.below]) == (
        "module",
        10,
        ["one", "two", "three"],
    )


@pytest.mark.parametrize("language", languages(SAMPLE))
def test_the_real_sample_can_be_read(language: str) -> None:
    def read(page: object) -> None:
        blocks(page.body)  # type: ignore[attr-defined]
        for below in page.below:  # type: ignore[attr-defined]
            read(below)

    read(read_language(language))


def test_markdown_becomes_blocks() -> None:
    assert blocks("## A *heading*") == [("heading", {"text": "A *heading*", "anchor": ""})]
    assert blocks("## Exit {#history}") == [("heading", {"text": "Exit", "anchor": "history"})]
    assert blocks("One.\n\nTwo **bold** & <b>.") == [("text", "<p>One.</p><p>Two <b>bold</b> &amp; &lt;b&gt;.</p>")]
    assert blocks("- one\n- two [link](page:there)") == [
        ("list", {"numbered": False, "items": ["one", 'two <a href="/page:there">link</a>']})
    ]
    assert blocks("1. one")[0][1]["numbered"] is True  # type: ignore[index]
    assert blocks("**[Write](url:contact:write)**") == [("button", {"words": "Write", "goal": "contact:write"})]
    assert blocks("[[signpost:known]]\n\n[[numbers]]") == [("signpost", "id"), ("numbers", None)]
    assert blocks("[[signpost:gone]]") == []


def test_containers_become_blocks() -> None:
    assert blocks("::: exercise\nDo **this**.\n\n- or that\n:::") == [
        ("exercise", "<p>Do <b>this</b>.</p><ul><li>or that</li></ul>")
    ]
    rating = {"question": "How sure?", "low": "Not at all", "high": "Completely"}
    assert blocks("::: rating\nHow sure?\n- Not at all\n- 10: Completely\n:::") == [("rating", rating)]
    assert blocks("::: quote\nIt helped.\n-- a reader\n:::") == [
        ("quote", {"text": "<p>It helped.</p>", "by": "a reader", "permission": True})
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("::: unknown\nx\n:::", "there is no block 'unknown'"),
        ("::: exercise\nnever closed", "not closed"),
        ("closed\n\n:::", "not opened"),
        ("# A title", "'## …'"),
        ("> quoted", "no place on a page"),
        ("```\ncode\n```", "no place on a page"),
        ("![picture](x.png)", "no place here"),
        ("- one\n  - inside", "no list inside another"),
        ("::: rating\nOnly a question\n:::", "a rating is a question"),
        ("::: doors\n- not a door\n:::", "a door is written"),
        ("[[nothing:here]]", "there is no mark"),
        ("::: figure\nTitle\nunit: contacts\n- by chat: 3\n:::", "a figure needs"),
    ],
)
def test_what_has_no_place_is_named(text: str, told: str) -> None:
    with pytest.raises(SampleProblem, match=told.replace("(", r"\(")):
        blocks(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no head", "three plus signs"),
        ("+++\nkind = \n+++\n", "settings can't be read"),
        (PAGE.format(kind="leaflet", slug="x"), "there is no kind 'leaflet'"),
        (PAGE.format(kind="article", slug="Two Words"), "a slug is made of"),
        ('+++\nkind = "article"\nslug = "x"\n+++\n', "'title' is missing"),
        ('+++\nkind = "article"\nslug = "x"\ntitle = "x"\nminutes = "ten"\n+++\n', "'minutes' is no setting"),
        ('+++\nkind = "article"\nslug = "x"\ntitle = "x"\ncolour = "red"\n+++\n', "'colour' is no setting"),
        (f'+++\nkind = "article"\nslug = "x"\ntitle = "x"\nsummary = "{"x" * 301}"\n+++\n', "longer than 300"),
    ],
)
def test_a_bad_head_is_told_with_its_file(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SampleProblem, match=told) as raised:
        read_page(put(tmp_path, "page.md", text))
    assert "page.md" in str(raised.value)


def test_a_folder_without_its_own_page_is_told(tmp_path: Path) -> None:
    put(tmp_path, "en/trust.md", PAGE.format(kind="article", slug="trust"))
    assert languages(tmp_path) == []
    with pytest.raises(SampleProblem, match="one file of kind 'home' here, and there are 0"):
        read_language("en", tmp_path)


def test_a_module_without_steps_is_told(tmp_path: Path) -> None:
    put(tmp_path, "en/home.md", PAGE.format(kind="home", slug="en"))
    put(tmp_path, "en/myself/00.md", PAGE.format(kind="section", slug="myself"))
    put(tmp_path, "en/myself/01/00.md", PAGE.format(kind="module", slug="lonely"))
    with pytest.raises(SampleProblem, match="at least one step"):
        read_language("en", tmp_path)
