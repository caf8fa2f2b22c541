package dev.carafe.kubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.leaderelection.LeaseTimes;
import dev.carafe.kubernetes.client.record.SeriesRecorder;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.FitError;
import dev.carafe.kubernetes.scheduler.framework.Framework;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.PostFilterResult;
import dev.carafe.kubernetes.scheduler.framework.PreFilterResult;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One plugin at every extension point: which are called, in which order, and what a failure undoes. */
@Timeout(60)
class ExtensionPointsTest {
    private final FakeApi api = new FakeApi();
    private final Client client = api.client();
    private final SeriesRecorder recorder = SeriesRecorder.start(client, "test", "test", Clock.system());
    private final Probe probe = new Probe();
    private final SchedulingLoop loop = new SchedulingLoop(
            new SchedulerConfig(SchedulerConfig.NAME_DEFAULT, false, LeaseTimes.DEFAULT, "test", 4),
            new Framework(List.of(probe), Map.of()),
            new PodApi(client, recorder, "test"),
            Clock.system(),
            new SplittableRandom(1));
    private final Thread thread = Thread.ofVirtual().unstarted(loop::run);

    @AfterEach
    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
        recorder.close();
        api.close();
    }

    private void start(String... nodes) {
        for (String node : nodes) {
            loop.nodeHandler().onAdd(Pods.node(node, 4, 4096), true);
        }
        loop.podHandler().onAdd(Pods.pod("p", 100, 10), true);
        api.given(CoreV1.PODS, Pods.pod("p", 100, 10));
        thread.start();
    }

    @Test
    void everyPointIsRunInUpstreamsOrder() throws InterruptedException {
        start("a", "b");
        assertThat(probe.until("PostBind"))
                .containsExactly(
                        "PreEnqueue",
                        "PreFilter",
                        "Filter",
                        "Filter",
                        "PreScore",
                        "Score",
                        "Score",
                        "NormalizeScore",
                        "Reserve",
                        "Permit",
                        "PreBind",
                        "Bind",
                        "PostBind");
    }

    @Test
    void aSingleNodeThatFitsNeedsNoRank() throws InterruptedException {
        start("a");
        assertThat(probe.until("PostBind")).doesNotContain("PreScore", "Score", "NormalizeScore");
    }

    @Test
    void whatWasReservedIsLetGoWhenTheBindingFails() throws InterruptedException {
        probe.failingBinds = 1;
        start("a");
        assertThat(probe.until("Unreserve")).endsWith("Reserve", "Permit", "PreBind", "Bind", "Unreserve");
        assertThat(probe.until("PostBind")).as("it is tried again").startsWith("PreFilter");
    }

    @Test
    void whereNoNodeFitsRoomIsTriedToBeMade() throws InterruptedException {
        probe.fits = false;
        start("a", "b");
        assertThat(probe.until("PostFilter"))
                .containsExactly("PreEnqueue", "PreFilter", "Filter", "Filter", "PostFilter");
    }

    /** Writes down each call. */
    private static final class Probe
            implements Plugin.PreEnqueue,
                    Plugin.QueueSort,
                    Plugin.PreFilter,
                    Plugin.Filter,
                    Plugin.PostFilter,
                    Plugin.PreScore,
                    Plugin.Score,
                    Plugin.Reserve,
                    Plugin.Permit,
                    Plugin.PreBind,
                    Plugin.Bind,
                    Plugin.PostBind {
        private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        private volatile boolean fits = true;
        private volatile int failingBinds;

        /** The calls from the last one asked for to this one. */
        List<String> until(String last) throws InterruptedException {
            List<String> seen = new ArrayList<>();
            while (!seen.contains(last)) {
                String call = calls.poll(30, TimeUnit.SECONDS);
                assertThat(call).as("a call after %s", seen).isNotNull();
                seen.add(call);
            }
            return Collections.unmodifiableList(seen);
        }

        @Override
        public String name() {
            return "Probe";
        }

        @Override
        public Comparator<PodInfo> order() {
            return Comparator.comparing(PodInfo::uid);
        }

        @Override
        public Optional<Rejection> preEnqueue(PodInfo pod) {
            calls.add("PreEnqueue");
            return Optional.empty();
        }

        @Override
        public PreFilterResult preFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
            calls.add("PreFilter");
            return PreFilterResult.ALL_NODES;
        }

        @Override
        public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
            calls.add("Filter");
            return fits ? Optional.empty() : Optional.of(Rejection.unschedulable(name(), "not today"));
        }

        @Override
        public PostFilterResult postFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes, FitError error) {
            calls.add("PostFilter");
            return PostFilterResult.NOTHING;
        }

        @Override
        public void preScore(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
            calls.add("PreScore");
        }

        @Override
        public long score(CycleState state, PodInfo pod, NodeInfo node) {
            calls.add("Score");
            return 1;
        }

        @Override
        public void normalize(CycleState state, long[] scores) {
            calls.add("NormalizeScore");
        }

        @Override
        public Optional<Rejection> reserve(CycleState state, PodInfo pod, String node) {
            calls.add("Reserve");
            return Optional.empty();
        }

        @Override
        public void unreserve(CycleState state, PodInfo pod, String node) {
            calls.add("Unreserve");
        }

        @Override
        public Duration permit(CycleState state, PodInfo pod, String node) {
            calls.add("Permit");
            return Duration.ZERO;
        }

        @Override
        public void preBind(CycleState state, PodInfo pod, String node) {
            calls.add("PreBind");
        }

        @Override
        public void bind(PodInfo pod, String node) {
            calls.add("Bind");
            if (failingBinds > 0) {
                failingBinds = 0;
                throw StatusError.internal("the store is away");
            }
        }

        @Override
        public void postBind(CycleState state, PodInfo pod, String node) {
            calls.add("PostBind");
        }
    }
}
