"""Migrations that only make tables or add to them, and read the models they touch once, not after each step."""

from typing import Any

from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    Migration,
    RemoveConstraint,
    RemoveIndex,
    RunSQL,
)
from django.db.migrations.state import ProjectState


class TablesMigration(Migration):
    """Makes all its tables at once.

    After each step Django renders every model again that can be reached from what was changed. Here all can, by way
    of the history's foreign keys, so an empty database cost 45 s of processor time; with what was changed and its next
    neighbors rendered once for each migration it costs a third.
    """

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        assert all(type(operation) is CreateModel for operation in self.operations), "only tables can be made together"
        _mutate(self, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state


class AddingMigration(Migration):
    """Adds tables, columns and constraints at once.

    Every step sees the state after the last one, and what takes a constraint away the models before the first. That is
    not enough to change or remove a column.
    """

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        assert all(isinstance(operation, _ADDING) for operation in self.operations), "only adding can be done at once"
        before = _mutate(self, project_state)
        made = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        for operation in self.operations:
            # A table is made with all that is added to it here.
            if isinstance(operation, _TO_A_TABLE) and operation.model_name.lower() in made:
                continue
            # Only the choices of a field are altered here, and of them the database knows nothing.
            if not isinstance(operation, AlterField):
                seen = before if isinstance(operation, _AWAY) else project_state
                operation.database_forwards(self.app_label, schema_editor, seen, project_state)
        return project_state


_TO_A_TABLE = (AddField, AddConstraint, AddIndex)
_AWAY = (RemoveConstraint, RemoveIndex)
_ADDING = (CreateModel, AlterField, RunSQL, *_AWAY, *_TO_A_TABLE)


def _mutate(migration: Migration, state: ProjectState) -> ProjectState:
    """Bring the state behind all steps of the migration; the state before them, to be read by name alone."""
    # Without its rendered models the state only takes note of what changes.
    apps = state.__dict__.pop("apps", None)
    before = state.clone()
    migration.mutate_state(state, preserve=False)
    if apps is not None:
        names = (getattr(step, "model_name", getattr(step, "name", None)) for step in migration.operations)
        state.__dict__["apps"] = apps
        # Models further away keep pointing to a neighbor as it was: its key, all they need of it, is the same.
        state.reload_models([(migration.app_label, name.lower()) for name in names if name], delay=True)
    return before
