package dev.carafe.vsphere.esxi.qmp;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The commands that move a machine's memory: to another QEMU, or to a file and back. */
public final class MigrationCommands {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final QmpClient client;

    public MigrationCommands(QmpClient client) {
        this.client = client;
    }

    /** Turns capabilities on, such as {@code events} and {@code pause-before-switchover}. */
    public void capabilities(List<String> names) throws IOException {
        List<JsonObject> capabilities = names.stream()
                .map(name -> JsonObject.of("capability", name).with("state", true))
                .toList();
        client.execute("migrate-set-capabilities", JsonObject.of("capabilities", capabilities));
    }

    /** Sets parameters, such as {@code downtime-limit} (ms) and {@code max-bandwidth} (bytes a second). */
    public void parameters(JsonObject parameters) throws IOException {
        client.execute("migrate-set-parameters", parameters);
    }

    /** Starts to send; {@link #await} waits for the end. */
    public void send(String uri) throws IOException {
        client.execute("migrate", JsonObject.of("uri", uri));
    }

    /** Starts to receive, in a QEMU that was started for that. */
    public void receive(String uri) throws IOException {
        client.execute("migrate-incoming", JsonObject.of("uri", uri));
    }

    /** Goes on from {@code pre-switchover}. */
    public void switchOver() throws IOException {
        client.execute("migrate-continue", JsonObject.of("state", "pre-switchover"));
    }

    public void cancel() throws IOException {
        client.execute("migrate_cancel");
    }

    /** As QEMU tells it: {@code status}, {@code ram}, {@code downtime} and so on. */
    public JsonObject query() throws IOException {
        return client.execute("query-migrate").object("return");
    }

    /**
     * Waits until memory has moved, or stands before the switch-over when that was asked for.
     *
     * @param percent is told how far it is, from 0 to 100
     * @return the last state: {@code completed} or {@code pre-switchover}
     * @throws QmpException when it failed or was cancelled; the sending machine runs on
     */
    public String await(IntConsumer percent) throws IOException, InterruptedException {
        try (EventQueue events = client.subscribe()) {
            while (true) {
                JsonObject state = query();
                JsonObject ram = state.object("ram");
                long total = Math.max(1, ram.number("total", 1));
                percent.accept(Math.clamp((total - ram.number("remaining", 0)) * 100 / total, 0, 100));
                String status = state.text("status").orElse("none");
                switch (status) {
                    case "completed", "pre-switchover" -> {
                        return status;
                    }
                    case "failed", "cancelled" ->
                        throw new QmpException(
                                "migrate",
                                "GenericError",
                                state.text("error-desc").orElse("migration " + status));
                    default -> awaitNews(events);
                }
            }
        }
    }

    private static void awaitNews(EventQueue events) throws IOException, InterruptedException {
        while (true) {
            Optional<Notice> notice = events.poll(LOOK);
            if (notice.isEmpty()) {
                return;
            }
            switch (notice.get()) {
                case Notice.Event(String name, JsonObject _) -> {
                    if (name.equals("MIGRATION")) {
                        return;
                    }
                }
                case Notice.Lost() -> {
                    return;
                }
                case Notice.Closed(String reason) -> throw new QmpClosedException(reason, null);
            }
        }
    }
}
