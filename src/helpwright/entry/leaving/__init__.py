"""Handing over 交接: everything that a leaving person holds goes to others, in one act that a crash only delays."""
