package dev.carafe.kubernetes.client.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.client.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkQueueTest {
    @Test
    void aKeyAddedTwiceIsTakenOnce() throws InterruptedException {
        WorkQueue<String> queue = new WorkQueue<>();
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.length()).isEqualTo(2);
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.take()).isEqualTo("b");
    }

    @Test
    void aKeyAddedWhileAWorkerHasItWaitsUntilItIsDone() throws InterruptedException {
        WorkQueue<String> queue = new WorkQueue<>();
        queue.add("a");
        assertThat(queue.take()).isEqualTo("a");
        queue.add("a");
        assertThat(queue.length()).isZero();
        queue.done("a");
        assertThat(queue.length()).isOne();
        assertThat(queue.take()).isEqualTo("a");
        queue.done("a");
        assertThat(queue.length()).isZero();
    }

    @Test
    void shuttingDownLetsWhatWaitsBeTaken() throws InterruptedException {
        WorkQueue<String> queue = new WorkQueue<>();
        queue.add("a");
        queue.shutDown();
        queue.add("b");
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.take()).isNull();
    }

    /** What every key's last addition promises: that it is looked at after it, and never by two at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noAdditionIsLostAndNoKeyIsWithTwoWorkers(long seed) throws InterruptedException {
        int keys = 5;
        WorkQueue<Integer> queue = new WorkQueue<>();
        AtomicIntegerArray added = new AtomicIntegerArray(keys);
        AtomicIntegerArray seen = new AtomicIntegerArray(keys);
        AtomicIntegerArray holders = new AtomicIntegerArray(keys);
        AtomicBoolean together = new AtomicBoolean();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            workers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (Integer key = queue.take(); key != null; key = queue.take()) {
                        if (holders.incrementAndGet(key) > 1) {
                            together.set(true);
                        }
                        seen.set(key, added.get(key));
                        LockSupport.parkNanos(1_000);
                        holders.decrementAndGet(key);
                        queue.done(key);
                    }
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            int key = random.nextInt(keys);
            added.incrementAndGet(key);
            queue.add(key);
        }
        queue.shutDownWithDrain();
        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(together).as("seed %d", seed).isFalse();
        assertThat(seen.toString()).as("seed %d", seed).isEqualTo(added.toString());
    }

    @Test
    void theEarliestOfSeveralTimesCounts() throws InterruptedException {
        ManualClock clock = new ManualClock();
        RateLimitingQueue<String> queue = new RateLimitingQueue<>(clock);
        queue.addAfter("a", Duration.ofSeconds(10));
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.addAfter("a", Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(4));
        assertThat(queue.length()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(queue.take()).isEqualTo("a");
        queue.done("a");
        clock.advance(Duration.ofSeconds(60));
        assertThat(queue.length()).isZero();
    }

    @Test
    void failuresDoubleThePauseUntilTheyAreForgotten() {
        ManualClock clock = new ManualClock();
        RateLimiter<String> limiter = new RateLimiter<>(clock::nanoTime);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pauses.add(limiter.when("a").toMillis());
        }
        assertThat(pauses).startsWith(5L, 10L, 20L, 40L).endsWith(1_000_000L);
        assertThat(limiter.requeues("a")).isEqualTo(20);
        limiter.forget("a");
        assertThat(limiter.when("a")).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void allKeysTogetherAreHeldToTheRate() {
        ManualClock clock = new ManualClock();
        RateLimiter<Integer> limiter = new RateLimiter<>(clock::nanoTime);
        for (int key = 0; key < 100; key++) {
            assertThat(limiter.when(key)).isEqualTo(Duration.ofMillis(5));
        }
        assertThat(limiter.when(100)).isEqualTo(Duration.ofMillis(100));
        assertThat(limiter.when(101)).isEqualTo(Duration.ofMillis(200));
    }
}
