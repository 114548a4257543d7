/** The checklist, one question on a screen, answered with two large buttons. */
import { useRef, useState } from "react";

import { Button, Choices, Quiet, TextField } from "@/components/plain/kit";
import type { ChecklistItem, DayVisit } from "@/features/mobile/day";
import { usePhone } from "@/features/mobile/phone-context";
import { answerChecklist } from "@/features/mobile/record";

import { useBack } from "./go";
import { Pair, Screen } from "./screen";
import { VisitRoute } from "./visit-route";

const ANSWERS = [
  { value: "yes", label: "Yes", icon: "✓" },
  { value: "no", label: "No", icon: "✕" },
  { value: "n/a", label: "Does not apply" },
] as const;
type YesNo = (typeof ANSWERS)[number]["value"];

export function ChecklistScreen() {
  return <VisitRoute>{(visit) => <Questions visit={visit} />}</VisitRoute>;
}

function firstOpen(visit: DayVisit): number {
  const open = visit.checklist.findIndex(({ value }) => !value);
  return open < 0 ? 0 : open;
}

function Questions({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const back = useBack(`/visits/${visit.id}`);
  const [at, setAt] = useState(() => firstOpen(visit));
  const item = visit.checklist[at];
  if (!item)
    return (
      <Screen title="Checklist" up={`/visits/${visit.id}`}>
        <Quiet>This job has no checklist.</Quiet>
      </Screen>
    );
  const last = at === visit.checklist.length - 1;
  const answer = (value: string) => void answerChecklist(phone, visit, item, value);
  return (
    <Screen
      title="Checklist"
      sub={`${at + 1} of ${visit.checklist.length} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <>
          <Button tone="primary" disabled={item.required && !item.value} onClick={() => (last ? back() : setAt(at + 1))}>
            {last ? "Back to the job" : "Next →"}
          </Button>
          <Pair>
            <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
              ← Previous
            </Button>
            {!last && item.required && !item.value && <Button onClick={() => setAt(at + 1)}>Later</Button>}
          </Pair>
        </>
      }
    >
      <Question key={item.id} item={item} onAnswer={answer} />
    </Screen>
  );
}

function Question({ item, onAnswer }: { item: ChecklistItem; onAnswer: (value: string) => void }) {
  const [text, setText] = useState(item.value ?? "");
  // What was last written down: the store tells it back a moment later, and leaving the field is a second occasion.
  const kept = useRef(item.value);
  const words = item.required ? item.text : `${item.text} (if it applies)`;
  if (item.kind === "yes_no")
    return <Choices<YesNo> label={words} options={ANSWERS} value={ANSWERS.find(({ value }) => value === item.value)?.value ?? null} onChoose={onAnswer} />;
  const number = item.kind === "number";
  const fault = number && text.trim() !== "" && Number.isNaN(Number(text.replace(",", "."))) ? "A number, please." : null;
  const keep = () => {
    const value = number ? text.trim().replace(",", ".") : text.trim();
    if (value === "" || fault || value === kept.current) return;
    kept.current = value;
    onAnswer(value);
  };
  return (
    <>
      <TextField
        label={item.unit ? `${words} (${item.unit})` : words}
        value={text}
        fault={fault}
        inputMode={number ? "decimal" : "text"}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onBlur={keep}
      />
      <Button disabled={text.trim() === "" || Boolean(fault) || text.trim() === item.value} onClick={keep}>
        {item.value && text.trim() === item.value ? "✓ Kept" : "Keep"}
      </Button>
    </>
  );
}
