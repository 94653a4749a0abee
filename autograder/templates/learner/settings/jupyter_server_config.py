# Read by JupyterLab when lab.py starts it. The instructor's buttons, the question about news and the extension manager
# are switched off here and in labconfig/.
import os
import sys
from pathlib import Path

c = get_config()
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
}

if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
    c.ServerApp.ip = (
        "0.0.0.0"  # else nobody outside of the container reaches it; the address holds a secret all the same
    )
if hasattr(os, "geteuid") and os.geteuid() == 0:
    c.ServerApp.allow_root = True
    sys.stderr.write(
        "You are root: all that a notebook does, it does as root. In a container that is usual; elsewhere, use an "
        "account of your own.\n"
        "Eres root: todo lo que hace un cuaderno lo hace como root. En un contenedor es normal; si no, usa una cuenta "
        "tuya.\n"
    )
