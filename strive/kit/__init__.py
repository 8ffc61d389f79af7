"""Pure helpers on the standard library only."""
