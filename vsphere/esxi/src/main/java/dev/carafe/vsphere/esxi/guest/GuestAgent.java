package dev.carafe.vsphere.esxi.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.guest.GuestAgentException.Kind;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The agent in one guest. Thread-safe; one command is under way at a time. Every method throws {@link GuestAgentException} when the
 * guest does not do it.
 */
public final class GuestAgent implements AutoCloseable {
    /** How long an agent that runs may take for a word. */
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How long the sync at the beginning may take; without an agent this is how long one waits to know. */
    static final Duration SYNC_PATIENCE = Duration.ofSeconds(5);
    /** File systems may have much to write down before they stand still. */
    private static final Duration FREEZE_PATIENCE = Duration.ofSeconds(60);
    /** How long to wait for a refusal where silence is consent. */
    private static final Duration REFUSAL_PATIENCE = Duration.ofSeconds(1);
    /** So long after an answer nothing can be amiss that the next command would not show. */
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** How much of a file is read or written by one command. */
    static final int CHUNK_BYTES = 48 << 10;

    private final Path socket;
    private final RandomGenerator random;
    private final Duration syncPatience;
    private final Duration patience;
    private final long freshNanos;
    /** Held for a command; guards {@link #channel} and {@link #lastAnswer}. */
    private final ReentrantLock busy = new ReentrantLock(true);

    private @Nullable AgentChannel channel;
    /** When the last answer came. */
    private long lastAnswer;

    /** The agent behind a machine's socket; nothing is connected before the first command. */
    public GuestAgent(Path socket, RandomGenerator random) {
        this(socket, random, SYNC_PATIENCE, PATIENCE, FRESH);
    }

    GuestAgent(Path socket, RandomGenerator random, Duration syncPatience, Duration patience, Duration fresh) {
        this.socket = socket;
        this.random = random;
        this.syncPatience = syncPatience;
        this.patience = patience;
        this.freshNanos = fresh.toNanos();
    }

    /** What a guest's shutdown ends in. */
    public enum ShutdownMode {
        POWERDOWN,
        HALT,
        REBOOT
    }

    public void ping() throws IOException {
        execute("guest-ping", JsonObject.EMPTY);
    }

    public AgentInfo info() throws IOException {
        return AgentInfo.of(execute("guest-info", JsonObject.EMPTY));
    }

    public String hostName() throws IOException {
        return GuestText.clean(execute("guest-get-host-name", JsonObject.EMPTY).requiredText("host-name"));
    }

    public OsInfo osInfo() throws IOException {
        return OsInfo.of(execute("guest-get-osinfo", JsonObject.EMPTY));
    }

    public List<GuestInterface> interfaces() throws IOException {
        return GuestInterface.listOf(list("guest-network-get-interfaces"));
    }

    /** The mounted file systems. */
    public List<GuestFileSystem> fileSystems() throws IOException {
        return GuestFileSystem.listOf(list("guest-get-fsinfo"));
    }

    /** Who is logged in. */
    public List<GuestUser> users() throws IOException {
        return GuestUser.listOf(list("guest-get-users"));
    }

    /** The guest's clock. */
    public Instant time() throws IOException {
        long nanos = reply("guest-get-time", JsonObject.EMPTY, patience).number("return", 0);
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    public void setTime(Instant time) throws IOException {
        long nanos = Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
        execute("guest-set-time", JsonObject.of("time", nanos));
    }

    /** Sets a user's password. */
    public void setUserPassword(String user, String password) throws IOException {
        execute(
                "guest-set-user-password",
                JsonObject.of("username", user)
                        .with("password", Base64.getEncoder().encodeToString(password.getBytes(UTF_8)))
                        .with("crypted", false));
    }

    /**
     * Asks the guest to shut down. An agent that does so says nothing; one that cannot says why, at once.
     */
    public void shutdown(ShutdownMode mode) throws IOException {
        String name = switch (mode) {
            case POWERDOWN -> "powerdown";
            case HALT -> "halt";
            case REBOOT -> "reboot";
        };
        unlessRefused("guest-shutdown", JsonObject.of("mode", name));
    }

    /** Asks the guest to suspend itself to memory. An agent that does so says nothing. */
    public void standBy() throws IOException {
        unlessRefused("guest-suspend-ram", JsonObject.EMPTY);
    }

    private void unlessRefused(String command, JsonObject arguments) throws IOException {
        ping();
        try {
            reply(command, arguments, REFUSAL_PATIENCE);
        } catch (GuestAgentException silent) {
            if (silent.kind() != Kind.NO_ANSWER) {
                throw silent;
            }
        }
    }

    /** Makes the file systems stand still; returns how many. Until {@link #thaw} nothing in the guest can write. */
    public long freeze() throws IOException {
        return reply("guest-fsfreeze-freeze", JsonObject.EMPTY, FREEZE_PATIENCE).number("return", 0);
    }

    /** Lets the file systems go on; returns how many. */
    public long thaw() throws IOException {
        return reply("guest-fsfreeze-thaw", JsonObject.EMPTY, FREEZE_PATIENCE).number("return", 0);
    }

    public boolean isFrozen() throws IOException {
        return reply("guest-fsfreeze-status", JsonObject.EMPTY, patience)
                .text("return")
                .equals(Optional.of("frozen"));
    }

    /**
     * Starts a program as the agent's user.
     *
     * @param input what it reads; empty for nothing
     * @param capture whether {@link #execStatus} gives what it wrote
     * @return its process id in the guest
     */
    public long exec(String path, List<String> arguments, List<String> environment, byte[] input, boolean capture)
            throws IOException {
        JsonObject request =
                JsonObject.of("path", path).with("arg", List.copyOf(arguments)).with("capture-output", capture);
        if (!environment.isEmpty()) {
            request = request.with("env", List.copyOf(environment));
        }
        if (input.length > 0) {
            request = request.with("input-data", Base64.getEncoder().encodeToString(input));
        }
        long pid = execute("guest-exec", request).number("pid", -1);
        if (pid <= 0) {
            throw new GuestAgentException(Kind.MALFORMED, "the guest agent started a program and names no process");
        }
        return pid;
    }

    /** How a program is; once it has said that it ended, the agent forgets it. */
    public ExecStatus execStatus(long pid) throws IOException {
        return ExecStatus.of(execute("guest-exec-status", JsonObject.of("pid", pid)));
    }

    /**
     * Opens a file in the guest.
     *
     * @param mode as of C's {@code fopen}: {@code r}, {@code w}, {@code a}
     * @return its handle, to be closed
     */
    public long openFile(String path, String mode) throws IOException {
        return reply("guest-file-open", JsonObject.of("path", path).with("mode", mode), patience)
                .number("return", -1);
    }

    /** What comes next in a file, at most so many bytes; empty at its end. */
    public byte[] readFile(long handle, int bytes) throws IOException {
        int count = Math.min(bytes, CHUNK_BYTES);
        JsonObject read =
                execute("guest-file-read", JsonObject.of("handle", handle).with("count", count));
        byte[] found = GuestText.bytes(read.text("buf-b64").orElse(""));
        if (found.length > count) {
            throw new GuestAgentException(Kind.MALFORMED, "the guest agent read more than it was asked to");
        }
        return found;
    }

    /** Writes all of it. */
    public void writeFile(long handle, byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, CHUNK_BYTES);
            byte[] part = Arrays.copyOfRange(bytes, offset + done, offset + done + count);
            JsonObject written = execute(
                    "guest-file-write",
                    JsonObject.of("handle", handle)
                            .with("buf-b64", Base64.getEncoder().encodeToString(part)));
            long taken = written.number("count", 0);
            if (taken <= 0 || taken > count) {
                throw new GuestAgentException(
                        Kind.MALFORMED, "the guest agent wrote " + taken + " of " + count + " bytes");
            }
            done += (int) taken;
        }
    }

    public void flushFile(long handle) throws IOException {
        execute("guest-file-flush", JsonObject.of("handle", handle));
    }

    public void closeFile(long handle) throws IOException {
        execute("guest-file-close", JsonObject.of("handle", handle));
    }

    @Override
    public void close() {
        busy.lock();
        try {
            drop();
        } finally {
            busy.unlock();
        }
    }

    @FunctionalInterface
    private interface Exchange {
        JsonObject with(AgentChannel open) throws IOException;
    }

    private JsonObject execute(String command, JsonObject arguments) throws IOException {
        return reply(command, arguments, patience).object("return");
    }

    private List<JsonObject> list(String command) throws IOException {
        return reply(command, JsonObject.EMPTY, patience).objects("return");
    }

    private JsonObject reply(String command, JsonObject arguments, Duration time) throws IOException {
        return whileBusy(open -> {
            long deadline = deadline(time);
            open.send(request(command, arguments), deadline);
            JsonObject reply = open.reply(deadline);
            if (reply.has("error")) {
                JsonObject error = reply.object("error");
                String kind = error.text("class").orElse("");
                String reason = GuestText.clean(error.text("desc").orElse("no reason given"));
                throw new GuestAgentException(
                        kind.equals("CommandNotFound") || kind.equals("CommandDisabled")
                                ? Kind.UNSUPPORTED
                                : Kind.REFUSED,
                        reason);
            }
            return reply;
        });
    }

    /** Has the channel, synchronised, for one exchange; after one that went wrong it is dropped. */
    private JsonObject whileBusy(Exchange exchange) throws IOException {
        try {
            if (!busy.tryLock(patience.plus(syncPatience).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GuestAgentException(Kind.NO_ANSWER, "the guest agent is busy with another command");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the guest agent");
        }
        try {
            JsonObject reply = exchange.with(synced());
            lastAnswer = System.nanoTime();
            return reply;
        } catch (MalformedJsonException malformed) {
            drop();
            throw new GuestAgentException(Kind.MALFORMED, "the guest agent's answer is no JSON");
        } catch (GuestAgentException failed) {
            if (failed.kind() == Kind.NO_ANSWER || failed.kind() == Kind.MALFORMED) {
                drop();
            }
            throw failed;
        } catch (IOException broken) {
            drop();
            throw broken;
        } finally {
            busy.unlock();
        }
    }

    /** The channel, where the next answer will be the next command's. One that lay idle may belong to a QEMU or an agent that is gone. */
    private AgentChannel synced() throws IOException {
        AgentChannel open = channel;
        if (open != null && System.nanoTime() - lastAnswer < freshNanos) {
            return open;
        }
        if (open != null) {
            try {
                open.sync(random.nextLong(1, 1L << 31), syncPatience);
                return open;
            } catch (IOException failed) {
                drop();
                if (!open.isBroken()) {
                    throw failed;
                }
            }
        }
        AgentChannel fresh = AgentChannel.connect(socket);
        channel = fresh;
        fresh.sync(random.nextLong(1, 1L << 31), syncPatience);
        return fresh;
    }

    private void drop() {
        AgentChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private static JsonObject request(String command, JsonObject arguments) {
        JsonObject request = JsonObject.of("execute", command);
        return arguments.fields().isEmpty() ? request : request.with("arguments", arguments);
    }

    private static long deadline(Duration patience) {
        return System.nanoTime() + patience.toNanos();
    }
}
