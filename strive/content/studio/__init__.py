"""The studio: where the publication is written and kept in order."""
