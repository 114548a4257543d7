"""Migrations that only make tables or add to them, and read the whole of their state once, not after each step."""

from typing import Any

from django.db.migrations import AddConstraint, AddField, AlterField, CreateModel, Migration, RemoveConstraint
from django.db.migrations.state import ProjectState


class TablesMigration(Migration):
    """Makes all its tables at once.

    Django renders every model again that can be reached from a new one. Here all can, by way of the history's foreign
    keys, so an empty database cost 20 s of processor time; rendered once for each migration it costs a quarter.
    """

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        assert all(type(operation) is CreateModel for operation in self.operations), "only tables can be made together"
        # Without `apps` the state only takes note; it is rendered when the first table asks for its model.
        project_state.__dict__.pop("apps", None)
        self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state


class AddingMigration(Migration):
    """Adds tables, columns and constraints, and reads the whole of its state once instead of after each of them.

    Every step sees the state after the last one. That is enough to add, and to take away a constraint that is made
    anew under the same name; it is not enough to change or remove a column.
    """

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        assert all(isinstance(operation, _ADDING) for operation in self.operations), "only adding can be done at once"
        project_state.__dict__.pop("apps", None)
        self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            # Only the choices of a field are altered here, and of them the database knows nothing.
            if not isinstance(operation, AlterField):
                operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state


_ADDING = (CreateModel, AddField, AlterField, AddConstraint, RemoveConstraint)
