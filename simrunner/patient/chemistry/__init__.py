"""Water, blood, salts, sugar, acids and heat."""
