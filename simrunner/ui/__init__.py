"""Screens: thin Qt widgets over Qt-free presenters; the only package that imports Qt."""
