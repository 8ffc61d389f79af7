"""HTTP for every feature: context, headers, errors, envelope, templates, static files, health."""
