"""Reports on paper: PDF pages drawn from the same presenters as the screens."""
