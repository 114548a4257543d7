/** A link that opens nothing: unknown, ended, or used up; without a word of what was behind it. */
import { asProblem } from "@/api/problem";
import { Button, Notice, Refused } from "@/components/plain/kit";
import { PortalPage } from "@/features/portal/components/portal-page";

const GONE: Record<number, string> = {
  401: "Open the link you were sent once more: for your safety it stays open for a short while only.",
  // A cut-off link is not even the shape of one.
  422: "Check that you copied all of it, or ask whoever sent it for a new one.",
  404: "Check that you copied all of it, or ask whoever sent it for a new one.",
  410: "It has ended. Ask whoever sent it for a new one.",
};

export function LinkRefused({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const words = GONE[asProblem(error).status];
  return (
    <PortalPage company={null}>
      {words ? (
        <Notice tone="warn" title="This link opens nothing">
          {words}
        </Notice>
      ) : (
        <>
          <Refused error={error} />
          <Button onClick={onAgain}>Try again</Button>
        </>
      )}
    </PortalPage>
  );
}
