"""Running and watching an installation; its place in the order of layers, for later work."""
