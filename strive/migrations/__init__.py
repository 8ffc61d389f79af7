"""Migrations of the database, one a file, named for its version: `v1_0_1_what_it_does.py`.

A migration is frozen once released: it imports nothing of the features, so that it does the same
in a year. It may be run again after a crash in its middle, so it must not mind having been run.
"""
