"""The switchboard: composes the stages, paces real time, and holds the command line."""
