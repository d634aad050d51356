"""Importing use cases from files of any layout: read, map, identify, apply.

`reading` turns bytes into a table of texts, `mapping` says which column is what, `rows` turns a row into a draft case
with the problems found in it, `identity` says which case a row is, `plan` says what an import would
do, `apply` does it. The first five are plain Python: they know no database.
"""
