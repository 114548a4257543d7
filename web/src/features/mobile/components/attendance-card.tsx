/** Whether I am clocked on, on a break or off, and the taps that change it. */
import { useState } from "react";

import { Button, Card, Quiet, Refused } from "@/components/plain/kit";
import { clockTime, dateIn, shortDate } from "@/lib/dates";

import type { Day } from "../day";
import { usePhone } from "../phone-context";
import { OWN_DAY, type OwnDay, recordOwnDay } from "../record";

import styles from "./phone.module.css";

const WORDS = { off: "Not clocked on", work: "Clocked on", break: "On a break" } as const;
const ICON: Record<OwnDay, string> = { clock_on: "▶", start_break: "❚❚", end_break: "▶", clock_off: "■" };
const NEXT: Record<Day["attendance"]["state"], OwnDay[]> = { off: ["clock_on"], work: ["start_break", "clock_off"], break: ["end_break", "clock_off"] };

export function AttendanceCard({ day }: { day: Day }) {
  const phone = usePhone();
  const [fault, setFault] = useState<unknown>(null);
  const { state, since } = day.attendance;
  const isToday = since !== null && dateIn(since, day.zone) === dateIn(phone.businessNow(), day.zone);
  const at = since && (isToday ? clockTime(since, day.zone) : `${shortDate(since, day.zone)} ${clockTime(since, day.zone)}`);
  return (
    <Card title={WORDS[state]} label="My hours" aside={at && state !== "off" && <Quiet small>since {at}</Quiet>}>
      <Refused error={fault} />
      <div className={styles.pair}>
        {NEXT[state].map((type) => (
          <Button key={type} icon={ICON[type]} onClick={() => void recordOwnDay(phone, type).then(() => setFault(null), setFault)}>
            {OWN_DAY[type]}
          </Button>
        ))}
      </div>
    </Card>
  );
}
