"""Pages of the studio about people and what was done: users, tokens, the audit log, security."""
