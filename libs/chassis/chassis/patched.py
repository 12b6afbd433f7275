"""
Makes every later socket, lock and sleep cooperative (eventlet).

The one module that acts on import; only `worker_main.py` may import it, and
must do so first.
"""

import eventlet

eventlet.monkey_patch()
