"""Quietline: the open platform of a confidential prevention helpline."""

__version__ = "0.1.0"
