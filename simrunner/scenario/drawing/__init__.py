"""Pictures of a scenario's states as text that drawing programs read: DOT, Mermaid, SCXML."""
