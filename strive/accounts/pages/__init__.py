"""Pages for people who are signed in, or about to be."""
