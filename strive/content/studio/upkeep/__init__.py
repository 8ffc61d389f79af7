"""Pages of the studio for all that stands around posts."""
