"""Strive: a publishing platform that one team can run from a laptop to millions of readers."""
