/** Finishing a job: what was done, what was used, who signed; and what is still missing before it counts as done. */
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import { Button, Card, Choices, Notice, Quiet, Refused, TextArea } from "@/components/plain/kit";
import styles from "@/features/mobile/components/phone.module.css";
import { SignatureKept, useSigning } from "@/features/mobile/components/signature-field";
import type { DayVisit } from "@/features/mobile/day";
import { useFinishDraft } from "@/features/mobile/finish-draft";
import { type Missing, missingForCompletion } from "@/features/mobile/gate";
import { can } from "@/features/mobile/moves";
import { useBusinessNow, usePhone } from "@/features/mobile/phone-context";
import { completeVisit } from "@/features/mobile/record";
import { duration } from "@/lib/dates";

import { useGo } from "./go";
import { Pair, Screen } from "./screen";
import { VisitRoute } from "./visit-route";

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const STEPS = ["Work done", "Parts and time", "Signature", "Finish"] as const;

export function FinishScreen() {
  return <VisitRoute>{(visit) => <Finish visit={visit} />}</VisitRoute>;
}

function Finish({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const go = useGo();
  const { draft, change, drop } = useFinishDraft(visit);
  const { step, summary, more, followUp } = draft;
  const setStep = (next: number) => change({ step: next });
  const done = new Set(visit.scope.map(({ id }) => id).filter((id) => !draft.open.includes(id)));
  const [fault, setFault] = useState<unknown>(null);
  const signing = useSigning(visit);
  const unsigned = step === 2 && !visit.signature;
  const missing = missingForCompletion(visit, summary);
  const open = visit.scope.filter(({ id, status }) => status !== "done" && !done.has(id));
  const last = step === STEPS.length - 1;

  function finish(): void {
    completeVisit(phone, visit, {
      summary: summary.trim(),
      scopeDone: [...done],
      followUp: more === "yes" ? followUp.trim() : "",
    }).then(() => {
      drop();
      go("/", { replace: true });
    }, setFault);
  }

  if (!can(visit, "complete"))
    return (
      <Screen title="Finish" up={`/visits/${visit.id}`}>
        <Notice title="Not now">This job cannot be finished from where it stands.</Notice>
      </Screen>
    );
  return (
    <Screen
      title={STEPS[step]}
      sub={`${step + 1} of ${STEPS.length} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <>
          {last ? (
            <Button tone="primary" icon="✓" disabled={missing.length > 0 || open.length > 0} onClick={finish}>
              Finish job
            </Button>
          ) : unsigned ? (
            <Button
              tone="primary"
              disabled={!signing.ready}
              onClick={() => void signing.keep().then((kept) => kept && setStep(step + 1))}
            >
              {signing.label}
            </Button>
          ) : (
            <Button tone="primary" onClick={() => setStep(step + 1)}>
              Next →
            </Button>
          )}
          {step > 0 && (
            <Pair>
              <Button onClick={() => setStep(step - 1)}>← Previous</Button>
              {unsigned && <Button onClick={() => setStep(step + 1)}>Later</Button>}
            </Pair>
          )}
        </>
      }
    >
      {step === 0 && (
        <>
          {visit.scope.length > 0 && (
            <Card title="What was asked">
              <div className={styles.rows}>
                {visit.scope.map((item) => (
                  <Button
                    key={item.id}
                    left
                    chosen={done.has(item.id)}
                    icon={done.has(item.id) ? "✓" : "○"}
                    onClick={() =>
                      change({ open: done.has(item.id) ? [...draft.open, item.id] : draft.open.filter((id) => id !== item.id) })
                    }
                  >
                    {item.text}
                  </Button>
                ))}
              </div>
            </Card>
          )}
          <TextArea
            label="What was done"
            hint="It goes on the work order; the customer may read it."
            rows={4}
            value={summary}
            onChange={(event) => change({ summary: event.target.value })}
          />
          <Choices
            label="Is something else needed here?"
            options={[
              { value: "no", label: "No" },
              { value: "yes", label: "Yes" },
            ]}
            value={more}
            onChoose={(next) => change({ more: next })}
            across
          />
          {more === "yes" && (
            <TextArea label="What" rows={3} value={followUp} onChange={(event) => change({ followUp: event.target.value })} />
          )}
        </>
      )}
      {step === 1 && <Used visit={visit} />}
      {step === 2 && (visit.signature ? <SignatureKept visit={visit} /> : signing.fields)}
      {last && <Gate visit={visit} missing={missing} open={open.map(({ text }) => text)} onStep={setStep} fault={fault} />}
    </Screen>
  );
}

function Used({ visit }: { visit: DayVisit }) {
  const go = useGo();
  const now = useBusinessNow();
  const { departed_at, arrived_at, started_at } = visit.actual;
  const between = (from: string | null, to: string | number | null) =>
    from && to !== null ? duration((new Date(to).getTime() - Date.parse(from)) / 1000) : "–";
  return (
    <>
      <Card title="Parts">
        {visit.parts.length === 0 && <Quiet>No parts were used.</Quiet>}
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
      <Card title="Time">
        <dl className={styles.facts}>
          <div>
            <dt>Driving</dt>
            <dd>{between(departed_at, arrived_at)}</dd>
          </div>
          <div>
            <dt>On site</dt>
            <dd>{between(arrived_at ?? started_at, now)}</dd>
          </div>
        </dl>
        <Quiet small>The office counts the time from the steps you tapped, without your breaks.</Quiet>
      </Card>
    </>
  );
}

function Gate({
  visit,
  missing,
  open,
  onStep,
  fault,
}: {
  visit: DayVisit;
  missing: Missing[];
  open: string[];
  onStep: (step: number) => void;
  fault: unknown;
}) {
  const go = useGo();
  const to: Record<Missing["what"], () => void> = {
    hazards: () => go(`/visits/${visit.id}/hazards`),
    checklist: () => go(`/visits/${visit.id}/checklist`),
    summary: () => onStep(0),
    signature: () => onStep(2),
  };
  return (
    <>
      <Refused error={fault} />
      {missing.map(({ what, sentence }) => (
        <Notice key={what} tone="warn" title={`${sentence} ›`} onTap={to[what]} />
      ))}
      {open.length > 0 && (
        <Notice tone="warn" title="Not everything is done ›" onTap={() => go(`/visits/${visit.id}/cannot`)}>
          {open.join(", ")}. If it has to wait, stop the job and say what is needed: a return visit is planned.
        </Notice>
      )}
      {missing.length === 0 && open.length === 0 && (
        <Notice tone="good" title="Everything is there">
          {count(visit.photos.length, "photo")}, {count(visit.parts.length, "part")}, {count(visit.notes.length, "note")}.
        </Notice>
      )}
    </>
  );
}
