/** Times for a customer on the phone: the cheapest first; one is held for him while he decides. */
import { Alert, Badge, Button, Group, Loader, Modal, Paper, Stack, Text } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Schemas } from "@/api/schemas";
import { ProblemNotice, tellDone } from "@/components/problem-notice";
import { clockTime, duration, shortDate } from "@/lib/dates";

import { confirmOffer } from "../api/confirm-offer";
import { holdOffer } from "../api/hold-offer";
import { letGoOffer } from "../api/let-go-offer";
import { offerableTimesQuery } from "../api/list-offerable-times";

export interface OfferedVisit {
  id: number;
  number: string;
}

export function OfferDialog({ visit, onClose }: { visit: OfferedVisit | null; onClose: () => void }) {
  return (
    <Modal opened={visit !== null} onClose={onClose} title={visit && `Times to offer for ${visit.number}`} size="lg">
      {visit && <Body key={visit.id} visit={visit} onClose={onClose} />}
    </Modal>
  );
}

type Spanned = Pick<Schemas["OfferableTime"], "starts_at" | "window_starts_at" | "window_ends_at">;
const windowWords = (one: Spanned, zone: string) =>
  `${shortDate(one.starts_at, zone)}, ${clockTime(one.window_starts_at, zone)}–${clockTime(one.window_ends_at, zone)}`;

function Body({ visit, onClose }: { visit: OfferedVisit; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [fromOn, setFromOn] = useState<string | null>(null);
  const times = useQuery(offerableTimesQuery(visit.id, fromOn));
  // Whatever was done or refused, the list may be another now.
  const onSettled = () => queryClient.invalidateQueries();
  const hold = useMutation({ mutationFn: holdOffer, onSettled });
  const letGo = useMutation({ mutationFn: letGoOffer, onSettled });
  const confirm = useMutation({
    mutationFn: confirmOffer,
    onSettled,
    onSuccess: (placed) => {
      const { starts_at, window_starts_at, window_ends_at, zone } = placed;
      if (starts_at && window_starts_at && window_ends_at)
        tellDone(`${visit.number} is promised for ${windowWords({ starts_at, window_starts_at, window_ends_at }, zone)}.`);
      onClose();
    },
  });
  const busy = hold.isPending || letGo.isPending || confirm.isPending;
  const forget = () => [hold, letGo, confirm].forEach((one) => one.reset());

  const { data } = times;
  if (!data) return times.error ? <ProblemNotice error={times.error} /> : <Loader size="sm" aria-label="Looking for times" />;
  const { zone, held } = data;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {data.due_at ? `Due ${shortDate(data.due_at, zone)}, ${clockTime(data.due_at, zone)}. ` : ""}
        Times at the site ({zone}); the customer is told the window, the start stays with us.
      </Text>
      {held && (
        <Alert color="brand" variant="light" icon={<IconClockPause size={18} />} title={`Held until ${clockTime(held.held_until, zone)}: ${windowWords(held, zone)}`}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              {held.technician} {clockTime(held.starts_at, zone)}–{clockTime(held.ends_at, zone)}, held by {held.held_by}. After that it can still be confirmed, unless somebody else took it.
            </Text>
            <Group gap={6}>
              <Button
                size="compact-sm"
                variant="default"
                disabled={busy}
                onClick={() => {
                  forget();
                  letGo.mutate(held.id);
                }}
              >
                Let go
              </Button>
              <Button
                size="compact-sm"
                loading={confirm.isPending}
                disabled={busy}
                onClick={() => {
                  forget();
                  confirm.mutate(held.id);
                }}
              >
                Confirm
              </Button>
            </Group>
          </Group>
        </Alert>
      )}
      <ProblemNotice error={hold.error ?? letGo.error ?? confirm.error} />
      {data.flag && (
        <Text size="sm" role="status">
          There is nothing to offer. {data.flag.sentence}
        </Text>
      )}
      <Stack gap={6} role="list" aria-label="Times to offer">
        {data.times.map((one) => (
          <Paper key={`${one.technician_id} ${one.starts_at}`} withBorder px="sm" py={6} role="listitem">
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <div>
                <Group gap={8}>
                  <Text size="sm" fw={620}>
                    {windowWords(one, zone)}
                  </Text>
                  {one.is_late && (
                    <Badge size="sm" color="orange" variant="light">
                      after it is due
                    </Badge>
                  )}
                </Group>
                <Text size="sm">
                  {one.technician} {clockTime(one.starts_at, zone)}–{clockTime(one.ends_at, zone)} · {drivingWords(one.driving_s)}
                </Text>
                {one.warnings.map(({ code, sentence }) => (
                  <Text key={code} size="xs" c="var(--tone-warn)">
                    ⚠ {sentence}
                  </Text>
                ))}
              </div>
              <Button
                size="compact-sm"
                variant="default"
                style={{ flexShrink: 0 }}
                disabled={busy || (held?.technician_id === one.technician_id && held.starts_at === one.starts_at)}
                aria-label={`Hold ${windowWords(one, zone)}`}
                onClick={() => {
                  forget();
                  hold.mutate({ visit_id: visit.id, technician_id: one.technician_id, starts_at: one.starts_at });
                }}
              >
                Hold
              </Button>
            </Group>
          </Paper>
        ))}
      </Stack>
      <Group gap={6}>
        {fromOn !== null && (
          <Button size="compact-sm" variant="subtle" onClick={() => setFromOn(null)}>
            First days
          </Button>
        )}
        {data.next_on !== null && (
          <Button size="compact-sm" variant="subtle" onClick={() => setFromOn(data.next_on)}>
            Later days
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const drivingWords = (seconds: number): string =>
  Math.round(seconds / 60) === 0 ? "no more driving" : seconds < 0 ? `${duration(-seconds)} of driving less` : `${duration(seconds)} of driving`;
