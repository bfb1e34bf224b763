"""What comes in from and goes out to other systems and offices."""
