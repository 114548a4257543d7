/** Signing in on the phone: two large fields, one button, and a code when one is asked for. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { giveCode, signIn } from "@/api/session";
import { Button, Notice, Quiet, Refused, Stack, TextField } from "@/components/plain/kit";

import styles from "./sign-in.module.css";

export function SignIn({ keptWork, onSignedIn }: { keptWork: boolean; onSignedIn: () => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const enter = useMutation({
    mutationFn: async () => {
      if (!needsCode) return signIn({ email: email.trim(), password });
      await giveCode(code.trim());
      return true;
    },
    onSuccess: (complete) => {
      if (complete) onSignedIn();
      else setNeedsCode(true);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <main className={styles.page}>
      <form onSubmit={submit}>
        <Stack>
          <h1>truckroll</h1>
          {keptWork && (
            <Notice tone="warn" title="Sign in to go on">
              What you wrote down is safe on this phone.
            </Notice>
          )}
          {needsCode ? (
            <TextField
              label="Code from your authenticator"
              value={code}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              autoFocus
              onChange={(event) => setCode(event.target.value)}
            />
          ) : (
            <>
              <TextField
                label="E-mail"
                type="email"
                value={email}
                autoComplete="username"
                required
                onChange={(event) => setEmail(event.target.value)}
              />
              <TextField
                label="Password"
                type="password"
                value={password}
                autoComplete="current-password"
                required
                onChange={(event) => setPassword(event.target.value)}
              />
            </>
          )}
          <Refused error={enter.error} />
          <Button type="submit" tone="primary" disabled={enter.isPending}>
            {enter.isPending ? "Signing in …" : "Sign in"}
          </Button>
          <Quiet small>The door of the technicians. The office signs in at its own.</Quiet>
        </Stack>
      </form>
    </main>
  );
}
