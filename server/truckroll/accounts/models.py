"""The tables of the room: people who sign in, and tokens of programs that do."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from truckroll.accounts.roles import Role
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow
from truckroll.foundation.prepared import PreparedRows

TOKEN_PREFIX = "truckroll_"


class UserManager(BaseUserManager["User"]):
    """Users are found by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """This will save a new user with a hashed password; without one he can only be let in by a reset."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get(self, *args: Any, **kwargs: Any) -> User:
        """This will be the one user asked for; by `pk` alone, as for every request, with a statement made once."""
        if args or kwargs.keys() != {"pk"}:
            return super().get(*args, **kwargs)
        found = _BY_ID.find(int(kwargs["pk"]))
        if found is None:
            raise User.DoesNotExist(f"There is no user {kwargs['pk']}.")
        return found

    def get_by_natural_key(self, username: str | None) -> User:
        """This will be the user with that address, whatever its capitals."""
        return self.get(email__iexact=username)


@audited
class User(AbstractBaseUser, VersionedRow):
    """A person who signs in."""

    email = models.EmailField(max_length=254)
    name = models.TextField()
    role = models.TextField(choices=Role)
    is_active = models.BooleanField(default=True)
    # The areas a dispatcher is limited to, by ids of the room that keeps areas; empty for everywhere.
    territory_ids = ArrayField(models.BigIntegerField(), default=list)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    # Nobody uses Django's own admin; allauth asks for these.
    is_staff = False
    is_superuser = False
    secret_fields = ("password", "last_login")

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(condition=~Q(name=""), name="user_name_present"),
            models.CheckConstraint(
                condition=Q(role=Role.DISPATCHER) | Q(territory_ids__len=0), name="user_limited_is_dispatcher"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """This will save as Django does: the sign-in library saves users without naming fields."""
        models.Model.save(self, *args, **kwargs)


_BY_ID = PreparedRows(lambda ids: User.objects.filter(pk__in=ids))


class TokenScope(models.TextChoices):
    READ = "read"
    WRITE = "write"


@audited
class ApiToken(Row):
    """A program's way in. Only a hash is kept; `client` outlives the token, so renewing it repeats no command."""

    client = models.TextField()
    scope = models.TextField(choices=TokenScope)
    prefix = models.TextField()
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(scope__in=TokenScope.values), name="token_scope_known")]

    @staticmethod
    def new_secret() -> str:
        """This will be a fresh token of 32 random bytes, shown once."""
        return TOKEN_PREFIX + secrets.token_urlsafe(32)

    @staticmethod
    def digest(secret: str) -> bytes:
        """This will be what is stored of a token. A random 32-byte secret needs no slow hash."""
        return hashlib.sha256(secret.encode()).digest()
