/** The phone itself: how it looks, whether it tells where it is, who is signed in. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery, signOut } from "@/api/session";
import { type Appearance, appearance, showAs } from "@/components/plain/appearance";
import { Button, Card, Choices, Notice, Quiet, Refused } from "@/components/plain/kit";
import { attentionCount, unsentCount } from "@/features/mobile/components/sync-chip";
import { usePhoneState } from "@/features/mobile/phone-context";
import { sharePosition, sharesPosition } from "@/features/mobile/position";

import { forget } from "./remembered";
import { Screen, Tabs } from "./screen";

const LOOKS = [
  { value: "auto", label: "Like the phone" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "sun", label: "Bright sun" },
] as const;

export function MoreScreen() {
  const state = usePhoneState();
  const queryClient = useQueryClient();
  const [look, setLook] = useState<Appearance>(appearance);
  const [shares, setShares] = useState(sharesPosition);
  const [warned, setWarned] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const unsent = unsentCount(state);

  async function leave(): Promise<void> {
    if (unsent > 0 && !warned) {
      setWarned(true);
      return;
    }
    try {
      await signOut();
      forget();
      queryClient.setQueryData(meQuery.queryKey, null);
    } catch (error) {
      setFault(error);
    }
  }

  return (
    <Screen title="More" footer={<Tabs at="/more" attention={attentionCount(state)} />}>
      <Card>
        <Choices
          label="Look"
          options={LOOKS}
          value={look}
          onChoose={(choice) => {
            showAs(choice);
            setLook(choice);
          }}
          across
        />
      </Card>
      <Card>
        <Choices
          label="Tell the office where I am when I tap a step"
          options={[
            { value: "yes", label: "Yes" },
            { value: "no", label: "No" },
          ]}
          value={shares ? "yes" : "no"}
          onChoose={(choice) => {
            sharePosition(choice === "yes");
            setShares(choice === "yes");
          }}
          across
        />
        <Quiet small>Only at the tap itself, never in between.</Quiet>
      </Card>
      <Card title={state.day?.technician.name ?? "Signed in"}>
        <Refused error={fault} />
        {warned && unsent > 0 && (
          <Notice tone="danger" title={`${unsent} unsent`}>
            They stay on this phone and go out only after you sign in here again.
          </Notice>
        )}
        <Button tone={warned && unsent > 0 ? "danger" : "plain"} onClick={() => void leave()}>
          {warned && unsent > 0 ? "Sign out all the same" : "Sign out"}
        </Button>
      </Card>
    </Screen>
  );
}
