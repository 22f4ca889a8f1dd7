"""Load partitions: a request returns a complete typed snapshot or raises an error."""

from ..store.locking.locks import Busy
from ..store.manifests import Manifest
from ..upstream.dataset import Request
from ..upstream.walk.progress import Progress
from .gather import WORKERS, Outcome, Tally, gather
from .imports import Imports
from .passes import PATIENCE, now_utc
from .repository import Repository
from .snapshot import Snapshot, Stored

__all__ = [
    "PATIENCE",
    "WORKERS",
    "Busy",
    "Imports",
    "Manifest",
    "Outcome",
    "Progress",
    "Repository",
    "Request",
    "Snapshot",
    "Stored",
    "Tally",
    "gather",
    "now_utc",
]
