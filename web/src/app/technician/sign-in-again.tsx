/** The office does not know this phone's sign-in any more: sign in again, and everything kept is sent. */
import { useQueryClient } from "@tanstack/react-query";

import { meQuery } from "@/api/session";
import { Button, Notice } from "@/components/plain/kit";

export function SignInAgain() {
  const queryClient = useQueryClient();
  return (
    <>
      <Notice tone="danger" title="Sign in to send">
        Your sign-in has ended. Everything you wrote down is safe on this phone and goes out after you sign in.
      </Notice>
      <Button tone="primary" onClick={() => queryClient.setQueryData(meQuery.queryKey, null)}>
        Sign in
      </Button>
    </>
  );
}
