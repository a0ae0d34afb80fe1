from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "quietline.insights.board"
    label = "board"
