/** Notes on a work order, the latest first, with a box to write one. */
import { Button, Group, Paper, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";

import type { Schemas } from "@/api/schemas";
import { ProblemNotice } from "@/components/problem-notice";
import { dateTime } from "@/lib/dates";
import { personName } from "@/lib/people";

export function Notes({ notes, zone, onAdd }: { notes: Schemas["NoteOut"][]; zone: string; onAdd: ((text: string) => Promise<void>) | undefined }) {
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    setError(null);
    try {
      await onAdd?.(text.trim());
      setText("");
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="sm">
      {onAdd && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Textarea aria-label="New note" placeholder="Write a note; the technician sees it too" value={text} onChange={(event) => setText(event.currentTarget.value)} />
          <Group justify="flex-end" mt={6}>
            <Button size="compact-sm" type="submit" loading={busy} disabled={!text.trim()}>
              Add the note
            </Button>
          </Group>
          <ProblemNotice error={error} />
        </form>
      )}
      {[...notes].reverse().map((note) => (
        <Paper key={note.id} withBorder p="xs">
          <Text size="sm" style={{ whiteSpace: "pre-line" }}>
            {note.text}
          </Text>
          <Text size="xs" c="dimmed">
            {personName(note.author)}, {dateTime(note.at, zone)}
          </Text>
        </Paper>
      ))}
      {notes.length === 0 && !onAdd && (
        <Text size="sm" c="dimmed">
          No notes.
        </Text>
      )}
    </Stack>
  );
}
