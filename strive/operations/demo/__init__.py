"""A demo: realistic data of any size, to see and to measure a site by, and to take away again."""
