/** The outbox in human words: what needs a person, what waits for the network, what arrived lately. */
import { Button, Card, Notice, Quiet, Stack } from "@/components/plain/kit";
import { duration } from "@/lib/dates";
import { type Command, needsAttention } from "@/sync/command";

import { useDeviceNow, usePhone, usePhoneState } from "../phone-context";

import styles from "./phone.module.css";

const LATELY = 8;

const words = (body: Record<string, unknown> | undefined, key: string): string =>
  typeof body?.[key] === "string" ? body[key] : "";

const ago = (at: number, now: number): string => (now - at < 60_000 ? "just now" : `${duration((now - at) / 1000)} ago`);

function Refusal({ command, now, onOpen }: { command: Command; now: number; onOpen: (visitId: number) => void }) {
  const phone = usePhone();
  const body = command.answer?.body;
  const visitId = command.payload.visit_id;
  return (
    <Card title={command.label}>
      <Notice tone={command.state === "conflict" ? "warn" : "danger"} title={words(body, "title") || (command.state === "conflict" ? "Kept as evidence" : "Refused")}>
        {words(body, "detail") || "The office could not take this in."} {words(body, "what_to_do")}
      </Notice>
      <Quiet small>Written down {ago(command.madeAt, now)}. The office sees it too.</Quiet>
      {visitId !== undefined && <Button onClick={() => onOpen(visitId)}>Open the job</Button>}
      <Button onClick={() => void phone.settle(command.uuid)}>I have seen it</Button>
    </Card>
  );
}

export function UnsentList({ onOpen }: { onOpen: (visitId: number) => void }) {
  const phone = usePhone();
  const { kept, reach, trouble } = usePhoneState();
  const now = useDeviceNow();
  const refusals = kept.commands.filter(needsAttention);
  const waiting = kept.commands.filter(({ state }) => state === "waiting");
  const uploads = kept.media.filter(({ storedAt }) => storedAt === null);
  const lately = kept.commands.filter(({ state }) => state === "applied").slice(-LATELY).reverse();
  const oldest = Math.min(...waiting.map(({ madeAt }) => madeAt), ...uploads.map(({ addedAt }) => addedAt));
  const held_up = reach === "waiting_for_network" || trouble !== null;
  return (
    <Stack>
      {refusals.map((command) => (
        <Refusal key={command.uuid} command={command} now={now} onOpen={onOpen} />
      ))}
      {waiting.length + uploads.length === 0 ? (
        <Notice tone="good" title="Everything is with the office">
          Nothing waits on this phone.
        </Notice>
      ) : (
        <Card title={`Unsent: ${waiting.length + uploads.length}`}>
          <Quiet>
            Oldest {ago(oldest, now)}. {held_up ? "Waiting for the network; it is safe on this phone." : "On its way."}
          </Quiet>
          <ul className={styles.list}>
            {waiting.map((command) => (
              <li key={command.uuid}>
                {command.label}
                <Quiet small>{ago(command.madeAt, now)}</Quiet>
              </li>
            ))}
            {uploads.map((media) => (
              <li key={media.sha256}>
                {media.label}
                <Quiet small>Picture, {Math.round(media.offset / 1024)} kB sent</Quiet>
              </li>
            ))}
          </ul>
          <Button onClick={() => void phone.refresh()}>Try now</Button>
        </Card>
      )}
      {lately.length > 0 && (
        <Card title="Arrived">
          <ul className={styles.list}>
            {lately.map((command) => (
              <li key={command.uuid}>
                ✓ {command.label}
                <Quiet small>{ago(command.answeredAt ?? command.madeAt, now)}</Quiet>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Stack>
  );
}
