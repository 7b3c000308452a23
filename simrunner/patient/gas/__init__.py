"""Gas: the stores of oxygen and carbon dioxide in lungs, blood and tissues, and what is read."""
