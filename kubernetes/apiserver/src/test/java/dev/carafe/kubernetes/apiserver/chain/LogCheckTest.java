package dev.carafe.kubernetes.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogCheckTest {
    private final AtomicLong nanoTime = new AtomicLong();

    private void pass(long seconds) {
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aLogThatNobodyReadsIsBlockedUntilSomebodyDoes() throws Exception {
        CountDownLatch trying = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        LogCheck check = new LogCheck(
                () -> {
                    trying.countDown();
                    try {
                        read.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                nanoTime::get);
        assertThat(check.get()).isEmpty();
        pass(300);
        assertThat(check.get()).isEmpty();
        trying.await();
        pass(30);
        assertThat(check.get()).isEmpty();
        pass(31);
        assertThat(check.get()).contains("logging blocked");
        read.countDown();
        while (check.get().isPresent()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aLogIsTriedOnceAMinute() throws Exception {
        Semaphore tried = new Semaphore(0);
        LogCheck check = new LogCheck(tried::release, nanoTime::get);
        pass(59);
        assertThat(check.get()).isEmpty();
        assertThat(tried.availablePermits()).isZero();
        pass(1);
        assertThat(check.get()).isEmpty();
        tried.acquire();
        assertThat(check.get()).isEmpty();
        assertThat(tried.availablePermits()).isZero();
    }
}
