"""The object store: immutable objects named by the hash of their bytes, on disk or in a bucket.

Pure code gets a path from `local_copy()`, never a store. Which object is in use is the database's
matter; what may be served is the Clearance's.
"""

from recordings.storage.objects import (
    delete,
    delete_all,
    exists,
    keys,
    local_copy,
    local_path,
    put,
    read,
    signed_url,
    size,
    store,
    sweep_unfinished,
)
from recordings.storage.shelves import (
    cleaned_shelf,
    drop_shelf,
    label_of_shelf,
    label_shelf,
    shelf,
    shelf_used_at,
    shelves,
)
from recordings.storage.values import (
    ObjectMissing,
    StorageFailed,
    Store,
    StoredObject,
    digest,
    key_of,
)
from recordings.storage.work import sweep_work, work_folder

__all__ = [
    "ObjectMissing",
    "StorageFailed",
    "Store",
    "StoredObject",
    "cleaned_shelf",
    "delete",
    "delete_all",
    "digest",
    "drop_shelf",
    "exists",
    "key_of",
    "keys",
    "label_of_shelf",
    "label_shelf",
    "local_copy",
    "local_path",
    "put",
    "read",
    "shelf",
    "shelf_used_at",
    "shelves",
    "signed_url",
    "size",
    "store",
    "sweep_unfinished",
    "sweep_work",
    "work_folder",
]
