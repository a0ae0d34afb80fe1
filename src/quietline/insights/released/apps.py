from django.apps import AppConfig


class ReleasedConfig(AppConfig):
    name = "quietline.insights.released"
    label = "released"
