"""The sample of the first step: one file for all languages (`sample/first-step.toml`, whose head says how)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quietline.content.sample_files import SampleProblem

FILE = "first-step.toml"
TITLES = {"en": "First step", "ar": "الخطوة الأولى", "cy": "Cam cyntaf", "pl": "Pierwszy krok"}


@dataclass(frozen=True, slots=True)
class FirstStepSample:
    """The questions, the one that begins first, then the ends."""

    questions: list[dict[str, Any]]
    ends: list[dict[str, Any]]

    def title(self, language: str) -> str:
        return TITLES.get(language, TITLES["en"])

    def blocks(self, language: str, page: Callable[[str], int]) -> list[dict[str, Any]]:
        """The graph as the editor's blocks have it; `page` finds a page by its slug."""

        def said(texts: dict[str, str]) -> str:
            return texts.get(language) or texts["en"]

        questions = [
            {
                "name": each["key"],
                "question": said(each["text"]),
                "hint": said(each["note"]) if "note" in each else "",
                "answers": [
                    {"words": said(answer["text"]), "leads_to": answer.get("question") or answer.get("end", "")}
                    for answer in each["answer"]
                ],
            }
            for each in self.questions
        ]
        ends = [
            {
                "name": each["key"],
                "title": said(each["title"]),
                "words": "".join(f"<p>{part}</p>" for part in said(each["text"]).strip().split("\n\n")),
                "urgent": each.get("urgent", False),
                "offers": [_offer(offer, said(offer["words"]), page) for offer in each["offer"]],
            }
            for each in self.ends
        ]
        asked = [{"type": "question", "value": value} for value in questions]
        return asked + [{"type": "end", "value": value} for value in ends]


def _offer(offer: dict[str, Any], words: str, page: Callable[[str], int]) -> dict[str, Any]:
    scheme, _, rest = offer["to"].partition(":")
    if scheme == "page":
        return {"words": words, "goal": "", "page": page(rest)}
    return {"words": words, "goal": rest, "page": None}


def read_first_step(folder: Path) -> FirstStepSample | None:
    """The file in this folder; none where there is none.

    Raises:
        SampleProblem
    """
    file = folder / FILE
    if not file.exists():
        return None
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8"))
        start = held["start"]
        questions = sorted(held["question"], key=lambda question: question["key"] != start)
        sample = FirstStepSample(questions=questions, ends=held["end"])
        sample.blocks("en", lambda slug: 0)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SampleProblem(f"{FILE} can't be read: {error}") from None
    return sample
