from django.apps import AppConfig


class TallyConfig(AppConfig):
    name = "quietline.tally"
