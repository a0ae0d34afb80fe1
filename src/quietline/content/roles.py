"""What the roles allow in the editor of the public pages."""

from __future__ import annotations

from quietline.team.roles.rules import Role

# An editor's page goes live through a review: to let it through, a reviewer must be allowed to publish, and can change
# nothing. A publisher can do without a review; the page then says that it had none.
PAGE_ACTS = {
    Role.EDITOR: ("add", "change"),
    Role.REVIEWER: ("publish",),
    Role.PUBLISHER: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
PICTURE_ACTS = {
    Role.EDITOR: ("add", "change", "choose"),
    Role.REVIEWER: ("choose",),
    Role.PUBLISHER: ("add", "change", "choose", "delete"),
}
