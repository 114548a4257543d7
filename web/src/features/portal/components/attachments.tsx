/** Photos and papers that go with a request. */
import { type ChangeEvent, useRef } from "react";

import { Button, Notice, Quiet, Refused, Stack } from "@/components/plain/kit";

import { type Attachment, useSendAttachment } from "../api/send-attachment";

import styles from "./portal.module.css";

const MOST = 5;

export function Attachments({
  token,
  attachments,
  onAdd,
}: {
  token: string;
  attachments: Attachment[];
  onAdd: (attachment: Attachment) => void;
}) {
  const send = useSendAttachment(token);
  const input = useRef<HTMLInputElement>(null);

  function choose(event: ChangeEvent<HTMLInputElement>): void {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (file) send.mutate(file, { onSuccess: onAdd });
  }

  return (
    <Stack>
      {attachments.map(({ sha256, name }) => (
        <Notice key={sha256} tone="good" title={`✓ ${name}`} />
      ))}
      <input
        ref={input}
        className={styles.trap}
        type="file"
        accept="image/jpeg,image/png,image/webp,application/pdf"
        aria-label="File"
        tabIndex={-1}
        onChange={choose}
      />
      <Button disabled={send.isPending || attachments.length >= MOST} onClick={() => input.current?.click()}>
        {send.isPending ? "Sending the file …" : "Add a photo or PDF"}
      </Button>
      {attachments.length >= MOST && <Quiet small>{MOST} are enough; bring the rest to the visit.</Quiet>}
      <Refused error={send.error} />
    </Stack>
  );
}
