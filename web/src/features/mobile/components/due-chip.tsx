/** How long until the visit is due; a word and a sign, never colour alone. */
import { IconClock } from "@tabler/icons-react";

import { Chip } from "@/components/plain/kit";
import { countdown, dateTime } from "@/lib/dates";

import { type DayVisit, hasEnded } from "../day";
import { useBusinessNow } from "../phone-context";

const DAY_S = 24 * 3600;

export function DueChip({ visit }: { visit: DayVisit }) {
  const now = useBusinessNow();
  if (!visit.due_at || hasEnded(visit)) return null;
  const left = (Date.parse(visit.due_at) - now) / 1000;
  if (left > DAY_S) return <Chip icon={<IconClock size={18} />}>due {dateTime(visit.due_at, visit.zone)}</Chip>;
  if (left < 0)
    return (
      <Chip status="no_access" icon="!">
        {countdown(left)} overdue
      </Chip>
    );
  return (
    <Chip status={left < 3600 ? "working" : undefined} icon={<IconClock size={18} />}>
      {countdown(left)} left
    </Chip>
  );
}
