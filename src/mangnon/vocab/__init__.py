"""Words every floor shares: identifiers, units, calendar, errors."""
