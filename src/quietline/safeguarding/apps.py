from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    name = "quietline.safeguarding"

    def ready(self) -> None:
        # Not above: a part's apps.py is read before there are models to import.
        from quietline.contact.erasing import overwrite_too

        overwrite_too(
            keys=["safeguarding_identity"],
            texts=["safeguarding_concern", "safeguarding_identityopening", "safeguarding_disclosure"],
        )
