/** Signing on the glass: name and role beside the signature, or the reason why there is none. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import SignaturePad from "signature_pad";

import { Button, Choices, Notice, Refused, Stack, TextField } from "@/components/plain/kit";
import { clockTime } from "@/lib/dates";

import type { DayVisit } from "../day";
import { usePhone } from "../phone-context";
import { asPicture, type Picture } from "../picture";
import { signVisit } from "../record";

import styles from "./phone.module.css";

const ROLES = [
  { value: "tenant", label: "Tenant" },
  { value: "site_manager", label: "Site manager" },
  { value: "owner", label: "Owner" },
  { value: "other", label: "Other" },
] as const;
type Role = (typeof ROLES)[number]["value"];

const REFUSALS = [
  { value: "not present", label: "Nobody there" },
  { value: "refused", label: "Did not want to sign" },
] as const;
type Refusal = (typeof REFUSALS)[number]["value"];

/** The glass; tells its canvas after each stroke. A new key is a clean one. */
function Pad({ onDrawn }: { onDrawn: (canvas: HTMLCanvasElement) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const ratio = Math.max(window.devicePixelRatio, 1);
    element.width = element.offsetWidth * ratio;
    element.height = element.offsetHeight * ratio;
    element.getContext("2d")?.scale(ratio, ratio);
    const pad = new SignaturePad(element, { backgroundColor: "#fff", penColor: "#00143c", minWidth: 1.2, maxWidth: 3 });
    const ended = () => onDrawn(element);
    pad.addEventListener("endStroke", ended);
    return () => {
      pad.removeEventListener("endStroke", ended);
      pad.off();
    };
  }, [onDrawn]);
  return <canvas ref={canvas} className={styles.pad} aria-label="Sign here" />;
}

const pictureOf = (canvas: HTMLCanvasElement): Promise<Picture> =>
  new Promise<Blob>((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture of the signature"))), "image/png");
  }).then(asPicture);

export interface Signing {
  /** Whether there is a signature with a name, or a reason why there is none. */
  ready: boolean;
  label: string;
  keep: () => Promise<boolean>;
  fields: ReactNode;
}

/** The fields of a signature, and keeping it, for the screen that has the button. */
export function useSigning(visit: DayVisit): Signing {
  const phone = usePhone();
  const [drawn, setDrawn] = useState<HTMLCanvasElement | null>(null);
  const [sheet, setSheet] = useState(0);
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("site_manager");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [fault, setFault] = useState<unknown>(null);

  async function keep(): Promise<boolean> {
    setFault(null);
    try {
      const picture = refusal || !drawn ? null : await pictureOf(drawn);
      await signVisit(phone, visit, { name: name.trim(), role, refusalReason: refusal ?? "", picture });
      return true;
    } catch (error) {
      setFault(error);
      return false;
    }
  }

  const ready = refusal !== null || (drawn !== null && name.trim() !== "");
  const fields = (
    <Stack>
      <div hidden={refusal !== null}>
        <Stack>
          <Pad key={sheet} onDrawn={setDrawn} />
          <Button
            tone="quiet"
            disabled={drawn === null}
            onClick={() => {
              setDrawn(null);
              setSheet(sheet + 1);
            }}
          >
            Clear
          </Button>
          <TextField label="Name" value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
          <Choices label="Who signs" options={ROLES} value={role} onChoose={setRole} across />
        </Stack>
      </div>
      <Choices
        label="No signature?"
        options={REFUSALS}
        value={refusal}
        onChoose={(value) => setRefusal(value === refusal ? null : value)}
        across
      />
      <Refused error={fault} />
    </Stack>
  );
  return { ready, label: refusal ? "Go on without a signature" : "Keep the signature", keep, fields };
}

export function SignatureKept({ visit }: { visit: DayVisit }) {
  const { signature } = visit;
  if (!signature) return null;
  return signature.refusal_reason ? (
    <Notice tone="warn" title="No signature">
      {signature.refusal_reason}, {clockTime(signature.at, visit.zone)}
    </Notice>
  ) : (
    <Notice tone="good" title={`Signed by ${signature.name}`}>
      {ROLES.find(({ value }) => value === signature.role)?.label ?? signature.role}, {clockTime(signature.at, visit.zone)}
    </Notice>
  );
}
