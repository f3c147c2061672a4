"""Brings in what other systems export: tables (CSV, XLSX) by a mapping, and Open311. docs/import-mapping.md describes it.

`reading` finds out how a file is written, `tables` and `spreadsheets` give its rows, `mapping` says what they mean. What comes out are
rows of docs/import-format.md, so there is one way in: `cms.cases.importers`.
"""
