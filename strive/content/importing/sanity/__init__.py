"""Exports and webhooks of Sanity."""
