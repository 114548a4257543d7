/** The one big button of a visit: the next step its life allows, through the gates before it. */
import { useEffect, useState } from "react";

import { Button, Refused } from "@/components/plain/kit";
import type { DayVisit } from "@/features/mobile/day";
import { missingPeople, openHazards } from "@/features/mobile/gate";
import { type MoveWords, nextMove } from "@/features/mobile/moves";
import { usePhone } from "@/features/mobile/phone-context";
import { locate } from "@/features/mobile/position";
import { recordMove } from "@/features/mobile/record";

import { useGo } from "./go";

export function NextButton({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const go = useGo();
  const [fault, setFault] = useState<unknown>(null);
  const next = nextMove(visit);
  useEffect(locate, [visit.id, visit.status]);
  if (!next) return null;

  function tap(words: MoveWords): void {
    if (words.move === "start" && openHazards(visit).length > 0) {
      go(`/visits/${visit.id}/hazards`);
    } else if (words.move === "start" && missingPeople(visit) > 0) {
      go(`/visits/${visit.id}/short`);
    } else if (words.type === "complete_visit") {
      go(`/visits/${visit.id}/finish`);
    } else {
      recordMove(phone, visit, words).then(() => setFault(null), setFault);
    }
  }

  return (
    <>
      <Refused error={fault} />
      <Button tone="primary" icon={next.icon} onClick={() => tap(next)}>
        {next.label}
      </Button>
    </>
  );
}
