"""A child that records into an encrypted file until it is killed: FILE, then its key in hex."""

import sys

from simrunner.record.cipher import CipherKey
from support.runs import record_until_killed

if __name__ == "__main__":
    key = CipherKey(secret=sys.argv[2], is_phrase=False)
    record_until_killed(sys.argv[1], keys=lambda _path: key)
