/** One visit in the list of the day. */
import { IconHandStop } from "@tabler/icons-react";

import { Chip } from "@/components/plain/kit";
import { STATUS } from "@/components/visit-status";
import { clockTime } from "@/lib/dates";

import type { DayVisit } from "../day";

import { crewWords } from "./crew-card";
import { DueChip } from "./due-chip";
import styles from "./phone.module.css";

export const timesOf = (visit: DayVisit): string => {
  if (!visit.starts_at) return "No time yet";
  const from = clockTime(visit.starts_at, visit.zone);
  return visit.ends_at ? `${from}–${clockTime(visit.ends_at, visit.zone)}` : from;
};

export function StatusChip({ visit }: { visit: DayVisit }) {
  const { label, icon } = STATUS[visit.status];
  return (
    <Chip status={visit.status} icon={icon}>
      {label}
    </Chip>
  );
}

export function VisitCard({ visit, big = false, onOpen }: { visit: DayVisit; big?: boolean; onOpen: () => void }) {
  return (
    <button type="button" className={styles.visit} data-big={big} data-status={visit.status} onClick={onOpen}>
      <span className={styles.visitTop}>
        <span className={styles.time}>{timesOf(visit)}</span>
        <span className={styles.visitMore}>{visit.work_order_number}</span>
      </span>
      <span className={styles.visitName}>{visit.site.name}</span>
      {visit.site.address !== visit.site.name && <span className={styles.visitMore}>{visit.site.address}</span>}
      <span className={big ? styles.visitName : styles.visitMore}>{visit.work_type}</span>
      {visit.crew.length > 0 && <span className={styles.visitMore}>{crewWords(visit)}</span>}
      <span className={styles.chips}>
        <StatusChip visit={visit} />
        {visit.series_day !== null && (
          <Chip>
            day {visit.series_day} of {visit.series_days}
          </Chip>
        )}
        {visit.priority === 1 && <Chip icon="!!">P1</Chip>}
        {visit.needs_help && <Chip status="no_access" icon={<IconHandStop size={18} />}>Help asked</Chip>}
        <DueChip visit={visit} />
      </span>
    </button>
  );
}
