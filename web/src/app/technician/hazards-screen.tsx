/** The dangers of a site, each to be read before work starts. */
import { Button, Card, Notice, Quiet } from "@/components/plain/kit";
import type { DayVisit } from "@/features/mobile/day";
import { openHazards } from "@/features/mobile/gate";
import { can, nextMove } from "@/features/mobile/moves";
import { usePhone } from "@/features/mobile/phone-context";
import { acknowledgeHazard, recordMove } from "@/features/mobile/record";
import { clockTime } from "@/lib/dates";

import { useBack } from "./go";
import { Screen } from "./screen";
import { VisitRoute } from "./visit-route";

const TONES = { high: "danger", medium: "warn", low: "plain" } as const;

export function HazardsScreen() {
  return <VisitRoute>{(visit) => <HazardList visit={visit} />}</VisitRoute>;
}

function HazardList({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const back = useBack(`/visits/${visit.id}`);
  const open = openHazards(visit).length;
  const next = nextMove(visit);
  return (
    <Screen
      title="Hazards"
      sub={`${visit.work_order_number} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        can(visit, "start") && next ? (
          <Button
            tone="primary"
            icon={next.icon}
            disabled={open > 0}
            onClick={() => void recordMove(phone, visit, next).then(back)}
          >
            {open > 0 ? `Read ${open} more to start` : next.label}
          </Button>
        ) : (
          <Button tone="primary" onClick={back}>
            Back to the job
          </Button>
        )
      }
    >
      {visit.site.hazards.map((hazard) => (
        <Card key={hazard.id} label={hazard.title}>
          <Notice tone={TONES[hazard.severity]} title={`⚠ ${hazard.title}`}>
            {hazard.note}
          </Notice>
          {hazard.acknowledged_at ? (
            <Quiet>✓ Read at {clockTime(hazard.acknowledged_at, visit.zone)}</Quiet>
          ) : (
            hazard.must_acknowledge && (
              <Button onClick={() => void acknowledgeHazard(phone, visit, hazard)}>I have read this</Button>
            )
          )}
        </Card>
      ))}
    </Screen>
  );
}
