"""Brings cases in from files. The format is described in docs/import-format.md.

`lines` reads a file line by line, `parse` checks one line, `load` writes what is good in chunks, each a transaction.
"""
