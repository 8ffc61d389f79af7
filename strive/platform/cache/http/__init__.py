"""What the RFCs say about caching, as pure functions over header fields and numbers."""
