/** The mailboxes requests arrive in. */
import { Text } from "@mantine/core";

import type { Schemas } from "@/api/schemas";
import type { RecordKind } from "@/components/record";
import { browserZone, dateTime } from "@/lib/dates";

export const MAILBOXES: RecordKind<Schemas["MailboxOut"]> = {
  one: "mailbox",
  many: "mailboxes",
  path: "/api/mailboxes",
  writers: "admin",
  name: (row) => row.name,
  searchable: false,
  archivable: false,
  empty: "No mailboxes. Letters to one become requests.",
  columns: [
    { label: "Name", render: (row) => <strong>{row.name}</strong> },
    { label: "Where", render: (row) => (row.kind === "imap" ? `${row.user_name} at ${row.host}` : row.path) },
    { label: "Fetched", render: (row) => (row.is_active ? (row.fetched_at ? dateTime(row.fetched_at, browserZone()) : "not yet") : "switched off") },
    {
      label: "Trouble",
      render: (row) => (
        <>
          {row.error && (
            <Text size="sm" c="var(--tone-bad)">
              {row.error}
            </Text>
          )}
          {row.letters_aside > 0 && (
            <Text size="sm" c="var(--tone-bad)" title={row.why_aside}>
              {row.letters_aside === 1 ? "1 letter" : `${row.letters_aside} letters`} could not be taken and made no request: look into the mailbox itself. The last one: {row.why_aside}
            </Text>
          )}
        </>
      ),
    },
  ],
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    {
      name: "kind",
      label: "Kind",
      kind: "select",
      required: true,
      once: true,
      initial: "imap",
      options: [
        { value: "imap", label: "A mail server (IMAP)" },
        { value: "file", label: "A mailbox file on this machine" },
      ],
    },
    { name: "host", label: "Mail server", kind: "text", half: true },
    { name: "port", label: "Port", kind: "integer", min: 1, max: 65_535, initial: 993, half: true },
    {
      name: "security",
      label: "Kept private by",
      kind: "select",
      initial: "tls",
      half: true,
      options: [
        { value: "tls", label: "TLS" },
        { value: "starttls", label: "STARTTLS" },
        { value: "none", label: "Nothing" },
      ],
    },
    { name: "folder", label: "Folder", kind: "text", initial: "INBOX", half: true },
    { name: "user_name", label: "User name", kind: "text", half: true },
    { name: "password_file", label: "File that holds the password", kind: "text", half: true, hint: "Its name in the folder “secrets” of the installation" },
    { name: "path", label: "Path of the mailbox file", kind: "text" },
    { name: "is_active", label: "Fetch from it", kind: "switch", later: true },
  ],
};
