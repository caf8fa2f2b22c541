package dev.carafe.etcd.robustness.check;

import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Checks what clients were told of leases' times: that never more is left of one than was granted, nor less than the fastest clock
 * leaves of the last promise; and that no keep-alive is refused before that is over. Whether a lease is there at all is the order's
 * matter.
 */
public final class LeaseTimes {
    /** How a history's ticks tell time. */
    public interface Clock {
        /** Milliseconds from one tick to another by the fastest clock. */
        long msBetween(long tick, long later);
    }

    /**
     * What was promised of a lease before it was asked for.
     *
     * @param grantedSeconds its whole time
     * @param leftMs what is left of it at the least, once the answer is there; negative when it may be over
     */
    private record Promise(long grantedSeconds, long leftMs) {}

    private final List<Operation> history;
    private final Clock clock;
    private final List<String> wrong = new ArrayList<>();

    private LeaseTimes(List<Operation> history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /** What is wrong, empty when nothing is. */
    public static List<String> check(List<Operation> history, Clock clock) {
        LeaseTimes times = new LeaseTimes(history, clock);
        for (Operation operation : history) {
            if (operation.outcome() instanceof Outcome.Answered(LeaseTimeToLiveResponse left)) {
                times.timeToLive(operation, left);
            } else if (operation.outcome() instanceof Outcome.Answered(LeaseKeepAliveResponse alive)) {
                times.keepAlive(operation, alive);
            }
        }
        return List.copyOf(times.wrong);
    }

    private void timeToLive(Operation operation, LeaseTimeToLiveResponse left) {
        if (left.ttlSeconds() < 0) {
            return;
        }
        if (left.ttlSeconds() > left.grantedTtlSeconds()) {
            say(operation, "more is left than was granted");
        }
        promise(operation, left.id()).ifPresent(promise -> {
            if (left.grantedTtlSeconds() != promise.grantedSeconds) {
                say(operation, promise.grantedSeconds + " s were granted");
            }
            if (left.ttlSeconds() < Math.floorDiv(promise.leftMs, 1000)) {
                say(operation, promise.leftMs + " ms are left at the least");
            }
        });
    }

    private void keepAlive(Operation operation, LeaseKeepAliveResponse alive) {
        promise(operation, alive.id()).ifPresent(promise -> {
            if (alive.ttlSeconds() > 0 && alive.ttlSeconds() != promise.grantedSeconds) {
                say(operation, promise.grantedSeconds + " s were granted");
            }
            if (alive.ttlSeconds() == 0 && promise.leftMs > 0 && !mayBeRevoked(operation, alive.id())) {
                say(operation, promise.leftMs + " ms are left at the least");
            }
        });
    }

    /** Empty when nobody can tell which of several grants the lease is of, or whether there is one. */
    private Optional<Promise> promise(Operation asked, long lease) {
        List<Operation> grants = history.stream()
                .filter(each -> each.call() instanceof Call.Write(LeaseGrantRequest grant) && grant.id() == lease)
                .filter(each -> !(each.outcome() instanceof Outcome.Refused) && each.calledAt() < asked.returnedAt())
                .toList();
        if (grants.size() != 1
                || grants.getFirst().returnedAt() > asked.calledAt()
                || !(grants.getFirst().outcome() instanceof Outcome.Answered(LeaseGrantResponse granted))) {
            return Optional.empty();
        }
        long promisedAt = history.stream()
                .filter(each -> each.call() instanceof Call.KeepAlive(long id) && id == lease)
                .filter(each -> each.outcome() instanceof Outcome.Answered(LeaseKeepAliveResponse alive)
                        && alive.ttlSeconds() > 0)
                .filter(each -> each.returnedAt() < asked.calledAt())
                .map(Operation::calledAt)
                .max(Comparator.naturalOrder())
                .orElse(grants.getFirst().calledAt());
        long leftMs = granted.ttlSeconds() * 1000 - clock.msBetween(promisedAt, asked.returnedAt());
        return Optional.of(new Promise(granted.ttlSeconds(), leftMs));
    }

    private boolean mayBeRevoked(Operation asked, long lease) {
        return history.stream()
                .anyMatch(each -> each.call() instanceof Call.Write(LeaseRevokeRequest revoke)
                        && revoke.id() == lease
                        && !(each.outcome() instanceof Outcome.Refused)
                        && each.calledAt() < asked.returnedAt());
    }

    private void say(Operation operation, String what) {
        wrong.add("leases: " + operation + ", though " + what);
    }
}
