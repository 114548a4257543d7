/** What this phone has not told the office yet, and what the office did not take. */
import { attentionCount } from "@/features/mobile/components/sync-chip";
import { UnsentList } from "@/features/mobile/components/unsent-list";
import { usePhoneState } from "@/features/mobile/phone-context";

import { useGo } from "./go";
import { Screen, Tabs } from "./screen";
import { SignInAgain } from "./sign-in-again";

export function UnsentScreen() {
  const state = usePhoneState();
  const go = useGo();
  return (
    <Screen title="Unsent" footer={<Tabs at="/unsent" attention={attentionCount(state)} />}>
      {state.reach === "signed_out" && <SignInAgain />}
      <UnsentList onOpen={(visitId) => go(`/visits/${visitId}`)} />
    </Screen>
  );
}
