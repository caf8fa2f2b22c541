package dev.carafe.etcd.http;

import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.metrics.Counters;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.metrics.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What probes ask. Safe for any thread. Source: etcd {@code server/etcdserver/api/etcdhttp/health.go}.
 */
public final class HealthPages {
    private static final String ALARM = " alarm:";

    /** A check says what is wrong, nothing when nothing is. */
    private final Map<String, Supplier<String>> live;

    private final Map<String, Supplier<String>> ready;

    private final Member member;
    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Counters checked = new Counters();
    /** How each check ended last, by its labels. */
    private final Map<String, Boolean> passed = new ConcurrentHashMap<>();

    public HealthPages(Member member) {
        this.member = member;
        this.live = Map.of("serializable_read", () -> read(true));
        Map<String, Supplier<String>> checks = new LinkedHashMap<>();
        checks.put("data_corruption", this::dataCorruption);
        checks.put("serializable_read", () -> read(true));
        checks.put("linearizable_read", () -> read(false));
        checks.put("non_learner", this::nonLearner);
        this.ready = checks;
    }

    /** What was answered so far. */
    List<Family> families() {
        List<Family.Sample> last = new ArrayList<>();
        new TreeMap<>(passed).forEach((labels, fine) -> last.add(Family.Sample.of(labels, fine ? 1 : 0)));
        return List.of(
                Family.counter(
                        "etcd_server_health_success", "Answers of /health that told of health.", successes.sum()),
                Family.counter("etcd_server_health_failures", "Answers of /health that told of none.", failures.sum()),
                new Family(
                        "etcd_server_healthcheck",
                        "How each check of /livez and /readyz ended last.",
                        Family.Type.GAUGE,
                        last),
                checked.family("etcd_server_healthchecks_total", "How checks of /livez and /readyz ended."));
    }

    /** {@code /health}. */
    HttpAnswer health(HttpRequest request) {
        String reason = sickness(
                request.values("exclude"), request.values("serializable").contains("true"));
        (reason.isEmpty() ? successes : failures).increment();
        return HttpAnswer.text(
                reason.isEmpty() ? 200 : 503,
                "{\"health\":\"" + reason.isEmpty() + "\",\"reason\":\"" + reason + "\"}");
    }

    private String sickness(List<String> excludedAlarms, boolean serializable) {
        StatusResponse status = member.status();
        for (String error : status.errors()) {
            int at = error.indexOf(ALARM);
            String alarm = at < 0 ? "" : error.substring(at + ALARM.length()).strip();
            if (at >= 0 && !excludedAlarms.contains(alarm)) {
                return "ALARM " + alarm;
            }
        }
        if (!serializable && status.leaderId() == 0) {
            return "RAFT NO LEADER";
        }
        String error = read(serializable);
        return error.isEmpty() ? "" : "RANGE ERROR:" + error;
    }

    /** {@code /livez}, and one check of it. */
    HttpAnswer live(HttpRequest request) {
        return checked("/livez", live, request);
    }

    /** {@code /readyz}, and one check of it. */
    HttpAnswer ready(HttpRequest request) {
        return checked("/readyz", ready, request);
    }

    /** {@code /version}. */
    HttpAnswer version() {
        String version = member.status().version();
        return HttpAnswer.json(
                200,
                "{\"etcdserver\":\"" + version + "\",\"etcdcluster\":\"" + version + "\",\"storage\":\"" + version
                        + "\"}");
    }

    private HttpAnswer checked(String root, Map<String, Supplier<String>> all, HttpRequest request) {
        Map<String, Supplier<String>> checks = new LinkedHashMap<>(all);
        if (request.path().length() > root.length()) {
            String name = request.path().substring(root.length() + 1);
            checks.keySet().retainAll(List.of(name));
            if (checks.isEmpty()) {
                return HttpAnswer.notFound();
            }
        } else {
            checks.keySet().removeAll(request.values("exclude"));
            if (request.asksFor("allowlist")) {
                checks.keySet().retainAll(request.values("allowlist"));
            }
        }
        StringBuilder lines = new StringBuilder();
        boolean healthy = true;
        for (Map.Entry<String, Supplier<String>> check : checks.entrySet()) {
            String wrong = check.getValue().get();
            healthy &= wrong.isEmpty();
            count(root.substring(1), check.getKey(), wrong.isEmpty());
            lines.append(
                    wrong.isEmpty()
                            ? "[+]" + check.getKey() + " ok\n"
                            : "[-]" + check.getKey() + " failed: " + wrong + "\n");
        }
        if (!healthy) {
            return HttpAnswer.text(503, lines + request.path() + " check failed\n");
        }
        return HttpAnswer.text(200, request.asksFor("verbose") ? lines + "ok\n" : "ok\n");
    }

    private void count(String type, String name, boolean fine) {
        passed.put(Labels.of("name", name, "type", type), fine);
        checked.increment(
                Labels.of("name", name, "status", fine ? "success" : "error") + ',' + Labels.of("type", type));
    }

    private String dataCorruption() {
        boolean corrupt =
                member.status().errors().stream().anyMatch(error -> error.contains(ALARM + AlarmType.CORRUPT));
        return corrupt ? "alarm activated: CORRUPT" : "";
    }

    /** Why no read is answered; waits as a read would. */
    private String read(boolean serializable) {
        try {
            member.read(serializable).get();
            return "";
        } catch (ExecutionException e) {
            return e.getCause() instanceof EtcdException refused ? String.valueOf(refused.getMessage()) : e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "context canceled";
        }
    }

    private String nonLearner() {
        return member.status().learner() ? "not supported for learner" : "";
    }
}
