/** Asks for the reason of a step that needs one, then runs it. */
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useState } from "react";

export interface ReasonAsked {
  title: string;
  label: string;
  confirm: string;
  run: (reason: string) => void;
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
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!reason.trim()) return;
        onClose();
        asked.run(reason.trim());
      }}
    >
      <Stack>
        <Textarea label={asked.label} data-autofocus required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" disabled={!reason.trim()}>
            {asked.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
