from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class ReadingPanel(Panel):
    """Says how hard the page reads, as it was kept last."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"heading": "How it reads", "icon": "glasses"} | options)

    class BoundPanel(Panel.BoundPanel):
        template_name = "content/panels/reading.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"reading": self.instance.reading() if self.instance.pk else None}
