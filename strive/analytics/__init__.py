"""First-party analytics; its place in the order of layers, for later work."""
