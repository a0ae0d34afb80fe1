from __future__ import annotations

import pytest

from quietline.campaigns.register.rules import Wrong, check_code, check_origin, new_code


def test_a_code_by_chance_is_one_that_may_be_chosen() -> None:
    assert all(check_code(code) == code for code in (new_code() for _ in range(200)))


@pytest.mark.parametrize("code", ["talk", "ab", "k7", "kkkkkkkkk", "k-7m", "kým7", "k1m7", "../x", ""])
def test_a_code_that_spells_or_confuses_is_refused(code: str) -> None:
    with pytest.raises(Wrong):
        check_code(code)


def test_sites_that_may_embed_are_kept_as_browsers_name_them() -> None:
    assert check_origin(" https://Video.example/ ") == "https://video.example"
    assert check_origin("https://video.example:443") == "https://video.example"
    assert check_origin("https://video.example:8443") == "https://video.example:8443"


@pytest.mark.parametrize(
    "text",
    [
        "http://video.example",
        "video.example",
        "https://",
        "https://*.example",
        "https://localhost",
        "https://a.b/c",
        "https://a.b?c",
        "https://u@a.b",
        "https://a.b:x",
        "https://a b.example",
        "javascript:alert(1)",
        "https://a.b;x",
    ],
)
def test_what_is_no_site_may_not_embed(text: str) -> None:
    with pytest.raises(Wrong):
        check_origin(text)
