/** Before the crew is complete: wait, or say why it goes without the others. */
import { useState } from "react";

import { Button, Choices, Notice, Refused, TextArea } from "@/components/plain/kit";
import { CrewCard } from "@/features/mobile/components/crew-card";
import type { DayVisit } from "@/features/mobile/day";
import { missingPeople } from "@/features/mobile/gate";
import { usePhone } from "@/features/mobile/phone-context";
import { startShort } from "@/features/mobile/record";

import { useBack } from "./go";
import { Pair, Screen } from "./screen";
import { VisitRoute } from "./visit-route";

const REASONS = [
  { value: "Preparing until the others come", label: "I prepare until the others come" },
  { value: "The office agreed", label: "The office agreed" },
  { value: "One is enough today", label: "One is enough today" },
  { value: "Something else", label: "Something else" },
] as const;

export function ShortScreen() {
  return <VisitRoute>{(visit) => <Short visit={visit} />}</VisitRoute>;
}

function Short({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const back = useBack(`/visits/${visit.id}`);
  const [reason, setReason] = useState<string | null>(null);
  const [more, setMore] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const missing = missingPeople(visit);
  const words = [reason, more.trim()].filter(Boolean).join(": ");
  return (
    <Screen
      title="Not everybody is here"
      sub={`${visit.work_order_number} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <Pair>
          <Button onClick={back}>Wait</Button>
          <Button
            tone="primary"
            icon="▶"
            disabled={reason === null}
            onClick={() => void startShort(phone, visit, words).then(back, setFault)}
          >
            Start anyway
          </Button>
        </Pair>
      }
    >
      <Refused error={fault} />
      <Notice tone="warn" title={visit.crew_size === 1 ? "This job takes one person" : `This job takes ${visit.crew_size} people`}>
        {missing === 0 ? "Everybody is here" : missing === 1 ? "One is not here yet" : `${missing} are not here yet`}, as far as this phone knows.
      </Notice>
      <CrewCard visit={visit} />
      <Choices label="Why does it go without them?" options={REASONS} value={reason} onChoose={setReason} />
      <TextArea label="In a few words" rows={2} value={more} onChange={(event) => setMore(event.target.value)} />
    </Screen>
  );
}
