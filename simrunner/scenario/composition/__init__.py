"""One scenario out of several files: parts from the library, variants, the lock (clinscn/1 §11)."""
