/** Promise, plan, prediction and fact of one visit on one line of time, each with its words. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { clockTime, dateTime, duration } from "@/lib/dates";
import { personName } from "@/lib/people";

import { type Times, timesQuery } from "../api/get-times";
import styles from "./times-picture.module.css";

interface Line {
  name: string;
  mark: "first" | "promised" | "planned" | "predicted" | "actual";
  from: string;
  to: string | null;
  words: ReactNode;
}

export function VisitTimes({ visitId, version, zone }: { visitId: number; version: number; zone: string }) {
  const times = useQuery(timesQuery(visitId, version)).data;
  return times ? <TimesPicture times={times} zone={zone} /> : null;
}

export function TimesPicture({ times, zone }: { times: Times; zone: string }) {
  const lines = linesOf(times, zone);
  if (lines.length === 0) return null;
  const instants = lines.flatMap(({ from, to }) => [from, to].filter((at): at is string => at !== null)).map((at) => new Date(at).getTime());
  const first = Math.min(...instants);
  const width = Math.max(1, Math.max(...instants) - first);
  const percent = (at: string) => ((new Date(at).getTime() - first) / width) * 100;
  return (
    <div>
      <dl className={styles.picture} aria-label="Promise, plan, prediction and fact">
        {lines.map(({ name, mark, from, to, words }) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>
              <span className={styles.words}>{words}</span>
              <span className={styles.track} aria-hidden="true">
                <i className={`${styles.mark} ${styles[mark]}`} style={{ left: `min(${percent(from)}%, calc(100% - 3px))`, width: `${Math.max(0, percent(to ?? from) - percent(from))}%` }} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {times.is_outside_promise && times.untold_reason && (
        <Text size="xs" mt={4}>
          The plan lies outside of the promise; the customer is not told: {times.untold_reason}
        </Text>
      )}
    </div>
  );
}

function linesOf(times: Times, zone: string): Line[] {
  const lines: Line[] = [];
  const { first_promise: first, predicted, actual } = times;
  const isLater = times.promises.length > 1;
  if (first?.starts_at && first.ends_at && isLater)
    lines.push({ name: "First promise", mark: "first", from: first.starts_at, to: first.ends_at, words: `${span(first.starts_at, first.ends_at, zone)}${by(first.promised_by)}` });
  if (times.window_starts_at && times.window_ends_at) {
    const last = times.promises.at(-1);
    const why = isLater && last?.reason ? `: ${last.reason}` : "";
    lines.push({
      name: isLater ? "Promised now" : "Promised",
      mark: "promised",
      from: times.window_starts_at,
      to: times.window_ends_at,
      words: `${span(times.window_starts_at, times.window_ends_at, zone)}${by(last?.promised_by ?? "")}${why}`,
    });
  }
  if (times.starts_at && times.ends_at) lines.push({ name: "Planned", mark: "planned", from: times.starts_at, to: times.ends_at, words: span(times.starts_at, times.ends_at, zone) });
  if (predicted && !actual.arrived_at)
    lines.push({
      name: "Likely",
      mark: "predicted",
      from: predicted.arrives_at,
      to: predicted.ends_at,
      words: (
        <>
          {span(predicted.arrives_at, predicted.ends_at, zone)} <Late lateS={predicted.late_s} isOutside={predicted.outside_promise} />
        </>
      ),
    });
  if (actual.arrived_at)
    lines.push({
      name: "Really",
      mark: "actual",
      from: actual.arrived_at,
      to: actual.ended_at ?? null,
      words: `arrived ${clockTime(actual.arrived_at, zone)}${actual.ended_at ? `, ended ${clockTime(actual.ended_at, zone)}` : predicted ? `, likely done ${clockTime(predicted.ends_at, zone)}` : ""}`,
    });
  return lines;
}

/** Five minutes are no delay: nobody drives by the second. */
export const NOTED_S = 300;

function Late({ lateS, isOutside }: { lateS: number; isOutside: boolean }) {
  if (lateS < NOTED_S && !isOutside) return null;
  return <span className={styles.late}>{isOutside ? `${duration(lateS)} late, after what was promised` : `${duration(lateS)} late`}</span>;
}

const span = (from: string, to: string, zone: string): string => `${dateTime(from, zone)}–${clockTime(to, zone)}`;
const by = (who: string): string => (who ? `, by ${personName(who)}` : "");
