/** Gives a screen the visit of its address, or says that it is not there any more. */
import type { ReactNode } from "react";

import { Notice, Quiet } from "@/components/plain/kit";
import { useParams } from "@/components/plain/routing";
import type { DayVisit } from "@/features/mobile/day";
import { usePhoneState } from "@/features/mobile/phone-context";

import { Screen } from "./screen";

export function VisitRoute({ children }: { children: (visit: DayVisit) => ReactNode }) {
  const { visitId } = useParams();
  const { day, ready } = usePhoneState();
  const visit = day?.visits.find(({ id }) => String(id) === visitId);
  if (visit) return children(visit);
  return (
    <Screen title="Job" up="/">
      {ready && day ? (
        <Notice tone="warn" title="This job is not yours any more">
          The office gave it to somebody else or took it back. What you wrote down is kept.
        </Notice>
      ) : (
        <Quiet>Looking for the job …</Quiet>
      )}
    </Screen>
  );
}
