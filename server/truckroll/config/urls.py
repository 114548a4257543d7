"""Every address the server answers; the three doors get their page whatever is behind their first word."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import ResolverMatch, URLResolver, include, path, re_path
from django.urls.resolvers import RoutePattern

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


handler500 = failed


class ByFirstWord(URLResolver):
    """The addresses under a prefix, looked for among those of their first word only.

    Django tries one after the other: with some four hundred, a quarter of a millisecond of every request.
    """

    def resolve(self, path: str) -> ResolverMatch:
        """This will be what answers the path.

        Raises
        ------
        Resolver404
            Nothing does.
        """
        word = path.removeprefix(str(self.pattern)).partition("/")[0]
        return self._of_word.get(word, super()).resolve(path)

    @cached_property
    def _of_word(self) -> dict[str, URLResolver]:
        words: dict[str, list[Any]] = {}
        for one in self.url_patterns:
            words.setdefault(str(one.pattern).partition("/")[0], []).append(one)
        # What begins with a variable may be meant by any word.
        if any("<" in word for word in words):
            return {}
        return {
            word: URLResolver(self.pattern, patterns, self.default_kwargs, self.app_name, self.namespace)
            for word, patterns in words.items()
        }


urlpatterns = [
    path("", start),
    path("livez", livez),
    path("readyz", readyz),
    ByFirstWord(RoutePattern("api/"), api.urls[0], {}, *api.urls[1:]),
    path("_allauth/", include("allauth.headless.urls")),
    re_path(r"^(?P<name>office|technician|portal)(?:/.*)?$", door),
]
