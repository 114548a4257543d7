/** Write a note about the job. */
import { useState } from "react";

import { Button, Refused, TextArea } from "@/components/plain/kit";
import type { DayVisit } from "@/features/mobile/day";
import { usePhone } from "@/features/mobile/phone-context";
import { addNote } from "@/features/mobile/record";

import { useBack } from "./go";
import { Screen } from "./screen";
import { VisitRoute } from "./visit-route";

export function NoteScreen() {
  return <VisitRoute>{(visit) => <Note visit={visit} />}</VisitRoute>;
}

function Note({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const back = useBack(`/visits/${visit.id}`);
  const [text, setText] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  return (
    <Screen
      title="Note"
      sub={`${visit.work_order_number} · ${visit.site.name}`}
      up={`/visits/${visit.id}`}
      footer={
        <Button
          tone="primary"
          disabled={text.trim() === ""}
          onClick={() => void addNote(phone, visit, text.trim()).then(back, setFault)}
        >
          Keep the note
        </Button>
      }
    >
      <Refused error={fault} />
      <TextArea
        label="What should others know?"
        hint="The office and whoever comes next read it. Your keyboard’s microphone writes what you say."
        rows={8}
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </Screen>
  );
}
