/** When a job cannot be done: nobody let us in, or it has to be stopped with work left. */
import { IconDoorOff, IconPlayerStopFilled } from "@tabler/icons-react";
import { useState } from "react";

import { Button, Choices, Notice, Quiet, Refused, Stepper, TextArea } from "@/components/plain/kit";
import type { DayVisit } from "@/features/mobile/day";
import { can } from "@/features/mobile/moves";
import { useBusinessNow, usePhone } from "@/features/mobile/phone-context";
import { NEEDED, type Needed, reportNoAccess, stopVisit } from "@/features/mobile/record";
import { duration } from "@/lib/dates";

import { useGo } from "./go";
import { Screen } from "./screen";
import { VisitRoute } from "./visit-route";

const WHY_NO_ACCESS = [
  { value: "Nobody there", label: "Nobody there" },
  { value: "Locked", label: "Locked, no key" },
  { value: "Refused", label: "They would not let me in" },
  { value: "Unsafe", label: "Not safe to go in" },
] as const;

const WHOSE_FAULT = [
  { value: "theirs", label: "Theirs" },
  { value: "ours", label: "Ours: late, wrong key …" },
] as const;

const STEP_MINUTES = 15;
const WAITED_STEP_MINUTES = 5;
const LONGEST_WAIT_S = 24 * 3600;

export function CannotScreen() {
  return <VisitRoute>{(visit) => <Cannot visit={visit} />}</VisitRoute>;
}

function Cannot({ visit }: { visit: DayVisit }) {
  const kinds = [
    ...(can(visit, "report_no_access") ? [{ value: "no_access" as const, label: "I could not get in", icon: <IconDoorOff size={24} /> }] : []),
    ...(can(visit, "stop") ? [{ value: "stop" as const, label: "I have to stop with work left", icon: <IconPlayerStopFilled size={22} /> }] : []),
  ];
  const [kind, setKind] = useState<"no_access" | "stop" | null>(kinds.length === 1 ? (kinds[0]?.value ?? null) : null);
  if (kind === "no_access") return <NoAccess visit={visit} />;
  if (kind === "stop") return <Stop visit={visit} />;
  return (
    <Screen title="Can’t do it" sub={visit.site.name} up={`/visits/${visit.id}`}>
      {kinds.length > 0 ? (
        <Choices label="What is it?" options={kinds} value={null} onChoose={setKind} />
      ) : (
        <Notice title="Not now">From where this job stands there is nothing to stop. Ask the office for help instead.</Notice>
      )}
    </Screen>
  );
}

function NoAccess({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const go = useGo();
  const [reason, setReason] = useState<string | null>(null);
  const [whose, setWhose] = useState<"theirs" | "ours" | null>(null);
  // Until he says otherwise it is what the phone measured since his arrival, and goes on.
  const [saidMinutes, setSaidMinutes] = useState<number | null>(null);
  const now = useBusinessNow();
  const measuredS = visit.actual.arrived_at ? Math.max(0, Math.round((now - Date.parse(visit.actual.arrived_at)) / 1000)) : 0;
  const waitedS = Math.min(saidMinutes === null ? measuredS : saidMinutes * 60, LONGEST_WAIT_S);
  const [note, setNote] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const ready = reason !== null && whose !== null;
  const send = () => {
    if (reason && whose)
      reportNoAccess(phone, visit, { reason, note: note.trim(), waitedS, isOurFault: whose === "ours" }).then(
        () => go("/", { replace: true }),
        setFault,
      );
  };
  return (
    <Screen
      title="No access"
      sub={`${visit.work_order_number} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <Button tone="danger" disabled={!ready} onClick={send}>
          Report no access
        </Button>
      }
    >
      <Refused error={fault} />
      <Quiet>A photo of the closed door on the job’s page helps the office. They ring the customer and plan it anew.</Quiet>
      <Choices label="Why" options={WHY_NO_ACCESS} value={reason} onChoose={setReason} />
      <Stepper
        label="Minutes waited"
        value={Math.floor(waitedS / 60)}
        step={WAITED_STEP_MINUTES}
        least={0}
        show={(minutes) => `${minutes} min`}
        onChange={setSaidMinutes}
      />
      <Choices label="Whose fault was it?" options={WHOSE_FAULT} value={whose} onChoose={setWhose} across />
      <TextArea label="Anything else?" rows={3} value={note} onChange={(event) => setNote(event.target.value)} />
    </Screen>
  );
}

function Stop({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const go = useGo();
  const [needed, setNeeded] = useState<Needed | null>(null);
  const [minutes, setMinutes] = useState(60);
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const ready = needed !== null && reason.trim() !== "";
  const send = () => {
    if (needed)
      stopVisit(phone, visit, { reason: reason.trim(), remainingMinutes: minutes, needed, note: "" }).then(
        () => go("/", { replace: true }),
        setFault,
      );
  };
  return (
    <Screen
      title="Stop the job"
      sub={`${visit.work_order_number} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <Button tone="danger" icon={<IconPlayerStopFilled size={22} />} disabled={!ready} onClick={send}>
          Stop and plan a return
        </Button>
      }
    >
      <Refused error={fault} />
      <TextArea label="Why does it have to stop?" rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Choices label="What is needed to go on?" options={NEEDED} value={needed} onChoose={setNeeded} />
      <Stepper
        label="Work that is left"
        value={minutes}
        step={STEP_MINUTES}
        least={STEP_MINUTES}
        show={(value) => duration(value * 60)}
        onChange={setMinutes}
      />
    </Screen>
  );
}
