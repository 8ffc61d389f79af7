"""A load test: readers at a constant rate and in great number, beside what the site is to hold."""
