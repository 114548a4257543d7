"""Every address the server answers; the three doors get their page whatever is behind their first word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

from truckroll.api.routes import api
from truckroll.foundation import http


def livez(request: HttpRequest) -> HttpResponse:
    """This will say that the process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """This will say whether the server can do its work: database reachable and migrated."""
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception as error:  # whatever it is, the server is not ready; the reason goes to the caller
        return _unavailable({"database": type(error).__name__})
    return (
        _unavailable({"migrations_missing": missing})
        if missing
        else JsonResponse({"status": "ok", "migrations_missing": 0})
    )


def _unavailable(why: dict[str, object]) -> HttpResponse:
    return JsonResponse({"status": "unavailable", **why}, status=503, headers={"Retry-After": "2"})


def door(request: HttpRequest, name: str) -> HttpResponse:
    """This will be the page of a door; the browser's router does the rest."""
    file = Path(settings.WEB_DIST) / f"{name}.html"
    if not file.is_file():
        return HttpResponse(
            "The front end is not built. Run `./run demo` or build `web/`.", status=503, content_type="text/plain"
        )
    response = HttpResponse(file.read_bytes(), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    if name == "portal":
        # Its address may hold somebody's secret: it is not kept, not listed, and told to nobody.
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        response["Content-Security-Policy"] = (
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'"
        )
    return response


def start(request: HttpRequest) -> HttpResponse:
    """This will send a visitor of the bare address to the office."""
    return HttpResponseRedirect("/office/")


def failed(request: HttpRequest) -> HttpResponse:
    """This will answer a fault of ours: programs get problem+json as for everything else, people a sentence."""
    if not request.path.startswith("/api/"):
        return HttpResponse("Something went wrong here; it is in the log.", status=500, content_type="text/plain")
    return http.as_json(
        {
            "type": "urn:truckroll:failed",
            "status": 500,
            "code": "failed",
            "title": "Something went wrong here",
            "detail": "The server failed at this request; nothing was changed.",
            "facts": {"request_id": http.request_id(request)},
            "what_to_do": "Try again; if it happens again, tell whoever runs this server the request id.",
        },
        status=500,
    )


def _by_first_word(routes: list[Any], app_name: str, namespace: str) -> tuple[list[URLPattern | URLResolver], str, str]:
    """The routes in groups that begin with the same word: looked through one by one they took as long as a query."""
    groups: dict[str, list[Any]] = {}
    for route in routes:
        word = str(route.pattern).partition("/")[0]
        assert "<" not in word, "a word that is no parameter stands first"
        groups.setdefault(word, []).append(route)
    found: list[URLPattern | URLResolver] = [
        re_path(rf"^(?={re.escape(word)}(?:/|$))", include(group)) for word, group in groups.items()
    ]
    return found, app_name, namespace


handler500 = failed

urlpatterns = [
    path("", start),
    path("livez", livez),
    path("readyz", readyz),
    path("api/", _by_first_word(*api.urls)),
    path("_allauth/", include("allauth.headless.urls")),
    re_path(r"^(?P<name>office|technician|portal)(?:/.*)?$", door),
]
