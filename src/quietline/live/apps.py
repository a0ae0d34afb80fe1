from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "quietline.live"
