"""Releases as they are kept: the ledger of what was drawn, and the signed documents made of it."""
