/** What a visit is part of: the days of a long job, and what must have ended before it starts. */
import { ActionIcon, Button, Checkbox, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconArrowBarToRight, IconCalendarPlus, IconScissors, IconX } from "@tabler/icons-react";
import { useState } from "react";

import { asProblem } from "@/api/problem";
import { tellDone, tellProblem } from "@/components/problem-notice";
import { duration } from "@/lib/dates";

import { linkVisits } from "../api/link-visits";
import { placeDays } from "../api/place-days";
import { brokenRules } from "../api/place-visit";
import { splitVisit } from "../api/split-visit";
import { unlinkVisits } from "../api/unlink-visits";
import { type Refused, RefusalDialog } from "../board/refusal-dialog";
import { dayWords, type FollowedVisit, type VisitRow } from "../board/types";

interface Props {
  visit: VisitRow;
  mayPlan: boolean;
  /** The visits it could follow: those on the board and in the queue. */
  others: () => VisitRow[];
  onRows: (rows: VisitRow[]) => void;
}

const TO_COME = new Set(["draft", "scheduled", "dispatched"]);
/** Longer than this hardly fits into a shift. */
const LONG_S = 8 * 3600;

export function SequencePanel({ visit, mayPlan, others, onRows }: Props) {
  const [linking, setLinking] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const open = mayPlan && TO_COME.has(visit.status);

  async function run(done: string, change: () => Promise<VisitRow[]>) {
    try {
      onRows(await change());
      tellDone(done);
      setLinking(false);
    } catch (error) {
      const broken = brokenRules(asProblem(error));
      if (broken) setRefused({ what: `The days after ${visit.number}`, broken, detail: asProblem(error).message });
      else tellProblem(error);
    }
  }

  const planDays = (override_reason?: string) => {
    const { technician_id, starts_at } = visit;
    if (technician_id === null || starts_at === null) return;
    void run("All days are planned", async () => {
      const placed = await placeDays({ visit_id: visit.id, technician_id, starts_at, ...(override_reason ? { override_reason } : {}) });
      return placed.items;
    });
  };
  const isLong = visit.status === "draft" && visit.series_day === null && visit.duration_s > LONG_S;
  const goesOn = visit.series_day !== null && visit.series_days !== null && visit.series_day < visit.series_days;
  if (!open && visit.follows.length === 0 && visit.series_day === null) return null;
  return (
    <Stack gap={6}>
      {visit.series_day !== null && <Text size="sm">Of a longer job: {dayWords(visit)}.</Text>}
      {visit.follows.map((one) => (
        <Group key={one.visit_id} gap={4} wrap="nowrap">
          <IconArrowBarToRight size={14} aria-hidden="true" />
          <Text size="sm">
            Follows {one.number}
            {terms(one)}
          </Text>
          {open && (
            <ActionIcon
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={`No longer follow ${one.number}`}
              onClick={() => void run(`It follows ${one.number} no more`, async () => [await unlinkVisits(visit.id, one.visit_id)])}
            >
              <IconX size={12} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {open && (
        <Group gap={6}>
          {isLong && (
            <Button size="compact-sm" leftSection={<IconScissors size={15} />} onClick={() => void run("It is a visit for each day now", async () => (await splitVisit(visit.id, LONG_S)).items)}>
              Split into days
            </Button>
          )}
          {goesOn && visit.starts_at && (
            <Button size="compact-sm" variant="default" leftSection={<IconCalendarPlus size={15} />} onClick={() => planDays()}>
              Plan the days after it
            </Button>
          )}
          {!linking && (
            <Button size="compact-sm" variant="default" leftSection={<IconArrowBarToRight size={15} />} onClick={() => setLinking(true)}>
              Follows…
            </Button>
          )}
        </Group>
      )}
      {open && linking && <LinkForm visit={visit} others={others()} onLink={(change, done) => void run(done, change)} onClose={() => setLinking(false)} />}
      <RefusalDialog refused={refused} onOverride={(reason) => planDays(reason)} onClose={() => setRefused(null)} />
    </Stack>
  );
}

function terms(one: FollowedVisit): string {
  const said = [
    one.lag_s > 0 && `${duration(one.lag_s)} after its end`,
    one.immediately && "at once",
    one.same_technician && "with the same technician",
    one.same_day && "on the same day",
  ].filter(Boolean);
  return said.length > 0 ? `, ${said.join(", ")}` : "";
}

interface LinkFormProps {
  visit: VisitRow;
  others: VisitRow[];
  onLink: (change: () => Promise<VisitRow[]>, done: string) => void;
  onClose: () => void;
}

function LinkForm({ visit, others, onLink, onClose }: LinkFormProps) {
  const [first, setFirst] = useState<string | null>(null);
  const [minutes, setMinutes] = useState(0);
  const [same, setSame] = useState(false);
  const [atOnce, setAtOnce] = useState(false);
  const options = others
    .filter((one) => one.id !== visit.id)
    // Of the same work order first: there it is asked most often.
    .sort((a, b) => Number(b.work_order_id === visit.work_order_id) - Number(a.work_order_id === visit.work_order_id) || (a.number < b.number ? -1 : 1));
  return (
    <Stack gap={6}>
      <Select
        size="xs"
        label="Starts only after"
        searchable
        data={options.map((one) => ({ value: String(one.id), label: `${one.number} ${one.customer_name}` }))}
        value={first}
        onChange={setFirst}
      />
      <NumberInput size="xs" label="So long after its end" suffix=" min" min={0} allowDecimal={false} value={minutes} onChange={(next) => setMinutes(Number(next) || 0)} />
      <Group gap="sm">
        <Checkbox size="xs" label="same technician" checked={same} onChange={(event) => setSame(event.currentTarget.checked)} />
        <Checkbox size="xs" label="at once" checked={atOnce} onChange={(event) => setAtOnce(event.currentTarget.checked)} />
      </Group>
      <Group gap={6}>
        <Button
          size="compact-sm"
          disabled={first === null}
          onClick={() =>
            onLink(
              async () => [await linkVisits({ visit_id: visit.id, first_id: Number(first), lag_s: minutes * 60, same_technician: same, immediately: atOnce })],
              "It is planned after that from now on",
            )
          }
        >
          Keep it
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Leave it
        </Button>
      </Group>
    </Stack>
  );
}
