/** Asks for the reason of a step that needs one, then runs it. */
import { Button, Group, Modal, Select, Stack, Textarea } from "@mantine/core";
import { useState } from "react";

export interface ReasonAsked {
  title: string;
  label: string;
  confirm: string;
  /** What kind of reason it is, if that is asked too. */
  choices?: { label: string; options: { value: string; label: string }[] };
  run: (reason: string, choice: string) => void;
}

export function ReasonDialog({ asked, onClose }: { asked: ReasonAsked | null; onClose: () => void }) {
  return (
    <Modal opened={asked !== null} onClose={onClose} title={asked?.title}>
      {asked && <Body key={asked.title} asked={asked} onClose={onClose} />}
    </Modal>
  );
}

function Body({ asked, onClose }: { asked: ReasonAsked; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [choice, setChoice] = useState("");
  const said = reason.trim() !== "" && (asked.choices === undefined || choice !== "");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!said) return;
        onClose();
        asked.run(reason.trim(), choice);
      }}
    >
      <Stack>
        {asked.choices && (
          <Select label={asked.choices.label} required data={asked.choices.options} allowDeselect={false} value={choice || null} onChange={(next) => setChoice(next ?? "")} />
        )}
        <Textarea label={asked.label} data-autofocus required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" disabled={!said}>
            {asked.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
