"""What this machine's kernel lets us enforce."""

from enum import Enum


class Tier(Enum):
    FULL = "full"
    LITE = "lite"
    NONE = "none"
