"""The long forms of what the tests do in short: hours of kills, faults, visitors, reruns."""
