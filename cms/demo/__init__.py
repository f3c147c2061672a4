"""Kvarnsala, the demonstration municipality: an invented town with three years of feedback, the same bytes for the same seed.

Plain Python, no Django: `generate()` returns frozen dataclasses, and whoever loads them decides where they go.
"""
