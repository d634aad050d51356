"""What every app may use: plain Python, no Django, nothing about AI programmes."""
