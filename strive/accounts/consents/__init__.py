"""What people agree to, and what they object to: recorded with the words they saw (SEC-4)."""
