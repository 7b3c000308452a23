"""Windows and their pages: they build widgets, bind presenters and forward."""
