"""Other sites that say who somebody is: OpenID Connect, and GitHub, which has OAuth 2 alone."""
