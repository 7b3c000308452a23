"""Charts drawn by pyqtgraph, which is imported only when one is first shown."""
