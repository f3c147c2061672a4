"""The downloads: released content as CSV, JSON Lines, Parquet and XLSX, made from `content/` and nothing else.

`fields` says what every column means, `plan` which files there are, `rows` what stands in them, `formats` and `archive` how
they are written, `write` which of them a release has to make. Described in docs/open-data.md.
"""
