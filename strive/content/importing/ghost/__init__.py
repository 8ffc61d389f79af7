"""Exports of Ghost."""
