"""What was said, by whom, in which room. Knows nothing of consent or feeds."""

import os

# OpenBLAS ends its threads whenever the process forks: a product of matrices that another thread
# has under way then never ends (seen with numpy 2.4). Rendering starts ffmpeg while it computes, on
# as many threads of its own as there are processors; so numpy gets one. It is read when numpy is
# imported, which nobody does before this package.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
