"""The dashboard as a server answers it: the pages of `app.py`, with the headers of `server/headers.py` on every answer.

`rcat serve` hands this file to `streamlit run`, which finds `app` in it. `/_stcore/health` answers `ok`.
"""

from pathlib import Path

from starlette.middleware import Middleware
from streamlit.starlette import App

from dashboard.server.headers import SafeHeaders, fault
from dashboard.server.health import SaysStore
from dashboard.server.log import log_without_values
from dashboard.server.sign_in import is_configured
from dashboard.server.sign_in_refusal import TellsRefusal
from dashboard.server.way_back import LeadsBack
from dashboard.state.service import data_folder

log_without_values()
where_people_sign_in = [Middleware(LeadsBack)] if is_configured() else []
app = App(
    Path(__file__).with_name("app.py"),
    middleware=[
        Middleware(SafeHeaders),
        Middleware(SaysStore, data=data_folder),
        Middleware(TellsRefusal),
        *where_people_sign_in,
    ],
    exception_handlers={Exception: fault},
)
