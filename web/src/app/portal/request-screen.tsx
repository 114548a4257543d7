/** The public request form behind a site's link. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";

import { Button, buttonClass, Card, Notice, Quiet, Refused } from "@/components/plain/kit";
import { useParams } from "@/components/plain/routing";
import { requestFormQuery } from "@/features/portal/api/open-request-form";
import type { Attachment } from "@/features/portal/api/send-attachment";
import { type RequestSent, useSendRequest } from "@/features/portal/api/send-request";
import styles from "@/features/portal/components/portal.module.css";
import { Attachments } from "@/features/portal/components/attachments";
import { PortalPage } from "@/features/portal/components/portal-page";
import { RequestFields } from "@/features/portal/components/request-fields";
import { dropDraft, type Faults, faultsOf, keepDraft, readDraft, type RequestDraft } from "@/features/portal/request-draft";

import { LinkRefused } from "./link-refused";

export function RequestScreen() {
  const { token = "" } = useParams();
  const form = useQuery(requestFormQuery(token));
  const send = useSendRequest();
  const [draft, setDraft] = useState(readDraft);
  const [faults, setFaults] = useState<Faults>({});

  const sent = send.isSuccess;
  useEffect(() => {
    if (!sent) keepDraft(draft);
  }, [draft, sent]);

  function change(part: Partial<RequestDraft>): void {
    setDraft((before) => ({ ...before, ...part }));
    if (Object.keys(faults).length > 0) setFaults(faultsOf({ ...draft, ...part }));
  }

  /** A file arrives while the person writes on: it joins whatever is written by then. */
  function attach(file: Attachment): void {
    setDraft((before) => ({
      ...before,
      attachments: [...before.attachments.filter(({ sha256 }) => sha256 !== file.sha256), file],
    }));
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = faultsOf(draft);
    setFaults(found);
    if (Object.keys(found).length === 0) {
      const attachments = draft.attachments.map(({ sha256 }) => sha256);
      send.mutate({ ...draft, attachments, token }, { onSuccess: dropDraft });
    }
  }

  if (form.isPending)
    return (
      <PortalPage company={null}>
        <Quiet>One moment …</Quiet>
      </PortalPage>
    );
  if (form.error) return <LinkRefused error={form.error} onAgain={() => void form.refetch()} />;
  const { company, site } = form.data;
  if (send.data)
    return (
      <PortalPage company={company}>
        <Received sent={send.data} />
      </PortalPage>
    );
  return (
    <PortalPage company={company}>
      <h1>Report a problem</h1>
      <Card title={site.name}>
        {site.address && <p>{site.address}</p>}
      </Card>
      {draft.urgency === "emergency" && (
        <Notice tone="danger" title="Is anybody in danger?">
          Ring the emergency number first. {company.phone && <>Then ring us: {company.phone}.</>} A form is too slow.
        </Notice>
      )}
      <form onSubmit={submit} noValidate className={styles.content}>
        <RequestFields draft={draft} faults={faults} onChange={change} />
        <Attachments token={token} attachments={draft.attachments} onAdd={attach} />
        {Object.keys(faults).length > 0 && <Notice tone="danger" title="Something is missing">It is marked above.</Notice>}
        <Refused error={send.error} />
        <Button type="submit" tone="primary" disabled={send.isPending}>
          {send.isPending ? "Sending …" : "Send"}
        </Button>
      </form>
      <Quiet small>What you write here is used to do the work and for nothing else. No other company sees this page.</Quiet>
    </PortalPage>
  );
}

function Received({ sent }: { sent: RequestSent }) {
  return (
    <>
      <h1>Thank you, we have it</h1>
      <Notice tone="good" title={`Your reference: ${sent.reference}`}>
        Write it down or print this page. We ring or write to you as soon as somebody has looked at it.
      </Notice>
      {sent.status_link && (
        <a className={buttonClass} href={sent.status_link}>
          See how it stands
        </a>
      )}
      <Button onClick={() => window.print()}>Print</Button>
    </>
  );
}
