"""The newsletter; its place in the order of layers, for later work."""
