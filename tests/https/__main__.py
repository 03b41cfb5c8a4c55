"""Tries docs/https by hand: the real proxy, a certificate of our own, a browser that answers through it.

    apt-get install caddy && python -m tests.https

Says what was tried; ends with an error at the first thing that is not as docs/https.md says.
"""

from __future__ import annotations

import datetime as dt
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Page, expect, sync_playwright

from tests.bench.first_visit import open_surveys
from tests.bench.servers import ROOT, free_port, serving
from tests.browsers import launch

NAME = "survey.school.example"


def main() -> None:
    if shutil.which("caddy") is None:
        sys.exit("caddy is not installed: apt-get install caddy")
    with tempfile.TemporaryDirectory() as folder:
        _try_in(Path(folder))


def _try_in(folder: Path) -> None:
    behind, front = free_port(), free_port()
    cards = open_surveys(folder / "instance")
    _make_certificate(folder)
    service = {
        "SELFEVAL_INSTANCE": str(folder / "instance"),
        "PORT": str(behind),
        "SELFEVAL_URL": f"https://{NAME}:{front}",
    }
    selfeval = [str(Path(sys.executable).with_name("selfeval")), "serve"]
    proxy = _start_proxy(folder, behind, front)
    try:
        with serving(selfeval, behind, "/healthz", service):
            status, headers = _get(folder, front, "/healthz")
            assert (status, "strict-transport-security" in headers) == (200, True), status
            print("A browser that trusts the certificate reaches the service, and is held to https.")
            _in_a_browser(f"https://{NAME}:{front}", cards)
        assert _get(folder, front, cards[0][0])[0] == 502
        print("While the service is stopped the proxy says so, with 502.")
    finally:
        proxy.terminate()
        proxy.wait(timeout=20)
    _check_logs(folder)


def _start_proxy(folder: Path, behind: int, front: int) -> subprocess.Popen[bytes]:
    """Caddy with the file from the documents; only places and ports are those of this try."""
    config = (ROOT / "docs" / "https" / "Caddyfile").read_text()
    for there, here in (
        (f"{NAME} {{", f"{NAME}:{front} {{"),
        ("/etc/caddy/survey.", f"{folder}/survey."),
        ("/var/log/caddy/", f"{folder}/"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
    ):
        assert there in config, there
        config = config.replace(there, here)
    (folder / "Caddyfile").write_text(config)
    proxy = subprocess.Popen(
        ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"],
        env=os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        stderr=(folder / "caddy.err").open("wb"),
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", front), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return proxy
    raise AssertionError((folder / "caddy.err").read_text())


def _in_a_browser(address: str, cards: list[tuple[str, str]]) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright, f"--host-resolver-rules=MAP {NAME} 127.0.0.1")
        page = browser.new_context(ignore_https_errors=True).new_page()
        _look_at_the_tablet(page, address)
        for path, slip in cards:
            _answer(page, f"{address}{path}#{slip}")
        browser.close()


def _look_at_the_tablet(page: Page, address: str) -> None:
    page.goto(f"{address}/tablet")
    for name in ("sends", "address", "seals", "keeps"):
        expect(page.locator(f"[data-check={name}] [data-is=yes]")).to_be_visible()
    print(
        "The test page for tablets says yes: sends, the right address, sealed on the tablet, keeps answers."
    )


def _answer(page: Page, card: str) -> None:
    sent: list[str] = []
    page.on(
        "request",
        lambda request: sent.append(request.post_data or "") if request.url.endswith("/ballot") else None,
    )
    page.goto(card)
    page.locator("[data-start]:visible").first.click()
    page.locator(".ask h1:visible, .part h1:visible").first.wait_for()
    page.evaluate(
        "while (!document.querySelector('.send')) "
        "document.querySelector('[data-skip], .part .main, .why .main').click()"
    )
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert '"sealed"' in sent[-1], "the tablet did not seal"
    assert '"answers"' not in sent[-1], "answers left the tablet unsealed"
    print(f"Answered through the proxy and sealed on the tablet: {page.title()}")


def _make_certificate(folder: Path) -> None:
    """A certificate that signs itself, as a school without one could make it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "survey.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "survey.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _get(folder: Path, front: int, path: str) -> tuple[int, dict[str, str]]:
    """Status and headers, over a connection whose certificate is checked."""
    context = ssl.create_default_context(cafile=str(folder / "survey.crt"))
    plain = socket.create_connection(("127.0.0.1", front), timeout=10)
    lines = (f"GET {path} HTTP/1.1", f"Host: {NAME}:{front}", "User-Agent: a tablet", "Connection: close")
    with context.wrap_socket(plain, server_hostname=NAME) as secure:
        secure.sendall("\r\n".join((*lines, "", "")).encode())
        answer = http.client.HTTPResponse(secure)
        answer.begin()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def _check_logs(folder: Path) -> None:
    access, own = (folder / "selfeval.log").read_text(), (folder / "caddy.err").read_text()
    assert '"uri":"/tablet"' in access, access
    for log in (access, own):
        for never in ('"/a/', "answering.js", "remote_ip", "User-Agent", "a tablet", "HeadlessChrome"):
            assert never not in log, (never, log)
    lines = len(access.splitlines())
    print(f"The proxy's log has {lines} lines: none of an answering page, no address, no device.")


if __name__ == "__main__":
    main()
