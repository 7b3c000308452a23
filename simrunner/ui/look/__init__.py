"""How everything looks: colours, type, icons, pictures, themes and the focus ring."""
