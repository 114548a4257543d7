/** A drop outside of what the customer was promised: he is told another window, or there is a reason not to. */
import { Alert, Button, Group, Modal, Radio, Stack, Text, Textarea } from "@mantine/core";
import { IconMessage } from "@tabler/icons-react";
import { useState } from "react";

import { InstantInput } from "@/components/wall-time-input";
import { clockTime } from "@/lib/dates";

export interface OutsidePromise {
  what: string;
  detail: string;
  zone: string;
  startsAt: string;
  windowStartsAt: string;
  windowEndsAt: string;
}

export interface PromiseChoice {
  tell_customer?: true;
  promise_starts_at?: string;
  promise_ends_at?: string;
  untold_reason?: string;
}

interface Props {
  onChoose: (choice: PromiseChoice) => void;
  onClose: () => void;
}

export function PromiseDialog({ asked, ...rest }: Props & { asked: OutsidePromise | null }) {
  return (
    <Modal opened={asked !== null} onClose={rest.onClose} title={asked?.what} size="lg">
      {asked && <Body key={asked.what} asked={asked} {...rest} />}
    </Modal>
  );
}

/** As wide as the former window, from the full hour of the start, where the site is. */
export function windowAround({ startsAt, windowStartsAt, windowEndsAt, zone }: Pick<OutsidePromise, "startsAt" | "windowStartsAt" | "windowEndsAt" | "zone">): { from: string; to: string } {
  const width = new Date(windowEndsAt).getTime() - new Date(windowStartsAt).getTime();
  const from = new Date(startsAt).getTime() - Number(clockTime(startsAt, zone).slice(3)) * 60_000;
  return { from: new Date(from).toISOString(), to: new Date(from + width).toISOString() };
}

function Body({ asked, onChoose, onClose }: Props & { asked: OutsidePromise }) {
  const { zone, startsAt } = asked;
  const [way, setWay] = useState<"tell" | "untold">("tell");
  const [{ from, to }, setTimes] = useState<{ from: string | null; to: string | null }>(() => windowAround(asked));
  const [reason, setReason] = useState("");
  const start = new Date(startsAt).getTime();
  const fits = from !== null && to !== null && new Date(from).getTime() <= start && start <= new Date(to).getTime();
  const said = way === "tell" ? fits : reason.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!said) return;
        onClose();
        onChoose(
          way === "tell" && from !== null && to !== null
            ? { tell_customer: true, promise_starts_at: from, promise_ends_at: to }
            : { untold_reason: reason.trim() },
        );
      }}
    >
      <Stack>
        <Alert color="orange" variant="light" icon={<IconMessage size={18} />} title="The customer was promised another time">
          <Text size="sm">{asked.detail}</Text>
        </Alert>
        <Radio.Group label="The customer" value={way} onChange={(value) => setWay(value === "tell" ? "tell" : "untold")}>
          <Stack gap={6} mt={6}>
            <Radio value="tell" label="is told another window" data-autofocus />
            <Radio value="untold" label="need not be told, because …" />
          </Stack>
        </Radio.Group>
        {way === "tell" ? (
          <>
            <Group align="flex-start">
              <InstantInput label="From" zone={zone} value={from} onChange={(next) => setTimes({ from: next, to })} required />
              <InstantInput label="To" zone={zone} value={to} onChange={(next) => setTimes({ from, to: next })} required />
            </Group>
            <Text size="sm" c={fits ? "dimmed" : "var(--tone-bad)"}>
              {fits ? "The message goes out by itself." : `The start, ${clockTime(startsAt, zone)}, lies in it.`}
            </Text>
          </>
        ) : (
          <Textarea label="Why nobody need tell the customer" description="It is kept with the visit." required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it where it was
          </Button>
          <Button type="submit" disabled={!said}>
            {way === "tell" ? "Move it and tell the customer" : "Move it"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
