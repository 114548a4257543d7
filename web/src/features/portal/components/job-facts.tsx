/** What is known of the one job: what was asked, and each visit. */
import { Card, Quiet } from "@/components/plain/kit";
import { clockTime, dateTime, longDate } from "@/lib/dates";

import type { JobState, StatusVisit } from "../api/get-status";

import styles from "./portal.module.css";

function visitSentence(visit: StatusVisit, zone: string): string {
  const who = visit.technician_name ?? "A technician";
  if (visit.ended_at) return `${who} was there until ${clockTime(visit.ended_at, zone)} on ${longDate(visit.ended_at, zone)}.`;
  if (visit.arrived_at) return `${who} has been there since ${clockTime(visit.arrived_at, zone)}.`;
  if (visit.window_starts_at && visit.window_ends_at)
    return `${longDate(visit.window_starts_at, zone)}: ${who} comes between ${clockTime(visit.window_starts_at, zone)} and ${clockTime(visit.window_ends_at, zone)}.`;
  return visit.technician_name ? `${who} is to come; the time is not fixed yet.` : "The time is not fixed yet.";
}

export function VisitsCard({ job }: { job: JobState }) {
  if (job.visits.length === 0) return null;
  return (
    <Card title={job.visits.length === 1 ? "Visit" : "Visits"}>
      <ul className={styles.visits}>
        {job.visits.map((visit, index) => (
          <li key={`${visit.window_starts_at}-${index}`}>
            <p>{visitSentence(visit, job.zone)}</p>
            {visit.outcome && <p className={styles.words}>{visit.outcome}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function JobCard({ job }: { job: JobState }) {
  const facts: [string, string | null][] = [
    ["Number", [...new Set([job.work_order_number, job.reference])].filter(Boolean).join(" · ")],
    ["Where", [job.site.name, job.site.address].filter(Boolean).join("\n")],
    ["Kind", job.work_type],
    ["Reported", dateTime(job.reported_at, job.zone)],
  ];
  return (
    <Card title="Your job">
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className={styles.words}>{value}</dd>
            </div>
          ))}
      </dl>
      <p className={styles.words}>{job.description}</p>
      <Quiet small>
        Times are those of the place. As of {dateTime(job.updated_at, job.zone)}.
      </Quiet>
    </Card>
  );
}
