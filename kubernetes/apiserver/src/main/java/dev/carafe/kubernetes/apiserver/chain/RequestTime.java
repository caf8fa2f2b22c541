package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.duration.GoDuration;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a request may take, and what its client is told when the time is up.
 *
 * @param most how long
 * @param ofHandler whether it is the time that upstream's handlers of writes allow themselves, and not that of the request
 */
record RequestTime(Duration most, boolean ofHandler) {
    /** Upstream's requestTimeoutUpperBound (apiserver/pkg/endpoints/handlers/rest.go). */
    private static final Duration WRITE_MAX = Duration.ofSeconds(34);

    /**
     * The time of a request (apiserver/pkg/endpoints/filters/request_deadline.go): it may ask for less than the server allows.
     *
     * @param most what the server allows
     * @throws StatusError 400 where {@code timeout} is no duration
     */
    static RequestTime of(RequestInfo info, Query query, Duration most) {
        Duration asked = asked(query);
        boolean less = asked.isPositive() && asked.compareTo(most) < 0;
        Duration time = less ? asked : most;
        return isWrite(info) && WRITE_MAX.compareTo(time) < 0
                ? new RequestTime(WRITE_MAX, true)
                : new RequestTime(time, false);
    }

    private static Duration asked(Query query) {
        String text = query.first("timeout");
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        Optional<String> problem = GoDuration.problem(text);
        if (problem.isPresent()) {
            throw StatusError.badRequest("invalid timeout specified in the request URL - " + problem.get());
        }
        return GoDuration.parse(text).orElse(Duration.ZERO);
    }

    private static boolean isWrite(RequestInfo info) {
        return info.resourceRequest()
                && switch (info.verb()) {
                    case "create", "update", "patch", "delete" -> true;
                    default -> false;
                };
    }

    /** What a client is told whose request took longer. */
    StatusError error() {
        return StatusError.timeout(
                ofHandler
                        ? "request did not complete within requested timeout - context deadline exceeded"
                        : "request did not complete within the allotted timeout",
                0);
    }
}
