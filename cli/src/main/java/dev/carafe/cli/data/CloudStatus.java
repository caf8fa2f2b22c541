package dev.carafe.cli.data;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the process that runs a cloud says of it, in {@link DataDirectory#status}. The file is replaced atomically at each
 * change and at least every few seconds, so an old {@link #observedAt} means that the process hangs.
 *
 * @param phase where it stands as a whole
 * @param pid the process
 * @param startedAt when it started
 * @param observedAt when this was written
 * @param dataDirectory the cloud's data directory
 * @param nodeName its node
 * @param server the API server's URL
 * @param parts its parts, in starting order
 */
public record CloudStatus(
        Phase phase,
        long pid,
        Instant startedAt,
        Instant observedAt,
        String dataDirectory,
        String nodeName,
        String server,
        List<PartStatus> parts) {

    /** Where a cloud stands as a whole. */
    public enum Phase {
        /** Parts are being started. */
        STARTING,
        /** All parts started and the node was Ready at least once. */
        STARTED,
        /** A part could not be started; the process ends or has ended. */
        FAILED,
        /** Parts are being stopped. */
        STOPPING,
        /** Nothing runs. */
        STOPPED
    }

    /** Copies the list. */
    public CloudStatus {
        parts = List.copyOf(parts);
    }

    /** Whether every part does its work. */
    public boolean isWell() {
        return phase == Phase.STARTED && parts.stream().allMatch(part -> part.state() == PartStatus.State.RUNNING);
    }

    /** The same cloud after its process has ended, seen at {@code now}. */
    public CloudStatus stopped(Instant now) {
        Phase end = phase == Phase.FAILED ? Phase.FAILED : Phase.STOPPED;
        List<PartStatus> ended = parts.stream()
                .map(part -> part.state() == PartStatus.State.FAILED
                        ? part
                        : new PartStatus(
                                part.name(),
                                PartStatus.State.STOPPED,
                                observedAt,
                                part.address(),
                                part.lastError(),
                                part.startup(),
                                ""))
                .toList();
        return new CloudStatus(end, pid, startedAt, now, dataDirectory, nodeName, server, ended);
    }

    /** Reads {@code file}; empty when there is none. */
    public static Optional<CloudStatus> read(Path file) throws IOException {
        Struct json;
        try {
            json = Json.decodeStruct(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedJsonException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        List<PartStatus> parts = new ArrayList<>();
        if (json.get("parts") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Struct part) {
                    parts.add(part(part));
                }
            }
        }
        return Optional.of(new CloudStatus(
                Phase.valueOf(string(json, "phase").toUpperCase(Locale.ROOT)),
                number(json, "pid"),
                time(json, "startedAt"),
                time(json, "observedAt"),
                string(json, "dataDirectory"),
                string(json, "nodeName"),
                string(json, "server"),
                parts));
    }

    /** Writes {@code file}, atomically. */
    public void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, Json.encodePretty(toStruct()));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** As JSON; field names are those of the components. */
    public Struct toStruct() {
        List<Struct> list = new ArrayList<>();
        for (PartStatus part : parts) {
            list.add(Struct.builder()
                    .put("name", part.name())
                    .put("state", part.state().name().toLowerCase(Locale.ROOT))
                    .put("since", Times.formatMicro(part.since()))
                    .put("address", part.address())
                    .put("lastError", part.lastError())
                    .put("startupMs", part.startup().toMillis())
                    .put("note", part.note())
                    .build());
        }
        return Struct.builder()
                .put("phase", phase.name().toLowerCase(Locale.ROOT))
                .put("well", isWell())
                .put("pid", pid)
                .put("startedAt", Times.formatMicro(startedAt))
                .put("observedAt", Times.formatMicro(observedAt))
                .put("dataDirectory", dataDirectory)
                .put("nodeName", nodeName)
                .put("server", server)
                .put("parts", list)
                .build();
    }

    private static PartStatus part(Struct json) {
        return new PartStatus(
                string(json, "name"),
                PartStatus.State.valueOf(string(json, "state").toUpperCase(Locale.ROOT)),
                time(json, "since"),
                string(json, "address"),
                string(json, "lastError"),
                Duration.ofMillis(number(json, "startupMs")),
                string(json, "note"));
    }

    private static String string(Struct json, String name) {
        String value = json.string(name);
        return value == null ? "" : value;
    }

    private static long number(Struct json, String name) {
        return json.get(name) instanceof Long value ? value : 0;
    }

    private static Instant time(Struct json, String name) {
        return Times.parse(string(json, name)).orElse(Instant.EPOCH);
    }
}
