"""`python -m strive`."""

from strive.cli import main

main()
