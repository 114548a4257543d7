/** A few seconds in which the last step can be taken back, instead of asking "are you sure?" before each. */
import { useEffect, useState } from "react";

import { usePhone, usePhoneState } from "../phone-context";

import styles from "./phone.module.css";

export function UndoBar() {
  const phone = usePhone();
  const { kept } = usePhoneState();
  const [now, setNow] = useState(() => Date.now());
  const newest = kept.commands.at(-1);
  const until = newest?.state === "waiting" && newest.attempts === 0 ? newest.holdUntil : 0;
  useEffect(() => {
    if (until === 0) return undefined;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until]);
  if (!newest || until <= now) return null;
  return (
    <div className={styles.undo} role="status">
      <span>{newest.label.split(" · ")[0]}</span>
      <button type="button" onClick={() => void phone.takeBack(newest.uuid)}>
        Undo ({Math.ceil((until - now) / 1000)})
      </button>
    </div>
  );
}
