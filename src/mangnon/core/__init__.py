"""What knows no child: store, clock, content, places, accounts, scope, audit, web."""
