/** The photos of a visit, and taking another: shown at once, safe in the outbox before they are anywhere else. */
import { IconCamera } from "@tabler/icons-react";
import { type ChangeEvent, useEffect, useRef, useState } from "react";

import { Button, Choices, Quiet, Refused, Stack } from "@/components/plain/kit";

import type { DayPhoto, DayVisit } from "../day";
import { usePhone, usePhoneState } from "../phone-context";
import { shrink } from "../picture";
import { attachPhoto, PHOTO_KINDS, type PhotoKind } from "../record";

import styles from "./phone.module.css";

function Photo({ photo, where }: { photo: DayPhoto; where: string }) {
  const phone = usePhone();
  const [mine, setMine] = useState<string | null>(null);
  useEffect(() => {
    let url: string | null = null;
    let gone = false;
    void phone.bytesOf(photo.sha256).then((bytes) => {
      if (!bytes || gone) return;
      url = URL.createObjectURL(new Blob([bytes]));
      setMine(url);
    });
    return () => {
      gone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [phone, photo.sha256]);
  const kind = PHOTO_KINDS.find(({ value }) => value === photo.kind)?.label ?? photo.kind;
  const source = mine ?? photo.url;
  return (
    <figure className={styles.photo}>
      {source && <img src={source} alt={`${kind}, photo of this job`} />}
      <figcaption>
        {kind} · {where}
      </figcaption>
    </figure>
  );
}

export function Photos({ visit }: { visit: DayVisit }) {
  const phone = usePhone();
  const { kept } = usePhoneState();
  const [kind, setKind] = useState<PhotoKind>("before");
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  async function take(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const files = [...(event.target.files ?? [])];
    event.target.value = "";
    setBusy(true);
    setFault(null);
    try {
      for (const file of files) await attachPhoto(phone, visit, kind, await shrink(file));
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  }

  const stored = new Set(kept.media.filter(({ storedAt }) => storedAt !== null).map(({ sha256 }) => sha256));
  const safe = (photo: DayPhoto) => photo.received || stored.has(photo.sha256);
  const received = visit.photos.filter(safe).length;
  return (
    <Stack>
      {visit.photos.length > 0 && (
        <>
          <div className={styles.photos}>
            {visit.photos.map((photo) => (
              <Photo key={photo.client_uuid} photo={photo} where={safe(photo) ? "safe" : "on this phone"} />
            ))}
          </div>
          <Quiet small>
            {received} of {visit.photos.length} received by the office.
          </Quiet>
        </>
      )}
      <Choices label="The next photo shows" options={PHOTO_KINDS} value={kind} onChoose={setKind} across />
      <input
        ref={input}
        className={styles.hidden}
        type="file"
        accept="image/*"
        capture="environment"
        aria-label="Photo file"
        tabIndex={-1}
        onChange={(event) => void take(event)}
      />
      <Button icon={<IconCamera size={24} />} disabled={busy} onClick={() => input.current?.click()}>
        {busy ? "Keeping the photo …" : "Take a photo"}
      </Button>
      <Refused error={fault} />
    </Stack>
  );
}
