/** The technician's door and its screens: everything behind sign-in, on a phone that remembers who works with it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { meQuery } from "@/api/session";
import { Button, buttonClass, Notice, Quiet, Refused } from "@/components/plain/kit";
import { type Route, Routes } from "@/components/plain/routing";
import { PhoneProvider } from "@/features/mobile/phone-context";

import { CannotScreen } from "./cannot-screen";
import { ChecklistScreen } from "./checklist-screen";
import { DayScreen } from "./day-screen";
import { FinishScreen } from "./finish-screen";
import { HazardsScreen } from "./hazards-screen";
import { HelpScreen } from "./help-screen";
import { MoreScreen } from "./more-screen";
import { NoteScreen } from "./note-screen";
import { PartScreen } from "./part-screen";
import { type Remembered, remember, remembered } from "./remembered";
import { ShortScreen } from "./short-screen";
import { SignIn } from "./sign-in";
import styles from "./sign-in.module.css";
import { UnsentScreen } from "./unsent-screen";
import { VisitScreen } from "./visit-screen";

/** Who works with the phone: whom the server says; without an answer, whom it said last. */
function useTechnician(): { who: Remembered | null; state: "asking" | "known" | "nobody" | "no_technician"; error: unknown; again: () => void } {
  const me = useQuery(meQuery);
  const userId = me.data?.user_id ?? null;
  const technicianId = me.data?.technician_id ?? null;
  useEffect(() => {
    if (userId !== null && technicianId !== null) remember({ userId, technicianId });
  }, [userId, technicianId]);
  const again = () => void me.refetch();
  if (userId !== null && technicianId !== null) return { who: { userId, technicianId }, state: "known", error: null, again };
  if (me.data) return { who: null, state: "no_technician", error: null, again };
  const last = remembered();
  // No answer yet, or none at all: what was known last time is good enough to work with.
  if (last && me.data === undefined) return { who: last, state: "known", error: null, again };
  return { who: null, state: me.isPending ? "asking" : "nobody", error: me.error, again };
}

export function TechnicianDoor() {
  const { who, state, error, again } = useTechnician();
  if (who)
    return (
      <PhoneProvider userId={who.userId}>
        <Routes base="/technician" routes={SCREENS} notFound={<NotFound />} />
      </PhoneProvider>
    );
  if (state === "asking") return <Quiet>One moment …</Quiet>;
  if (error)
    return (
      <main className={styles.page}>
        <Refused error={error} />
        <Button onClick={again}>Try again</Button>
      </main>
    );
  if (state === "no_technician")
    return (
      <main className={styles.page}>
        <Notice title="This is the technicians’ door">
          You are signed in, but nobody has made you a technician. The office is <a href="/office/">over there</a>.
        </Notice>
      </main>
    );
  return <SignIn keptWork={remembered() !== null} onSignedIn={again} />;
}

function NotFound() {
  return (
    <main className={styles.page}>
      <h1>There is no such page</h1>
      <a className={buttonClass} href="/technician/">
        Back to my day
      </a>
    </main>
  );
}

const SCREENS: readonly Route[] = [
  { path: "/", screen: <DayScreen /> },
  { path: "/unsent", screen: <UnsentScreen /> },
  { path: "/more", screen: <MoreScreen /> },
  { path: "/visits/$visitId", screen: <VisitScreen /> },
  { path: "/visits/$visitId/hazards", screen: <HazardsScreen /> },
  { path: "/visits/$visitId/checklist", screen: <ChecklistScreen /> },
  { path: "/visits/$visitId/note", screen: <NoteScreen /> },
  { path: "/visits/$visitId/parts", screen: <PartScreen /> },
  { path: "/visits/$visitId/finish", screen: <FinishScreen /> },
  { path: "/visits/$visitId/cannot", screen: <CannotScreen /> },
  { path: "/visits/$visitId/help", screen: <HelpScreen /> },
  { path: "/visits/$visitId/short", screen: <ShortScreen /> },
];
