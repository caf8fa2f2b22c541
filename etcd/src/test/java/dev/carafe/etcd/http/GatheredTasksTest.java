package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatheredTasksTest {
    private final Deque<Runnable> thread = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private final GatheredTasks tasks = new GatheredTasks(thread::addLast);

    private void execute(int number) {
        tasks.execute(() -> done.add(number));
    }

    @Test
    void tasksGoTogetherInTheirOrder() {
        for (int i = 0; i < 3; i++) {
            execute(i);
        }
        assertThat(thread).hasSize(1);
        thread.removeFirst().run();
        assertThat(done).containsExactly(0, 1, 2);
        assertThat(thread).isEmpty();
        execute(3);
        assertThat(thread).hasSize(1);
        thread.removeFirst().run();
        assertThat(done).containsExactly(0, 1, 2, 3);
    }

    @Test
    void whatATaskAddsRunsBehindIt() {
        tasks.execute(() -> {
            execute(2);
            done.add(1);
        });
        thread.removeFirst().run();
        assertThat(done).containsExactly(1, 2);
        assertThat(thread).isEmpty();
    }

    @Test
    void theThreadMayDoSomethingElseInBetween() {
        int all = GatheredTasks.RUN_MAX + 1;
        IntStream.range(0, all).forEach(this::execute);
        thread.removeFirst().run();
        assertThat(done).hasSize(GatheredTasks.RUN_MAX);
        assertThat(thread).hasSize(1);
        thread.removeFirst().run();
        assertThat(done).hasSize(all).isSorted();
        assertThat(thread).isEmpty();
    }

    @Test
    void oneThatFailsLeavesTheOthers() {
        execute(1);
        tasks.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        execute(2);
        thread.removeFirst().run();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void aThreadThatHasEndedIsTold() {
        GatheredTasks ended = new GatheredTasks(_ -> {
            throw new RejectedExecutionException("ended");
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ended.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void noneIsLostAndNoneRunsTwiceWhoeverHandsThemOver() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        CountDownLatch left = new CountDownLatch(threads * each);
        int[] ran = new int[threads * each]; // by the one thread alone
        try (ExecutorService one = Executors.newSingleThreadExecutor();
                ExecutorService many = Executors.newFixedThreadPool(threads)) {
            GatheredTasks gathered = new GatheredTasks(one);
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                many.execute(() -> IntStream.range(first, first + each)
                        .forEach(number -> gathered.execute(() -> {
                            ran[number]++;
                            left.countDown();
                        })));
            }
            assertThat(left.await(50, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).containsOnly(1);
    }
}
