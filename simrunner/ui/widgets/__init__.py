"""Controls that windows are built from."""
