"""Mounts the rooms' routers under /api: authentication, refusals as problem+json, OpenAPI. No query, no rule."""
