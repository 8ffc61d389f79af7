"""One machine: the embedded MongoDB and Valkey, and the supervisor of `strive run`."""
