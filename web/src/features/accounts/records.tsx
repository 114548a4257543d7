/** The people who may sign in. */
import { Badge } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import type { RecordKind } from "@/components/record";

export const USERS: RecordKind<Schemas["UserOut"]> = {
  one: "user",
  many: "users",
  path: "/api/users",
  writers: "admin",
  unversioned: true,
  name: (row) => row.name,
  searchable: true,
  archivable: false,
  empty: "Nobody may sign in.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "E-mail", render: (row) => row.email },
    { label: "Role", render: (row) => row.role.replaceAll("_", " ") },
    { label: "Limited to", render: (row) => (row.territory_ids.length === 0 ? "" : row.territory_ids.length === 1 ? "1 territory" : `${row.territory_ids.length} territories`) },
    {
      label: "Access",
      render: (row) =>
        row.is_active ? (
          "may sign in"
        ) : (
          <Badge color="gray" variant="light">
            locked out
          </Badge>
        ),
    },
  ],
  fields: [
    { name: "email", label: "E-mail", kind: "email", required: true, once: true },
    { name: "name", label: "Name", kind: "text", required: true },
    {
      name: "role",
      label: "Role",
      kind: "select",
      required: true,
      initial: "dispatcher",
      options: [
        { value: "dispatcher", label: "Dispatcher" },
        { value: "technician", label: "Technician" },
        { value: "lead_technician", label: "Lead technician" },
        { value: "billing", label: "Billing" },
        { value: "compliance", label: "Compliance" },
        { value: "auditor", label: "Auditor" },
        { value: "admin", label: "Administrator" },
      ],
    },
    {
      name: "territory_ids",
      label: "Limited to territories",
      kind: "records",
      path: "/api/territories",
      optionLabel: (row) => String(row["name"]),
      hint: "For a dispatcher; empty: everywhere. Sites in no territory are not seen then",
    },
    { name: "password", label: "First password", kind: "password", required: true, once: true },
    { name: "password", label: "New password", kind: "password", later: true, hint: "Only to give another one" },
    { name: "is_active", label: "May sign in", kind: "switch", later: true },
  ],
};
