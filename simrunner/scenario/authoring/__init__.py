"""Files as authors keep them: laid out evenly, described to editors."""
