/** The sign-in form of the office and the technician's door: e-mail, password, and a code when one is asked for. */
import { Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { giveCode, signIn } from "@/api/session";

import { ProblemNotice } from "./problem-notice";

export function SignIn({ title, onSignedIn, size = "sm" }: { title: string; onSignedIn: () => void; size?: "sm" | "lg" }) {
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm({ initialValues: { email: "", password: "", code: "" } });
  const enter = useMutation({
    mutationFn: async (values: typeof form.values) => {
      if (needsCode) {
        await giveCode(values.code);
        return true;
      }
      return signIn({ email: values.email, password: values.password });
    },
    onSuccess: (complete) => {
      if (complete) onSignedIn();
      else setNeedsCode(true);
    },
  });
  return (
    <Stack align="center" justify="center" mih="100dvh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={380} radius="md">
        <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
          <Stack gap="md">
            <div>
              <Title order={1}>{title}</Title>
              <Text c="dimmed" size="sm">
                {needsCode ? "Enter the code from your authenticator." : "Sign in to continue."}
              </Text>
            </div>
            {needsCode ? (
              <TextInput size={size} label="Code" inputMode="numeric" autoComplete="one-time-code" autoFocus {...form.getInputProps("code")} />
            ) : (
              <>
                <TextInput size={size} label="E-mail" type="email" autoComplete="username" autoFocus required {...form.getInputProps("email")} />
                <PasswordInput size={size} label="Password" autoComplete="current-password" required {...form.getInputProps("password")} />
              </>
            )}
            <ProblemNotice error={enter.error} />
            <Button type="submit" size={size} loading={enter.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Stack>
  );
}
