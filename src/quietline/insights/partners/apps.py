from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "quietline.insights.partners"
    label = "partners"
