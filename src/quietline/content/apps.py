from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "quietline.content"

    def ready(self) -> None:
        from quietline.content import nonce, signals
        from quietline.content.places.keeping import keep_to_places

        signals.connect()
        nonce.mark_choosers()
        keep_to_places()
