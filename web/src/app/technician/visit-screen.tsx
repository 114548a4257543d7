/** One job: what to do, where, for whom, on what; and everything that can be written down about it. */
import { IconClockCheck, IconHandStop, IconMapPin, IconNote, IconPhone, IconPlus, IconTool } from "@tabler/icons-react";
import { useState } from "react";

import { Button, Card, Chip, Notice, Quiet, Refused } from "@/components/plain/kit";
import { CrewCard } from "@/features/mobile/components/crew-card";
import { DueChip } from "@/features/mobile/components/due-chip";
import styles from "@/features/mobile/components/phone.module.css";
import { Photos } from "@/features/mobile/components/photos";
import { SignatureKept } from "@/features/mobile/components/signature-field";
import { AssetCard, firstPhone, Hazards, HeldThere, HelpChip, HistoryCard, HoldsNotice, mapLink, SiteCard } from "@/features/mobile/components/site-facts";
import { StatusChip, timesOf } from "@/features/mobile/components/visit-card";
import { type DayVisit, goesOn, hasEnded } from "@/features/mobile/day";
import { openHazards, openQuestions } from "@/features/mobile/gate";
import { can, PAUSE } from "@/features/mobile/moves";
import { useBusinessNow, useDay, usePhone } from "@/features/mobile/phone-context";
import { pauseVisit } from "@/features/mobile/record";
import { clockTime, dateIn, duration, shortDate } from "@/lib/dates";

import { useGo } from "./go";
import { NextButton } from "./next-button";
import { Pair, Screen } from "./screen";
import { VisitRoute } from "./visit-route";

export function VisitScreen() {
  return <VisitRoute>{(visit) => <Job visit={visit} />}</VisitRoute>;
}

function Tiles({ visit }: { visit: DayVisit }) {
  const day = useDay();
  const go = useGo();
  const phone = firstPhone(visit, day?.office_phone ?? null);
  return (
    <div className={styles.tiles}>
      <a className={styles.tile} href={phone ? `tel:${phone}` : undefined} aria-disabled={!phone}>
        <IconPhone aria-hidden="true" />
        <span>Call</span>
      </a>
      <a className={styles.tile} href={mapLink(visit)}>
        <IconMapPin aria-hidden="true" />
        <span>Route</span>
      </a>
      <button type="button" className={styles.tile} onClick={() => go(`/visits/${visit.id}/note`)}>
        <IconNote aria-hidden="true" />
        <span>Note</span>
      </button>
      <button type="button" className={styles.tile} onClick={() => go(`/visits/${visit.id}/parts`)}>
        <IconTool aria-hidden="true" />
        <span>Part</span>
      </button>
    </div>
  );
}

function Row({ label, state, words, onTap }: { label: string; state: "open" | "done" | "plain"; words: string; onTap: () => void }) {
  return (
    <button type="button" className={styles.row} data-state={state} onClick={onTap}>
      <span>{label}</span>
      <small>{words} ›</small>
    </button>
  );
}

function Tasks({ visit }: { visit: DayVisit }) {
  const go = useGo();
  const hazards = visit.site.hazards.filter((one) => one.must_acknowledge);
  const unread = openHazards(visit).length;
  const answered = visit.checklist.filter(({ value }) => value).length;
  const required = openQuestions(visit).length;
  if (hazards.length === 0 && visit.checklist.length === 0) return null;
  return (
    <div className={styles.rows}>
      {hazards.length > 0 && (
        <Row
          label="Hazards"
          state={unread > 0 ? "open" : "done"}
          words={unread > 0 ? `${unread} to read` : "✓ read"}
          onTap={() => go(`/visits/${visit.id}/hazards`)}
        />
      )}
      {visit.checklist.length > 0 && (
        <Row
          label="Checklist"
          state={required > 0 ? "open" : "done"}
          words={`${answered} of ${visit.checklist.length}`}
          onTap={() => go(`/visits/${visit.id}/checklist`)}
        />
      )}
    </div>
  );
}

/** How long he has been at it, from the times of the steps alone: it survives whatever happens to the phone. */
function Running({ visit }: { visit: DayVisit }) {
  const now = useBusinessNow(1000);
  const since =
    visit.status === "traveling"
      ? visit.actual.departed_at
      : visit.status === "on_site"
        ? visit.actual.arrived_at
        : visit.status === "working" || visit.status === "paused"
          ? visit.actual.started_at
          : null;
  if (!since) return null;
  const seconds = (now - Date.parse(since)) / 1000;
  const over = visit.status === "working" && seconds > 2 * visit.duration_s;
  return (
    <Notice tone={over ? "warn" : "plain"} title={`${duration(Math.max(seconds, 0))} since ${clockTime(since, visit.zone)}`}>
      {visit.status === "traveling" && visit.travel_s
        ? `Planned ${duration(visit.travel_s)} of driving.`
        : `Planned ${duration(visit.duration_s)} of work.`}
      {over && " Is this still running?"}
    </Notice>
  );
}

/** At the thumb: the next step, and below it the ways out. */
function Footer({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const go = useGo();
  const [fault, setFault] = useState<unknown>(null);
  if (hasEnded(visit)) return null;
  const cannot = can(visit, "stop") || can(visit, "report_no_access");
  return (
    <>
      <Refused error={fault} />
      <NextButton visit={visit} />
      <Pair>
        {can(visit, PAUSE.move) && (
          <Button icon={PAUSE.icon} onClick={() => void pauseVisit(phone, visit, "break").catch(setFault)}>
            {PAUSE.label}
          </Button>
        )}
        {goesOn(visit) && can(visit, "complete") && <Button onClick={() => go(`/visits/${visit.id}/finish`)}>All is done</Button>}
        {cannot && <Button onClick={() => go(`/visits/${visit.id}/cannot`)}>Can’t do it …</Button>}
        <Button icon={<IconHandStop size={22} />} onClick={() => go(`/visits/${visit.id}/help`)}>
          Help
        </Button>
      </Pair>
    </>
  );
}

function Job({ visit }: { visit: DayVisit }) {
  const now = useBusinessNow();
  const day_of = visit.starts_at && dateIn(visit.starts_at, visit.zone) !== dateIn(now, visit.zone) ? shortDate(visit.starts_at, visit.zone) : null;
  return (
    <Screen
      title={visit.site.name}
      sub={`${visit.work_order_number} · ${[day_of, timesOf(visit)].filter(Boolean).join(", ")}`}
      up="/"
      footer={hasEnded(visit) ? undefined : <Footer visit={visit} />}
    >
      <div className={styles.chips}>
        <StatusChip visit={visit} />
        {visit.series_day !== null && (
          <Chip>
            day {visit.series_day} of {visit.series_days}
          </Chip>
        )}
        {visit.priority === 1 && <Chip icon="!!">P1</Chip>}
        <DueChip visit={visit} />
        {visit.window_starts_at && visit.window_ends_at && (
          <Chip icon={<IconClockCheck size={18} />}>
            promised {clockTime(visit.window_starts_at, visit.zone)}–{clockTime(visit.window_ends_at, visit.zone)}
          </Chip>
        )}
      </div>
      <Running visit={visit} />
      <HelpChip visit={visit} />
      <HoldsNotice visit={visit} />
      <Hazards visit={visit} />
      <HeldThere visit={visit} />
      <CrewCard visit={visit} />
      <Tiles visit={visit} />
      <Card title={visit.work_type}>
        <p className={styles.quoted}>{visit.description}</p>
        {visit.scope.length > 1 && (
          <ul className={styles.list}>
            {visit.scope.map((item) => (
              <li key={item.id}>
                {item.status === "done" ? "✓ " : "○ "}
                {item.text}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Tasks visit={visit} />
      <SiteCard visit={visit} />
      <AssetCard visit={visit} />
      <HistoryCard visit={visit} />
      <Card title="Photos">
        <Photos visit={visit} />
      </Card>
      <PartsCard visit={visit} />
      <NotesCard visit={visit} />
      <SignatureKept visit={visit} />
    </Screen>
  );
}

function PartsCard({ visit }: { visit: DayVisit }) {
  const go = useGo();
  return (
    <Card title="Parts used">
      {visit.parts.length === 0 && <Quiet>None yet.</Quiet>}
      <ul className={styles.list}>
        {visit.parts.map((part) => (
          <li key={part.client_uuid}>
            {Number(part.quantity)} × {part.description}
          </li>
        ))}
      </ul>
      <Button icon={<IconPlus size={22} />} onClick={() => go(`/visits/${visit.id}/parts`)}>
        Add a part
      </Button>
    </Card>
  );
}

function NotesCard({ visit }: { visit: DayVisit }) {
  const go = useGo();
  return (
    <Card title="Notes">
      {visit.notes.length === 0 && <Quiet>None yet.</Quiet>}
      <ul className={styles.list}>
        {visit.notes.map((note) => (
          <li key={note.client_uuid}>
            <p className={styles.quoted}>{note.text}</p>
            <Quiet small>
              {note.author}, {clockTime(note.at, visit.zone)}
            </Quiet>
          </li>
        ))}
      </ul>
      <Button icon={<IconPlus size={22} />} onClick={() => go(`/visits/${visit.id}/note`)}>
        Add a note
      </Button>
    </Card>
  );
}
