"""Import of content from other systems."""
