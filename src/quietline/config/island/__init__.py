"""The partners' island: a process of its own, over the figures database and nothing else.

It imports neither the settings nor any part of the conversations'; `pyproject.toml` and a test keep it so.
"""
