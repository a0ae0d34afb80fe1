from django.apps import AppConfig


class JudgedConfig(AppConfig):
    name = "quietline.insights.judged"
    label = "insights"
