package dev.carafe.vsphere.esxi.qmp;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Waits for QEMU's jobs. A job's result stays until it is dismissed, so an agent that comes back can still wait for it. */
public final class Jobs {
    /** How often to look at a job's progress; its end is told by an event. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final QmpClient client;

    public Jobs(QmpClient client) {
        this.client = client;
    }

    /** The jobs that there are, ended ones too. */
    public List<JsonObject> list() throws IOException {
        return JsonObject.objectsIn(client.execute("query-jobs").fields().get("return"));
    }

    /**
     * Waits until a job has ended, completes it when it is ready, and dismisses it.
     *
     * @param percent is told how far it is, from 0 to 100
     * @throws QmpException with QEMU's words when the job failed
     */
    public void await(String id, IntConsumer percent) throws IOException, InterruptedException {
        boolean completed = false;
        try (EventQueue events = client.subscribe()) {
            while (true) {
                JsonObject job = find(id).orElseThrow(
                                () -> new QmpException("job " + id, "DeviceNotFound", "there is no such job"));
                long total = Math.max(1, job.number("total-progress", 1));
                percent.accept(Math.clamp(job.number("current-progress", 0) * 100 / total, 0, 100));
                switch (job.text("status").orElse("")) {
                    case "ready" -> {
                        if (!completed) {
                            complete(id);
                            completed = true;
                        }
                    }
                    case "concluded" -> {
                        dismiss(id);
                        Optional<String> error = job.text("error");
                        if (error.isPresent()) {
                            throw new QmpException("job " + id, "GenericError", error.get());
                        }
                        return;
                    }
                    default -> {}
                }
                awaitNews(events, id);
            }
        }
    }

    /** Ends a job that is ready: what it copied to is used from now on. */
    public void complete(String id) throws IOException {
        client.execute("job-complete", JsonObject.of("id", id));
    }

    public void cancel(String id) throws IOException {
        client.execute("job-cancel", JsonObject.of("id", id));
    }

    public void dismiss(String id) throws IOException {
        client.execute("job-dismiss", JsonObject.of("id", id));
    }

    private Optional<JsonObject> find(String id) throws IOException {
        return list().stream()
                .filter(job -> job.text("id").equals(Optional.of(id)))
                .findFirst();
    }

    private static void awaitNews(EventQueue events, String id) throws IOException, InterruptedException {
        while (true) {
            Optional<Notice> notice = events.poll(LOOK);
            if (notice.isEmpty()) {
                return;
            }
            switch (notice.get()) {
                case Notice.Event(String name, JsonObject data) -> {
                    if (name.equals("JOB_STATUS_CHANGE") && data.text("id").equals(Optional.of(id))) {
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
