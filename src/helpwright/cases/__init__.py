"""Cases: tickets as the service engine sees them: targets and the instants that count against them."""
