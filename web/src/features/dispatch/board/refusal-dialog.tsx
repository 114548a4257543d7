/** A refused drop: each broken rule in the server's words, and an override with a reason where the rules allow one. */
import { Alert, Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";

import { mayOverride } from "./grab";
import type { BrokenRule } from "./types";

export interface Refused {
  what: string;
  broken: BrokenRule[];
  detail: string;
}

const WHOSE: Record<BrokenRule["override"], string> = {
  never: "cannot be overridden",
  compliance: "only by someone responsible for compliance",
  dispatcher: "you may override it with a reason",
};

interface Props {
  onOverride: (reason: string) => void;
  onClose: () => void;
}

export function RefusalDialog({ refused, ...rest }: Props & { refused: Refused | null }) {
  return (
    <Modal opened={refused !== null} onClose={rest.onClose} title={refused?.what} size="lg">
      {refused && <Body key={refused.what} refused={refused} {...rest} />}
    </Modal>
  );
}

function Body({ refused, onOverride, onClose }: Props & { refused: Refused }) {
  const [reason, setReason] = useState("");
  const possible = mayOverride(refused.broken);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!reason.trim()) return;
        onClose();
        onOverride(reason.trim());
      }}
    >
      <Stack>
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title="A work rule stands against it">
          {refused.broken.length === 0 && <Text size="sm">{refused.detail}</Text>}
          <List size="sm" spacing={6}>
            {refused.broken.map((rule) => (
              <List.Item key={rule.rule + rule.sentence}>
                {rule.sentence}{" "}
                <Text span size="xs" c="dimmed">
                  ({rule.rule.replaceAll("_", " ")}; {WHOSE[rule.override]})
                </Text>
              </List.Item>
            ))}
          </List>
        </Alert>
        {possible && (
          <Textarea
            label="Reason for doing it all the same"
            description="It is kept with the decision, and the visit is pinned."
            data-autofocus
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {possible ? "Leave it" : "Close"}
          </Button>
          {possible && (
            <Button type="submit" color="orange" disabled={!reason.trim()}>
              Override
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
