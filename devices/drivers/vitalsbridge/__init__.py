"""VitalsBridge: feeds numbers and rhythms into real bedside monitors."""
