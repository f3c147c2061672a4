"""Kvarnsala, the demonstration municipality: an invented town, and three years of feedback to it.

`generate()` is plain Python: frozen dataclasses, the same bytes for the same seed. `load` puts them into the database.
"""
