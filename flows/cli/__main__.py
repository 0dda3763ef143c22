"""python -m flows.cli: the command `foureyes`, for children that must run in the same environment."""

from flows.cli import main

main()
