"""First-party device drivers, found by the application through entry points."""
