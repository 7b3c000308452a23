"""Rating instruments and what a form says: values and pure calculation."""
