package dev.carafe.etcd.http;

import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.StatusResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * What probes ask. Safe for any thread. Source: etcd {@code server/etcdserver/api/etcdhttp/health.go}.
 */
public final class HealthPages {
    private static final String ALARM = " alarm:";

    /** Says what is wrong, nothing when nothing is. */
    private static final Map<String, Function<StatusResponse, String>> LIVE =
            Map.of("serializable_read", HealthPages::read);

    private static final Map<String, Function<StatusResponse, String>> READY = ready();

    private final Member member;
    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    public HealthPages(Member member) {
        this.member = member;
    }

    private static Map<String, Function<StatusResponse, String>> ready() {
        Map<String, Function<StatusResponse, String>> checks = new LinkedHashMap<>();
        checks.put("data_corruption", HealthPages::dataCorruption);
        checks.put("serializable_read", HealthPages::read);
        checks.put("linearizable_read", HealthPages::linearizableRead);
        checks.put("non_learner", HealthPages::nonLearner);
        return checks;
    }

    /** Answers of {@code /health} that told of health. */
    long successes() {
        return successes.sum();
    }

    /** Answers of {@code /health} that told of none. */
    long failures() {
        return failures.sum();
    }

    /** {@code /health}. */
    HttpAnswer health(HttpRequest request) {
        StatusResponse status = member.status();
        List<String> excluded = request.values("exclude");
        boolean serializable = request.values("serializable").contains("true");
        String reason = "";
        for (String error : status.errors()) {
            int at = error.indexOf(ALARM);
            if (at < 0) {
                reason = "RANGE ERROR:" + error;
            } else if (!excluded.contains(error.substring(at + ALARM.length()).strip())) {
                reason = "ALARM " + error.substring(at + ALARM.length()).strip();
            } else {
                continue;
            }
            break;
        }
        if (reason.isEmpty() && !serializable && status.leaderId() == 0) {
            reason = "RAFT NO LEADER";
        }
        (reason.isEmpty() ? successes : failures).increment();
        return HttpAnswer.text(
                reason.isEmpty() ? 200 : 503,
                "{\"health\":\"" + reason.isEmpty() + "\",\"reason\":\"" + reason + "\"}");
    }

    /** {@code /livez}, and one check of it. */
    HttpAnswer live(HttpRequest request) {
        return checked("/livez", LIVE, request);
    }

    /** {@code /readyz}, and one check of it. */
    HttpAnswer ready(HttpRequest request) {
        return checked("/readyz", READY, request);
    }

    /** {@code /version}. */
    HttpAnswer version() {
        String version = member.status().version();
        return HttpAnswer.json(
                200,
                "{\"etcdserver\":\"" + version + "\",\"etcdcluster\":\"" + version + "\",\"storage\":\"" + version
                        + "\"}");
    }

    private HttpAnswer checked(String root, Map<String, Function<StatusResponse, String>> all, HttpRequest request) {
        Map<String, Function<StatusResponse, String>> checks = new LinkedHashMap<>(all);
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
        StatusResponse status = member.status();
        StringBuilder lines = new StringBuilder();
        boolean healthy = true;
        for (Map.Entry<String, Function<StatusResponse, String>> check : checks.entrySet()) {
            String wrong = check.getValue().apply(status);
            healthy &= wrong.isEmpty();
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

    private static String dataCorruption(StatusResponse status) {
        boolean corrupt = status.errors().stream().anyMatch(error -> error.contains(ALARM + AlarmType.CORRUPT));
        return corrupt ? "alarm activated: CORRUPT" : "";
    }

    private static String read(StatusResponse status) {
        return status.errors().stream()
                .filter(error -> !error.contains(ALARM))
                .findFirst()
                .orElse("");
    }

    private static String linearizableRead(StatusResponse status) {
        return status.leaderId() == 0 ? EtcdError.NO_LEADER.text() : read(status);
    }

    private static String nonLearner(StatusResponse status) {
        return status.learner() ? "node is a learner" : "";
    }
}
