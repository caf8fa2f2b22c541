package dev.carafe.vsphere.vcenter.entity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.vcenter.json.Json;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import dev.carafe.vsphere.vim.vim25.MigrationFault;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has one host give a running machine to another: the destination prepares, the source sends. The hosts' own endpoint
 * {@code /vmotion} does it; hosts of VMware's have none.
 */
record LiveMove(VCenter vcenter) {
    private static final int ANSWER_MAX_BYTES = 1 << 20;

    /**
     * How a machine moved.
     *
     * @param stillMs for how many milliseconds the guest stood still, at most
     * @param stopped whether it stood still all the time
     */
    record Moved(long stillMs, long wholeMs, boolean stopped) {
        /** What the source's task says; nothing is known of one that says something else. */
        static @Nullable Moved of(@Nullable Object result) {
            try {
                Map<String, Object> said = result instanceof String text ? json(text) : Map.of();
                return said.isEmpty()
                        ? null
                        : new Moved(
                                number(said, "stillMs"),
                                number(said, "wholeMs"),
                                Boolean.TRUE.equals(said.get("stopped")));
            } catch (IOException other) {
                return null;
            }
        }
    }

    /** An answer of a host's. */
    private record Answer(int status, String body) {}

    /**
     * Moves the machine, as a task of the source's that goes on also without this vCenter.
     *
     * @param onHost what the source calls the machine
     * @param path of its configuration, as this vCenter names datastores
     * @return how it moved; null when the source does not say
     * @throws dev.carafe.vsphere.vim.FaultException when it stays where it was
     */
    @Nullable
    Moved run(
            String source, String onHost, String target, String path, @Nullable Instant bootTime, TaskProgress progress)
            throws InterruptedException {
        Map<String, Object> prepare = Map.of(
                "path",
                vcenter.hosts().facts().textOnHost(target, path),
                "bootTime",
                bootTime == null ? 0L : bootTime.toEpochMilli());
        Map<String, Object> send;
        try {
            send = new HashMap<>(ask(target, "/vmotion/prepare", prepare));
        } catch (FaultException unprepared) {
            throw MigrationFault.builder().build().exception(unprepared.getMessage());
        }
        send.put("vm", onHost);
        send.put("address", vcenter.hosts().facts().authority(target));
        if (!(ask(source, "/vmotion/send", send).get("task") instanceof String task)) {
            throw MigrationFault.builder()
                    .build()
                    .exception("The host does not say which task of it moves the machine.");
        }
        return Moved.of(vcenter.hosts().calls().followMove(source, task, progress));
    }

    private static long number(Map<String, Object> json, String name) {
        return json.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private Map<String, Object> ask(String host, String path, Map<String, Object> body) throws InterruptedException {
        Answer[] answer = new Answer[1];
        byte[] sent = Json.encode(body);
        try {
            FileTransfers transfers = vcenter.hosts().transfers(host);
            FileTransfers.Place place =
                    new FileTransfers.Place(URI.create(path)).with("Content-Type", "application/json");
            transfers.relay(
                    place,
                    "POST",
                    new ByteArrayInputStream(sent),
                    sent.length,
                    (status, _, stream) ->
                            answer[0] = new Answer(status, new String(stream.readNBytes(ANSWER_MAX_BYTES), UTF_8)));
            Answer got = Objects.requireNonNull(answer[0]);
            if (got.status() == 200) {
                return json(got.body());
            }
            throw MigrationFault.builder().build().exception(sentence(got));
        } catch (IOException failed) {
            throw HostCommunication.builder()
                    .build()
                    .exception("The host did not answer, so it is not known yet where the virtual machine is: "
                            + failed.getMessage());
        }
    }

    private static String sentence(Answer refusal) {
        try {
            if (json(refusal.body()).get("error") instanceof String error) {
                return error;
            }
        } catch (IOException plain) {
            return refusal.body().strip();
        }
        return "The host answers HTTP " + refusal.status() + ".";
    }

    private static Map<String, Object> json(String body) throws IOException {
        Map<String, Object> json = new HashMap<>();
        if (Json.decode(body.getBytes(UTF_8)) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (value != null) {
                    json.put(String.valueOf(name), value);
                }
            });
        }
        return json;
    }
}
