/** A week drawn: each day a line of twenty-four hours with the business hours on it; nights go on in the next line. */
import { Box, Text } from "@mantine/core";

import { WEEKDAYS } from "@/components/weekly-hours";

import styles from "./week-picture.module.css";

export interface Hours {
  weekday: number;
  opens: string;
  closes: string;
}

const DAY = 24 * 60;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** What is open on each weekday, in minutes from its midnight: a night is cut there and goes on the next day. */
export function segmentsOf(intervals: Hours[]): [from: number, to: number][][] {
  const week: [number, number][][] = WEEKDAYS.map(() => []);
  for (const { weekday, opens, closes } of intervals) {
    if (opens.length < 5 || closes.length < 5) continue;
    const from = minutesOf(opens);
    const to = minutesOf(closes);
    if (to > from) week[weekday]?.push([from, to]);
    else {
      week[weekday]?.push([from, DAY]);
      if (to > 0) week[(weekday + 1) % 7]?.push([0, to]);
    }
  }
  return week.map((day) => day.sort((a, b) => a[0] - b[0]));
}

export function WeekPicture({ intervals, roundTheClock }: { intervals: Hours[]; roundTheClock: boolean }) {
  const week = roundTheClock ? WEEKDAYS.map((): [number, number][] => [[0, DAY]]) : segmentsOf(intervals);
  const minutes = week.flat().reduce((sum, [from, to]) => sum + to - from, 0);
  return (
    <Box role="img" aria-label={`The week drawn: ${Math.round(minutes / 6) / 10} hours are open`}>
      {week.map((day, weekday) => (
        <div key={weekday} className={styles.line}>
          <span className={styles.day}>{(WEEKDAYS[weekday] ?? "").slice(0, 3)}</span>
          <div className={styles.track}>
            {day.map(([from, to], index) => (
              <span key={index} className={styles.open} style={{ left: `${(from / DAY) * 100}%`, width: `${((to - from) / DAY) * 100}%` }} />
            ))}
          </div>
        </div>
      ))}
      <div className={styles.line} aria-hidden="true">
        <span className={styles.day} />
        <div className={styles.ticks}>
          {["00", "06", "12", "18", "24"].map((hour) => (
            <span key={hour}>{hour}</span>
          ))}
        </div>
      </div>
      <Text size="xs" c="dimmed">
        {Math.round(minutes / 6) / 10} hours a week, on the clock of each site
      </Text>
    </Box>
  );
}
