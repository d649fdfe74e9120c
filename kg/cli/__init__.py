"""The command line: parse, call one function, print."""

from kg.cli.commands import app, main

__all__ = ["app", "main"]
