"""Folders of Markdown: Hugo, Jekyll, Astro, Eleventy, and Strive itself."""
