from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "quietline.content"

    def ready(self) -> None:
        from quietline.content import nonce, signals

        signals.connect()
        nonce.mark_choosers()
