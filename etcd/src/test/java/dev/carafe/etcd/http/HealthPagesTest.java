package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.metrics.MetricsText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HealthPagesTest {
    private static final long SELF = 7;
    private static final CompletableFuture<Void> READ = CompletableFuture.completedFuture(null);

    private final Reading member = new Reading();
    private final HealthPages pages = new HealthPages(member);

    /** A member whose reads end as a test wishes. */
    private static final class Reading implements Member {
        private long leader = SELF;
        private CompletableFuture<Void> serializable = READ;
        private CompletableFuture<Void> linearizable = READ;
        private final List<String> errors = new ArrayList<>();

        @Override
        public Session as(Caller caller) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StatusResponse status() {
            return new StatusResponse(1, "3.7.0", 0, 0, 1, SELF, leader, 1, 1, 1, false, List.copyOf(errors), 0, "");
        }

        @Override
        public CompletableFuture<Void> read(boolean local) {
            return local ? serializable : linearizable;
        }

        @Override
        public List<Family> metrics() {
            return List.of();
        }

        @Override
        public long raftTerm() {
            return 1;
        }

        @Override
        public boolean learner() {
            return false;
        }

        @Override
        public boolean hasLeader() {
            return leader != 0;
        }

        @Override
        public long electionMs() {
            return 1000;
        }
    }

    private static HttpRequest get(String target) {
        return HttpRequest.of("GET", target, new HttpRequest.Headers("", "", ""), Bytes.EMPTY);
    }

    private static CompletableFuture<Void> failed(EtcdError error) {
        return CompletableFuture.failedFuture(error.exception());
    }

    @Test
    void aLeaderThatAnswersNoReadMakesTheMemberUnhealthyAndNotReady() {
        member.linearizable = failed(EtcdError.TIMEOUT);
        assertThat(pages.health(get("/health")))
                .isEqualTo(HttpAnswer.text(
                        503, "{\"health\":\"false\",\"reason\":\"RANGE ERROR:etcdserver: request timed out\"}"));
        assertThat(pages.ready(get("/readyz"))).isEqualTo(HttpAnswer.text(503, """
                        [+]data_corruption ok
                        [+]serializable_read ok
                        [-]linearizable_read failed: etcdserver: request timed out
                        [+]non_learner ok
                        /readyz check failed
                        """));
        assertThat(pages.ready(get("/readyz?exclude=linearizable_read")).status())
                .isEqualTo(200);
        assertThat(pages.live(get("/livez")).status()).isEqualTo(200);
        assertThat(MetricsText.of(pages.families()))
                .contains(
                        "etcd_server_health_success 0\n",
                        "etcd_server_health_failures 1\n",
                        "etcd_server_healthcheck{name=\"linearizable_read\",type=\"readyz\"} 0\n",
                        "etcd_server_healthcheck{name=\"serializable_read\",type=\"livez\"} 1\n",
                        "etcd_server_healthchecks_total{name=\"linearizable_read\",status=\"error\",type=\"readyz\"} 1\n",
                        "etcd_server_healthchecks_total{name=\"non_learner\",status=\"success\",type=\"readyz\"} 2\n");
    }

    @Test
    void whoHasNoLeaderIsAliveAndAnswersForItself() {
        member.leader = 0;
        member.errors.add(EtcdError.NO_LEADER.text());
        member.linearizable = failed(EtcdError.TIMEOUT);
        assertThat(pages.health(get("/health")).body())
                .isEqualTo("{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}");
        assertThat(pages.health(get("/health?serializable=true")).status()).isEqualTo(200);
        assertThat(pages.live(get("/livez")).status()).isEqualTo(200);
    }

    @Test
    void aMemberThatReadsNothingItselfIsNotAlive() {
        member.serializable = failed(EtcdError.STOPPED);
        member.errors.add(EtcdError.STOPPED.text());
        assertThat(pages.health(get("/health?serializable=true")).body())
                .isEqualTo("{\"health\":\"false\",\"reason\":\"RANGE ERROR:etcdserver: server stopped\"}");
        assertThat(pages.live(get("/livez")).body())
                .startsWith("[-]serializable_read failed: etcdserver: server stopped\n");
    }
}
