"""A whole installation: a database of its own, real processes, and a real Chromium.

Nothing here touches the database or imports a room: everything goes in and out through the command, HTTP and the
three doors. Playwright keeps an event loop in this thread, in which Django's ORM refuses to work anyway.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import socket
import struct
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import zlib
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pytest
from playwright.sync_api import expect, sync_playwright

from tests import forked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message
    from multiprocessing.context import ForkServerProcess

    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

OFFICE: ViewportSize = {"width": 1600, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PASSWORD = "a long enough one"
WEEK = [{"weekday": day, "starts": "07:00", "ends": "19:00"} for day in range(5)]
# Monday, eight o'clock in London: winter time, so local and UTC agree.
MONDAY_0800 = "2026-11-23T08:00:00+00:00"

FAILED = pytest.StashKey[bool]()
PICTURES = Path(__file__).parents[3] / ".home-test"

expect.set_options(timeout=30_000)
_number = itertools.count(1)
_kept = ExitStack()


@pytest.hookimpl(tryfirst=True)  # by the marks they are sorted
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.slow)
            if "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Remember a failure, so that what stood on the pages is kept."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


class Answer(NamedTuple):
    """An answer of the server."""

    status: int
    headers: Message
    body: bytes


class Http:
    """A client of the API as any program is one: JSON in and out, a session of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = ""

    def sign_in(self, email: str, password: str = PASSWORD) -> Http:
        """Sign in as phones and programs do, by a session token."""
        status, body = self.call("POST", "/_allauth/app/v1/auth/login", {"email": email, "password": password})
        assert status == 200, body
        self.session = body["meta"]["session_token"]
        return self

    def send(self, method: str, path: str, data: bytes | None = None, **headers: str) -> Answer:
        """The raw answer, whatever it is."""
        sent = {"Accept": "application/json", "User-Agent": "test"} | headers
        if self.session:
            sent["X-Session-Token"] = self.session
        if method != "GET" and path.startswith("/api/"):
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        request = urllib.request.Request(self.url + path, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.headers, refused.read())

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the body of an answer, read as JSON where it is that."""
        data = None if body is None else json.dumps(body).encode()
        answer = self.send(method, path, data, **({"Content-Type": "application/json"} if data else {}))
        is_json = answer.headers.get_content_type().endswith("json") and answer.body
        return answer.status, json.loads(answer.body) if is_json else answer.body

    def _ok(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = self.call(method, f"/api{path}", body)
        assert status < 300, (method, path, status, answer)
        return answer

    def get(self, path: str) -> Any:
        return self._ok("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self._ok("POST", path, {} if body is None else body)

    def put(self, path: str, body: Any) -> Any:
        return self._ok("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self._ok("PATCH", path, body)


@dataclass
class Installation:
    """Web server and worker as processes of their own, on a database of their own."""

    home: Path
    environment: dict[str, str]
    url: str
    processes: list[ForkServerProcess] = field(default_factory=list)

    def command(self, *words: str, stdin: str = "") -> str:
        """Run `truckroll …` to its end and give what it printed."""
        process = self._start(words, stdin)
        process.join()
        said = self._log(words[0])
        assert process.exitcode == 0, said
        return said

    def start(self, *words: str) -> None:
        """Start `truckroll …` and leave it running."""
        self.processes.append(self._start(words))

    def _start(self, words: tuple[str, ...], stdin: str = "") -> ForkServerProcess:
        log = self.home / f"{words[0]}.log"
        return forked.start(forked.truckroll, log, words, stdin, environment=self.environment)

    def _log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text()

    def await_web(self) -> None:
        """Wait until the web server answers."""
        deadline = time.monotonic() + 60
        while True:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/livez", timeout=5):
                return
            assert self.processes[0].is_alive() and time.monotonic() < deadline, f"no web server: {self._log('web')}"
            time.sleep(0.05)

    def stop(self) -> None:
        """End what runs."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(15)
            if process.is_alive():
                process.kill()
                process.join()

    def http(self, email: str = "", password: str = PASSWORD) -> Http:
        """A client, signed in where an address is given."""
        client = Http(self.url)
        return client.sign_in(email, password) if email else client


@contextmanager
def installed() -> Iterator[Installation]:
    """An installation as `truckroll up` runs it, whose business day begins on a Monday at eight; only Ada may enter."""
    name = f"browser_{os.getpid()}_{next(_number)}"
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE truckroll_template")
    own = url.replace("/truckroll?", f"/{name}?")
    with psycopg.connect(own, autocommit=True) as database:
        database.execute(
            "INSERT INTO foundation_clocksetting (id, real_anchor, business_anchor, rate) VALUES (1, now(), %s, 1)",
            [MONDAY_0800],
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="truckroll-browser-"))
    environment = os.environ | {
        "DATABASE_URL": own,
        "TRUCKROLL_HOME": str(home),
    }
    there = Installation(home, environment, url=f"http://127.0.0.1:{port}")
    try:
        there.start("web", "--port", str(port))
        there.start("worker")
        there.command("create-admin", "ada@example.test", "--name", "Ada", "--password-stdin", stdin=f"{PASSWORD}\n")
        there.await_web()
        yield there
    finally:
        there.stop()
        shutil.rmtree(home, ignore_errors=True)
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def installation(django_db_setup: None) -> Installation:
    """The installation that the files of this folder share; each test makes its own work in it."""
    return _kept.enter_context(installed())


@pytest.hookimpl(trylast=True)  # the last test gives its hours back first
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Stop it before the tests of other folders: its worker and web server would look for work beside them."""
    if nextitem is None or nextitem.path.parent != Path(__file__).parent:
        _kept.close()


@pytest.fixture(scope="module")
def empty_installation(django_db_setup: None) -> Iterator[Installation]:
    """An installation in which there is nothing yet."""
    with installed() as there:
        yield there


@dataclass
class Company:
    """What the tests find: Tariq who may do gas, Mill Lane with a hazard, a work type that assigns itself, prices."""

    installation: Installation
    ada: Http
    ids: dict[str, int] = field(default_factory=dict)
    hired: list[int] = field(default_factory=list)

    def raise_order(self, description: str, work_type: str = "gas repair") -> Any:
        """A work order at Mill Lane."""
        return self.ada.post(
            "/work-orders",
            {"site_id": self.ids["site"], "work_type_id": self.ids[work_type], "description": description},
        )

    def hire(self, name: str) -> Any:
        """A technician of the test's own, who may do gas; he leaves with it."""
        technician = self.ada.post(
            "/technicians",
            {"name": name, "zone": "Europe/London", "currency": "GBP", "shift_patterns": WEEK, "home_lat": 51.5,
             "home_lon": -0.12, "skills": [{"skill_id": self.ids["gas"], "level": 3}]},
        )  # fmt: skip
        self.hired.append(technician["id"])
        return technician

    def give_back_hours(self) -> None:
        """End what a test left open and let go whom it hired: the next one finds Tariq's whole day, and Tariq."""
        for status in ("draft", "scheduled", "dispatched", "traveling", "on_site"):
            for visit in self.ada.get(f"/visits?status={status}&page_size=100")["items"]:
                self.ada.post(f"/visits/{visit['id']}/cancel", {"reason": "The test is over"})
        for technician in self.hired:
            version = self.ada.get(f"/technicians/{technician}")["version"]
            self.ada.patch(f"/technicians/{technician}", {"archived": True, "version": version})
        self.hired.clear()

    def visit_of(self, order_id: int) -> Any:
        """Its first visit as it stands."""
        return self.ada.get(f"/work-orders/{order_id}")["visits"][0]

    def assigned(self, order_id: int) -> Any:
        """Its first visit, once the worker has assigned it and it went to the phone."""
        return until(lambda: (v := self.visit_of(order_id))["status"] == "dispatched" and v)


def until(look: Callable[[], Any], *, within_s: float = 30) -> Any:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"did not happen within {within_s} s; the last look gave {found!r}"
        time.sleep(0.05)
    return found


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A red square as PNG, made here: a photo would be a file to keep."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xc8\x28\x28" * 64) * 64
    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def company(gasworks: Company) -> Iterator[Company]:
    """The company in which every test of this folder does its own work, and leaves no time taken behind."""
    yield gasworks
    gasworks.give_back_hours()


@pytest.fixture(scope="session")
def gasworks(installation: Installation) -> Company:
    """A small company, entered by its owner through the API."""
    ada = installation.http("ada@example.test")
    users = {}
    for name, role in (("dana", "dispatcher"), ("bill", "billing"), ("tariq", "technician")):
        person = {"email": f"{name}@example.test", "name": name.title(), "role": role, "password": PASSWORD}
        users[name] = ada.post("/users", person)["id"]
    gas = ada.post("/skills", {"name": "Gas"})["id"]
    tariq = ada.post(
        "/technicians",
        {"name": "Tariq", "zone": "Europe/London", "currency": "GBP", "user_id": users["tariq"], "shift_patterns": WEEK,
         "skills": [{"skill_id": gas, "level": 3}], "home_lat": 51.5, "home_lon": -0.12},
    )["id"]  # fmt: skip
    tove = ada.post(
        "/technicians",
        {"name": "Tove", "zone": "Europe/London", "currency": "GBP", "shift_patterns": WEEK, "home_lat": 51.5,
         "home_lon": -0.12},
    )["id"]  # fmt: skip
    customer = ada.post(
        "/customers",
        {"name": "Carla Ltd", "currency": "GBP", "bill_name": "Carla Holding", "bill_address": "1 Bank, London"},
    )["id"]
    site = ada.post(
        "/sites",
        {"customer_id": customer, "name": "12 Mill Lane", "address": "12 Mill Lane, London", "country": "GB",
         "zone": "Europe/London", "lat": 51.51, "lon": -0.1},
    )["id"]  # fmt: skip
    ada.post(
        "/hazards",
        {"site_id": site, "title": "Asbestos in the loft", "severity": "high", "must_acknowledge": True,
         "note": "Do not open the hatch."},
    )  # fmt: skip
    boiler = ada.post(
        "/assets", {"site_id": site, "kind": "Boiler", "make": "Vexo", "name": "Boiler 1", "serial": "VX 42"}
    )
    ada.post("/asset-skills", {"kind": "boiler", "skill_id": gas, "level": 1})
    ada.post("/conditions", {"customer_id": customer, "kind": "tier", "value": "gold"})
    ada.post(
        "/conditions",
        {"asset_id": boiler["id"], "kind": "preferred_technician", "technician_id": tariq, "reason": "knows it"},
    )
    kinds = {
        kind: ada.post(
            "/work-types",
            {"name": kind.capitalize(), "duration_s": 3600, "assignment": assignment,
             "skills": [{"skill_id": gas, "level": 1}], "checklist": [{"text": "Gas tight?", "is_required": True}]},
        )["id"]
        for kind, assignment in (("gas repair", "auto"), ("gas survey", "off"))
    }  # fmt: skip
    ada.post(
        "/tax-rates", {"code": "standard", "name": "VAT", "letter": "S", "rate": "0.2", "valid_from": "2020-01-01"}
    )
    book = ada.post("/price-books", {"name": "Prices", "currency": "GBP", "labor_minimum_minutes": 60})["id"]
    for item in (
        {"kind": "labor", "name": "Labor", "unit_price": "80.00", "unit": "h"},
        {"kind": "call_out", "name": "Call-out", "unit_price": "45.00"},
        {"kind": "part", "name": "Gas valve", "sku": "GV-1", "unit_price": "32.50", "unit": "pc"},
    ):
        ada.post(f"/price-books/{book}/items", item | {"tax_code": "standard"})
    ada.put(
        "/seller",
        {"legal_name": "Gasworks Ltd", "address": "9 Pipe Street, London", "country": "GB", "currency": "GBP",
         "zone": "Europe/London", "tax_id": "GB1234567", "bank": "Sort 00-00-00, Account 12345678"},
    )  # fmt: skip
    return Company(
        installation,
        ada,
        {
            "gas": gas,
            "tariq": tariq,
            "tove": tove,
            "customer": customer,
            "site": site,
            "book": book,
            "asset": boiler["id"],
        }
        | kinds,
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: `CHROMIUM`, or the one on the PATH."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--disable-gpu", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        yield chromium
        chromium.close()


class Phone:
    """A technician's phone in a hand: what he taps and writes, by the words on the glass."""

    def __init__(self, page: Page, picture: bytes) -> None:
        self.page = page
        self.picture = picture

    def tap(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def open_job(self, number: str) -> None:
        self.page.get_by_role("button", name=re.compile(number)).click()
        expect(self.page.get_by_text(re.compile(f"^{number} · "))).to_be_visible()

    def begin(self) -> None:
        """Drive there, and start; the hazard stands before the work."""
        self.tap("Start travel")
        self.tap("I’m here")
        self.tap("Start work")
        expect(self.page.get_by_role("button", name="Read 1 more to start")).to_be_disabled()
        self.tap("I have read this")
        self.tap("Start work")
        expect(self.page.get_by_role("button", name="Finish job")).to_be_visible()

    def take_photo(self) -> None:
        photo = {"name": "after.png", "mimeType": "image/png", "buffer": self.picture}
        self.page.get_by_label("Photo file").set_input_files(photo)
        expect(self.page.get_by_role("img", name="photo of this job")).to_be_visible()

    def use_part(self) -> None:
        self.tap("Add a part")
        self.tap("Gas valve · GV-1")
        self.tap("Keep 1 × Gas valve")
        # Shown once it is kept on the phone: what a dying phone was still writing is nobody's promise.
        expect(self.page.get_by_text("1 × Gas valve", exact=True)).to_be_visible()

    def write_note(self, text: str) -> None:
        self.tap("Add a note")
        self.page.get_by_label("What should others know?").fill(text)
        self.tap("Keep the note")

    def answer_checklist(self) -> None:
        self.tap("Yes")
        self.tap("Back to the job")

    def sign(self, name: str) -> None:
        """Draw a stroke on the glass and write the name beside it."""
        glass = self.page.get_by_label("Sign here")
        glass.scroll_into_view_if_needed()
        box = glass.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + 30, box["y"] + 30)
        self.page.mouse.down()
        for step in range(1, 12):
            self.page.mouse.move(box["x"] + 30 + 15 * step, box["y"] + 30 + (step % 3) * 12)
        self.page.mouse.up()
        self.page.get_by_label("Name").fill(name)
        self.tap("Keep the signature")

    def expect_all_sent(self) -> None:
        expect(self.page.get_by_role("button", name="✓ All sent")).to_be_visible()


class Doors:
    """Opens the doors of an installation, each person in a browser profile of his own."""

    def __init__(self, browser: Browser, installation: Installation, picture: bytes) -> None:
        self.browser = browser
        self.installation = installation
        self.picture = picture
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def context(self, *, phone: bool = False, **more: Any) -> BrowserContext:
        """A new profile: empty cookies, empty stores."""
        context = self.browser.new_context(
            base_url=self.installation.url,
            viewport=PHONE if phone else OFFICE,
            has_touch=phone,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.contexts.append(context)
        return context

    def page(self, path: str, *, phone: bool = False) -> Page:
        """A page of a stranger."""
        page = self.context(phone=phone).new_page()
        page.goto(path)
        return page

    def office(self, email: str, path: str = "/office/board") -> Page:
        """The office, signed in by its own form."""
        return self._signed_in(self.page(path), email)

    def phone(self, email: str) -> Phone:
        """The technician's phone, signed in by its own form."""
        return Phone(self._signed_in(self.page("/technician/", phone=True), email), self.picture)

    def _signed_in(self, page: Page, email: str) -> Page:
        page.get_by_label("E-mail").fill(email)
        password = page.locator("input[type=password]")
        password.fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        password.wait_for(state="detached")
        return page

    def close(self, *, pictures_as: str = "") -> None:
        """Close all, after a picture of every page if the test failed."""
        for number, context in enumerate(self.contexts):
            for page in context.pages if pictures_as else ():
                page.screenshot(path=PICTURES / f"{pictures_as}-{number}.png")
            context.close()


@pytest.fixture
def doors(
    request: pytest.FixtureRequest, browser: Browser, installation: Installation, picture: bytes
) -> Iterator[Doors]:
    """Open doors; a page that threw an error nobody caught fails the test."""
    doors = Doors(browser, installation, picture)
    yield doors
    doors.close(pictures_as=request.node.name if request.node.stash.get(FAILED, False) else "")
    assert doors.faults == []
