/** Ask the office for help with this job. */
import { IconHandStop, IconPhone } from "@tabler/icons-react";
import { useState } from "react";

import { Button, buttonClass, Choices, Notice, Refused, TextArea } from "@/components/plain/kit";
import type { DayVisit } from "@/features/mobile/day";
import { useDay, usePhone } from "@/features/mobile/phone-context";
import { askForHelp } from "@/features/mobile/record";

import { useBack } from "./go";
import { Screen } from "./screen";
import { VisitRoute } from "./visit-route";

const REASONS = [
  { value: "I need a second person", label: "A second person" },
  { value: "I need advice", label: "Advice" },
  { value: "Trouble with the customer", label: "Trouble with the customer" },
  { value: "Something else", label: "Something else" },
] as const;

export function HelpScreen() {
  return <VisitRoute>{(visit) => <Help visit={visit} />}</VisitRoute>;
}

function Help({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const office = useDay()?.office_phone ?? null;
  const back = useBack(`/visits/${visit.id}`);
  const [reason, setReason] = useState<string | null>(null);
  const [more, setMore] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const words = [reason, more.trim()].filter(Boolean).join(": ");
  return (
    <Screen
      title="Help"
      sub={`${visit.work_order_number} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <Button
          tone="primary"
          icon={<IconHandStop size={24} />}
          disabled={reason === null}
          onClick={() => void askForHelp(phone, visit, words).then(back, setFault)}
        >
          Ask the office
        </Button>
      }
    >
      <Refused error={fault} />
      <Notice tone="danger" title="In danger?">
        Ring the emergency number first. This message waits if there is no network.
      </Notice>
      {office && (
        <a className={buttonClass} href={`tel:${office}`}>
          <IconPhone size={22} aria-hidden="true" /> Ring the office
        </a>
      )}
      <Choices label="What do you need?" options={REASONS} value={reason} onChoose={setReason} />
      <TextArea label="In a few words" rows={3} value={more} onChange={(event) => setMore(event.target.value)} />
    </Screen>
  );
}
