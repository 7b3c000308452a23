"""A file's text: read with line and column, shaped, its problems collected."""
