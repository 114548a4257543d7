/** My day: the one thing next, then the rest in order. */
import { Card, Notice, Quiet, Refused } from "@/components/plain/kit";
import { attentionCount } from "@/features/mobile/components/sync-chip";
import { AttendanceCard } from "@/features/mobile/components/attendance-card";
import { VisitCard } from "@/features/mobile/components/visit-card";
import { type Day, type DayVisit, hasEnded, isUnderWay } from "@/features/mobile/day";
import { useBusinessNow, useDeviceNow, usePhoneState } from "@/features/mobile/phone-context";
import { addDays, clockTime, dateIn, shortDate } from "@/lib/dates";

import { useGo } from "./go";
import { NextButton } from "./next-button";
import { Screen, Tabs } from "./screen";
import styles from "./screen.module.css";

const STALE_MS = 10 * 60_000;

const byStart = (a: DayVisit, b: DayVisit): number => (a.starts_at ?? "9").localeCompare(b.starts_at ?? "9");

function heading(on: string, today: string, day: Day, at: string | null): string {
  if (on === today) return "Later today";
  if (on === addDays(today, 1)) return "Tomorrow";
  if (on < today) return "From before";
  return at ? shortDate(at, day.zone) : "Without a time";
}

/** What lies ahead, in groups of days, after the visit that is shown large. */
function groups(visits: DayVisit[], today: string, day: Day): { title: string; visits: DayVisit[] }[] {
  const found = new Map<string, DayVisit[]>();
  for (const visit of visits) {
    const on = visit.starts_at ? dateIn(visit.starts_at, day.zone) : "9999-12-31";
    const title = heading(on, today, day, visit.starts_at);
    found.set(title, [...(found.get(title) ?? []), visit]);
  }
  return [...found].map(([title, list]) => ({ title, visits: list }));
}

export function DayScreen() {
  const state = usePhoneState();
  const now = useBusinessNow();
  const deviceNow = useDeviceNow();
  const go = useGo();
  const { day, toldAt, trouble } = state;
  const open = (visit: DayVisit) => go(`/visits/${visit.id}`);
  const attention = attentionCount(state);
  const tabs = <Tabs at="/" attention={attention} />;
  if (!day)
    return (
      <Screen title="My day" footer={tabs}>
        {trouble ? <Refused error={trouble} /> : <Quiet>Fetching your day …</Quiet>}
      </Screen>
    );
  const today = dateIn(now, day.zone);
  const ahead = day.visits.filter((visit) => !hasEnded(visit)).sort(byStart);
  const ended = day.visits.filter(hasEnded).sort(byStart).reverse();
  const next = ahead.find(isUnderWay) ?? ahead[0];
  const stale = trouble !== null && toldAt !== null && deviceNow - toldAt > STALE_MS;
  return (
    <Screen
      title={shortDate(now, day.zone)}
      sub={`${clockTime(now, day.zone)} · ${day.technician.name}`}
      footer={
        <>
          {next && <NextButton visit={next} />}
          {tabs}
        </>
      }
    >
      {attention > 0 && (
        <Notice tone="danger" title={attention === 1 ? "One thing needs you" : `${attention} things need you`} onTap={() => go("/unsent")}>
          The office could not take in everything. Tap to read why.
        </Notice>
      )}
      {stale && (
        <Notice tone="warn" title={`As it was at ${clockTime(Date.parse(day.now), day.zone)}`}>
          The office cannot be reached just now. Go on working: everything is kept.
        </Notice>
      )}
      <AttendanceCard day={day} />
      {next ? (
        <>
          <h2>{isUnderWay(next) ? "Now" : "Next"}</h2>
          <VisitCard visit={next} big onOpen={() => open(next)} />
        </>
      ) : (
        <Card title="Nothing waits for you">
          <Quiet>New jobs appear here by themselves.</Quiet>
        </Card>
      )}
      {groups(
        ahead.filter((visit) => visit !== next),
        today,
        day,
      ).map(({ title, visits }) => (
        <section key={title} className={styles.group} aria-label={title}>
          <h2>{title}</h2>
          {visits.map((visit) => (
            <VisitCard key={visit.id} visit={visit} onOpen={() => open(visit)} />
          ))}
        </section>
      ))}
      {ended.length > 0 && (
        <section className={styles.group} aria-label="Done">
          <h2>Done</h2>
          {ended.map((visit) => (
            <VisitCard key={visit.id} visit={visit} onOpen={() => open(visit)} />
          ))}
        </section>
      )}
    </Screen>
  );
}
