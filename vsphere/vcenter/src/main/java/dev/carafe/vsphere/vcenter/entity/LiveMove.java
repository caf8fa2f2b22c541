package dev.carafe.vsphere.vcenter.entity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.vcenter.json.Json;
import dev.carafe.vsphere.vim.vim25.MigrationFault;
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
    record Moved(long stillMs, long wholeMs, boolean stopped) {}

    /** An answer of a host's. */
    private record Answer(int status, String body) {}

    /**
     * @param onHost what the source calls the machine
     * @param path of its configuration, as this vCenter names datastores
     * @throws dev.carafe.vsphere.vim.FaultException when it stays where it was
     */
    Moved run(String source, String onHost, String target, String path, @Nullable Instant bootTime)
            throws InterruptedException {
        Map<String, Object> prepare = Map.of(
                "path",
                vcenter.hosts().textOnHost(target, path),
                "bootTime",
                bootTime == null ? 0L : bootTime.toEpochMilli());
        Map<String, Object> send = new HashMap<>(ask(target, "/vmotion/prepare", prepare));
        send.put("vm", onHost);
        send.put("address", vcenter.hosts().authority(target));
        Map<String, Object> moved = ask(source, "/vmotion/send", send);
        return new Moved(number(moved, "stillMs"), number(moved, "wholeMs"), Boolean.TRUE.equals(moved.get("stopped")));
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
            throw MigrationFault.builder()
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
