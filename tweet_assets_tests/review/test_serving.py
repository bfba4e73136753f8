"""How the page is opened: nobody else on the machine comes to know its address."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import monotonic, sleep

import pytest
from interruptible import interruptible

ACCOUNT = '[[accounts]]\nhandle = "invented_me"\n'
OPENER = f"""#!{sys.executable}
import os, pathlib, sys
told = pathlib.Path(os.environ["TOLD"])
told.with_suffix(".partial").write_text(sys.argv[1])
told.with_suffix(".partial").replace(told)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is what opens a browser on Linux")
def test_a_browser_is_not_started_with_the_address_which_every_user_could_see(tmp_path: Path) -> None:
    data, programs, told = tmp_path / "data", tmp_path / "bin", tmp_path / "told"
    data.mkdir()
    programs.mkdir()
    (data / "accounts.toml").write_text(ACCOUNT, encoding="utf-8")
    (programs / "xdg-open").write_text(OPENER, encoding="utf-8")
    (programs / "xdg-open").chmod(0o700)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "TOLD": str(told), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "tweet_assets.command", "--data", str(data), "review"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, preexec_fn=interruptible)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        until = monotonic() + 60
        while not told.exists() and monotonic() < until:
            sleep(0.05)
        opened = Path(told.read_text())
        assert address not in str(opened)
        assert opened.stat().st_mode & 0o077 == 0
        [leads_to] = set(re.findall(r"http://[^\"]+", opened.read_text(encoding="utf-8")))
        assert leads_to == address
        with urllib.request.urlopen(leads_to) as answer:
            html = answer.read().decode()
        assert "Nothing waits for your verdict" in html
        unfinished = socket.create_connection(("127.0.0.1", int(re.findall(r":(\d+)/", address)[0])))
        path = "/" + address.split("/", 3)[3]
        head = f"POST {path}d1/approve HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90\r\n\r\nform_token="
        unfinished.sendall(head.encode())
        sleep(0.5)  # until it is being read: the end of the server does not wait for it
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()
    unfinished.close()
    assert not opened.exists()
