"""Run as a script by root: which paths an account cannot use, and which part of the path is in its way.

Arguments: UID:GID:GROUP,GROUP then one MODE:PATH each, MODE of the letters r, w, x. For each path it prints,
ended by a NUL, nothing when it can be used, else the first folder or file that refuses.
"""

import os
import sys

_BITS = {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}


def obstacle(path: str, mode: str) -> str:
    """The first part of the absolute `path` that this process may not enter or use; empty when there is none."""
    parts = path.split("/")
    for length in range(1, len(parts)):
        folder = "/".join(parts[:length]) or "/"
        if not os.access(folder, os.X_OK):
            return folder
    return "" if os.access(path, sum(_BITS[letter] for letter in mode)) else path


def main(arguments: list[str]) -> None:
    """Become the account and look."""
    uid, gid, groups = arguments[0].split(":")
    os.setgroups([int(group) for group in groups.split(",") if group])
    os.setgid(int(gid))
    os.setuid(int(uid))
    for argument in arguments[1:]:
        mode, _, path = argument.partition(":")
        sys.stdout.buffer.write(os.fsencode(obstacle(path, mode)) + b"\0")


if __name__ == "__main__":
    main(sys.argv[1:])
