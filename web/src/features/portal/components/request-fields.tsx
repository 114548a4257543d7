/** The fields of the public request form. */
import { Choices, TextArea, TextField } from "@/components/plain/kit";

import type { Urgency } from "../api/send-request";
import { type Faults, type RequestDraft, URGENCIES } from "../request-draft";

import styles from "./portal.module.css";

export function RequestFields({
  draft,
  faults,
  onChange,
}: {
  draft: RequestDraft;
  faults: Faults;
  onChange: (change: Partial<RequestDraft>) => void;
}) {
  return (
    <>
      <TextArea
        label="What is wrong?"
        hint="What happened, where in the building, since when."
        rows={5}
        maxLength={4000}
        value={draft.description}
        fault={faults.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <Choices<Urgency> label="How urgent is it?" options={URGENCIES} value={draft.urgency} onChoose={(urgency) => onChange({ urgency })} />
      <TextField
        label="Your name"
        autoComplete="name"
        maxLength={200}
        value={draft.contact_name}
        fault={faults.contact_name}
        onChange={(event) => onChange({ contact_name: event.target.value })}
      />
      <TextField
        label="Phone"
        type="tel"
        autoComplete="tel"
        maxLength={40}
        value={draft.contact_phone}
        fault={faults.contact_phone}
        onChange={(event) => onChange({ contact_phone: event.target.value })}
      />
      <TextField
        label="E-mail"
        type="email"
        autoComplete="email"
        maxLength={254}
        value={draft.contact_email}
        fault={faults.contact_email}
        onChange={(event) => onChange({ contact_email: event.target.value })}
      />
      <TextArea
        label="How do we get in? (if it matters)"
        rows={2}
        maxLength={1000}
        value={draft.access_note}
        onChange={(event) => onChange({ access_note: event.target.value })}
      />
      <div className={styles.trap} aria-hidden="true">
        <label>
          Leave this empty
          <input tabIndex={-1} autoComplete="off" value={draft.website} onChange={(event) => onChange({ website: event.target.value })} />
        </label>
      </div>
    </>
  );
}
