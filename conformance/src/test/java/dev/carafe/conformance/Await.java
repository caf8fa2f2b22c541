package dev.carafe.conformance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what must come about, by asking for it again and again. */
final class Await {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Await() {}

    /** The first answer that is as wanted; fails with the last one when none was in time. */
    static <T> T until(String what, Duration most, Supplier<T> ask, Predicate<T> wanted) {
        long deadlineNs = System.nanoTime() + most.toNanos();
        while (true) {
            T answer = ask.get();
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(what + ": not within " + most + "; the last answer was:\n" + answer);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
