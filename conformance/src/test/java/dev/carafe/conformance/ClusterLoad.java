package dev.carafe.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One client of several API servers: it writes config maps of its own namespace, and counts one shared with other
 * clients up by guarded updates. It remembers what was acknowledged. A name whose last answer is not known is never used
 * again, since what was asked may still come to pass. Owned by the thread that runs it until that has ended.
 */
final class ClusterLoad implements Runnable {
    static final String COUNTER = "/api/v1/namespaces/shared/configmaps/counter";
    private static final Pattern REVISION = Pattern.compile("\"resourceVersion\":\\s*\"(\\d+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"n\":\\s*\"(\\d+)\"");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);
    private static final int OBJECTS = 12;

    /** A write that was acknowledged, at the revision that the answer named. */
    record Write(String name, long revision) {}

    final String namespace;
    final Map<String, Long> present = new HashMap<>(); // name to its number
    final List<String> deleted = new ArrayList<>();
    final List<Write> writes = new ArrayList<>();
    final List<Long> counted = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    int unknown;
    private final List<URI> servers;
    private final HttpClient client;
    private final SplittableRandom random;
    private final long pauseNs;
    private volatile boolean stopping;
    private long named;
    private long lastRevision;

    ClusterLoad(String namespace, List<URI> servers, HttpClient client, long seed, Duration pause) {
        this.namespace = namespace;
        this.servers = servers;
        this.client = client;
        this.random = new SplittableRandom(seed);
        this.pauseNs = pause.toNanos();
    }

    /** Lets the request in hand be the last. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                step();
            } catch (InterruptedException _) {
                return;
            } catch (AssertionError e) { // else the thread would end unseen, and the load with it
                failures.add(namespace + ": " + e.getMessage());
            }
            LockSupport.parkNanos(pauseNs);
        }
    }

    private void step() throws InterruptedException {
        if (random.nextInt(5) == 0) {
            count();
        } else if (present.size() < OBJECTS) {
            create();
        } else {
            List<String> names = present.keySet().stream().sorted().toList();
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> delete(name);
                case 1 -> patch(name);
                default -> update(name);
            }
        }
    }

    private void create() throws InterruptedException {
        String name = "c-" + named++;
        written(name, 0, send("POST", collection(), body(name, 0, "")), 201);
    }

    private void patch(String name) throws InterruptedException {
        long number = present.getOrDefault(name, 0L) + 1;
        written(name, number, send("PATCH", path(name), "{\"data\":{\"n\":\"" + number + "\"}}"), 200);
    }

    private void update(String name) throws InterruptedException {
        String read = send("GET", path(name), "").body();
        if (read.isEmpty()) {
            return; // no server answered
        }
        long number = present.getOrDefault(name, 0L);
        if (number(NUMBER, read) != number) {
            failures.add(path(name) + " should have " + number + ": " + read);
        }
        written(
                name,
                number + 1,
                send("PUT", path(name), body(name, number + 1, Long.toString(number(REVISION, read)))),
                200);
    }

    private void delete(String name) throws InterruptedException {
        Answer answer = send("DELETE", path(name), "");
        present.remove(name);
        if (answer.status() == 200) {
            deleted.add(name);
        } else {
            unlessUnknown(answer, "delete " + name);
        }
    }

    private void count() throws InterruptedException {
        String read = send("GET", COUNTER, "").body();
        if (read.isEmpty()) {
            return;
        }
        long next = number(NUMBER, read) + 1;
        Answer answer = send("PUT", COUNTER, body("counter", next, Long.toString(number(REVISION, read))));
        if (answer.status() == 200) {
            counted.add(next);
        } else if (answer.status() != 409) { // another client was first
            unlessUnknown(answer, "count to " + next);
        }
    }

    private void written(String name, long number, Answer answer, int wanted) {
        if (answer.status() != wanted) {
            present.remove(name);
            unlessUnknown(answer, "write " + number + " to " + name);
            return;
        }
        long revision = number(REVISION, answer.body());
        if (revision <= lastRevision) {
            failures.add("revision " + revision + " of " + name + " was answered after " + lastRevision);
        }
        lastRevision = revision;
        present.put(name, number);
        writes.add(new Write(namespace + "/" + name, revision));
    }

    private void unlessUnknown(Answer answer, String what) {
        unknown++;
        if (answer.status() > 0 && answer.status() < 500 && answer.status() != 429) {
            failures.add(namespace + ": " + what + ": " + answer);
        }
    }

    /** What a server answered; status 0 and no body when none did, and no body either for what was refused. */
    private record Answer(int status, String body, String refusal) {}

    private Answer send(String method, String path, String body) throws InterruptedException {
        URI server = servers.get(random.nextInt(servers.size()));
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            boolean good = answer.statusCode() < 300;
            if (!good && method.equals("GET")) {
                unlessUnknown(new Answer(answer.statusCode(), "", answer.body()), "read " + path);
            }
            return new Answer(answer.statusCode(), good ? answer.body() : "", good ? "" : answer.body());
        } catch (IOException e) {
            return new Answer(0, "", e.toString());
        }
    }

    private String collection() {
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    private String path(String name) {
        return collection() + "/" + name;
    }

    static String body(String name, long number, String revision) {
        String guard = revision.isEmpty() ? "" : ",\"resourceVersion\":\"" + revision + "\"";
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"" + guard
                + "},\"data\":{\"n\":\"" + number + "\"}}";
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return Long.parseLong(found.group(1));
    }
}
