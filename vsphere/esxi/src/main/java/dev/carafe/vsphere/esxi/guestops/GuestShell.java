package dev.carafe.vsphere.esxi.guestops;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.guest.ExecStatus;
import dev.carafe.vsphere.esxi.guest.GuestAgent;
import dev.carafe.vsphere.esxi.guest.GuestAgentException;
import dev.carafe.vsphere.vim.FaultException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Runs commands in guests as their users, whose passwords the guest checks each time. */
final class GuestShell {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_LOOK = Duration.ofMillis(20);
    private static final Duration LAST_LOOK = Duration.ofMillis(500);
    private static final int SAID_MAX = 500;

    private final Pause pause;

    /** Waits between two looks at a program: the agent tells nobody that one has ended. */
    @FunctionalInterface
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    GuestShell(Pause pause) {
        this.pause = pause;
    }

    /** Whether the password is the user's; throws InvalidGuestLogin when it is not. */
    void check(GuestAgent agent, Credentials who) {
        run(agent, who, "exit 0", new byte[0]);
    }

    /** Runs a command for a file; throws the file's fault when it ends otherwise than well. */
    ExecStatus runForFile(GuestAgent agent, Credentials who, String command, String file, byte[] input) {
        ExecStatus status = run(agent, who, command, input);
        int exit = status.exitCode().orElse(-1);
        if (exit != 0) {
            throw GuestFaults.file(exit, file, said(status));
        }
        return status;
    }

    /**
     * Runs a command to its end.
     *
     * @param input what it reads
     */
    ExecStatus run(GuestAgent agent, Credentials who, String command, byte[] input) {
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            lines.writeBytes((who.password() + "\n").getBytes(UTF_8));
            lines.writeBytes(input);
            long pid = agent.exec(
                    "/bin/sh",
                    List.of("-c", Scripts.AS_USER, "guestops", who.user(), command),
                    List.of(),
                    lines.toByteArray(),
                    true);
            ExecStatus status = await(agent, pid);
            return switch (status.exitCode().orElse(-1)) {
                case Scripts.WRONG_PASSWORD -> throw GuestFaults.login();
                case Scripts.CANNOT_CHECK ->
                    throw GuestFaults.unsupported(
                            "The guest has no way to check a password: neither unix_chkpwd (of its"
                                    + " PAM) nor a busybox that knows the kind of password in its /etc/shadow.");
                default -> status;
            };
        } catch (IOException failed) {
            throw noShell(failed);
        }
    }

    /**
     * Starts a program as a user whose password was checked before.
     *
     * @param command a line of the shell
     * @return the process in the guest
     */
    long start(GuestAgent agent, Credentials who, String command) {
        List<String> arguments = who.user().equals(Credentials.ROOT)
                ? List.of("-c", command)
                : List.of("-c", "exec su -s /bin/sh -c \"$2\" \"$1\"", "guestops", who.user(), command);
        try {
            return agent.exec("/bin/sh", arguments, List.of(), new byte[0], false);
        } catch (IOException failed) {
            throw noShell(failed);
        }
    }

    private ExecStatus await(GuestAgent agent, long pid) throws IOException {
        Duration look = FIRST_LOOK;
        Duration waited = Duration.ZERO;
        while (true) {
            ExecStatus status = agent.execStatus(pid);
            if (status.exited()) {
                return status;
            }
            if (waited.compareTo(PATIENCE) > 0) {
                throw GuestFaults.failed(
                        "The guest did not end within " + PATIENCE.toSeconds() + " s what was asked of it.");
            }
            try {
                pause.pause(look);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw GuestFaults.failed("The host ends.");
            }
            waited = waited.plus(look);
            look = look.multipliedBy(2).compareTo(LAST_LOOK) > 0 ? LAST_LOOK : look.multipliedBy(2);
        }
    }

    static String said(ExecStatus status) {
        try {
            String text = status.errorOutput().strip().replaceAll("\\p{Cntrl}+", " ");
            return text.substring(0, Math.min(SAID_MAX, text.length()));
        } catch (IOException garbled) {
            return "";
        }
    }

    private static FaultException noShell(IOException failed) {
        boolean absent = failed instanceof GuestAgentException agent
                && agent.kind() == GuestAgentException.Kind.REFUSED
                && String.valueOf(agent.getMessage()).contains("/bin/sh");
        return absent
                ? GuestFaults.unsupported("The guest has no /bin/sh; only Unix guests can be operated.")
                : GuestFaults.agent(failed);
    }
}
