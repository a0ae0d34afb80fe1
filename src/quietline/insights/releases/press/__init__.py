"""The press pack: what may be printed of a release, in words and pictures."""

from quietline.insights.releases.press.cards import areas_card, evaluation_card
from quietline.insights.releases.press.pack import press_archive, press_cards, press_pack, press_packs
from quietline.insights.releases.press.wording import Press, press_words

__all__ = [
    "Press",
    "areas_card",
    "evaluation_card",
    "press_archive",
    "press_cards",
    "press_pack",
    "press_packs",
    "press_words",
]
