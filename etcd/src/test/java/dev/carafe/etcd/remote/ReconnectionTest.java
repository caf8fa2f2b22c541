package dev.carafe.etcd.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A store that comes late. */
class ReconnectionTest {
    private final List<String> told = new ArrayList<>();
    private final BrokenChannel channel = new BrokenChannel();
    private final Reconnection reconnection = new Reconnection(channel, "http://192.0.2.1:2379", told::add);

    private void roundsIn(ConnectivityState... states) {
        for (ConnectivityState state : states) {
            channel.state = state;
            reconnection.round();
        }
    }

    @Test
    void aChannelTriesAgainInEachRound() {
        roundsIn(ConnectivityState.TRANSIENT_FAILURE, ConnectivityState.TRANSIENT_FAILURE);
        assertThat(channel.resets).isEqualTo(2);
    }

    @Test
    void aMemberThatIsAwayIsTriedAgainWhileOthersAnswer() {
        roundsIn(ConnectivityState.READY);
        assertThat(channel.resets).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    void theLogTellsOnceThatTheStoreIsAwayAndOnceThatItIsThere() {
        roundsIn(ConnectivityState.IDLE, ConnectivityState.CONNECTING);
        assertThat(told).isEmpty();
        roundsIn(
                ConnectivityState.TRANSIENT_FAILURE,
                ConnectivityState.CONNECTING,
                ConnectivityState.TRANSIENT_FAILURE,
                ConnectivityState.READY,
                ConnectivityState.READY);
        assertThat(told)
                .containsExactly(
                        "cannot connect to etcd at http://192.0.2.1:2379, will try again every second",
                        "connected to etcd at http://192.0.2.1:2379");
    }

    @Test
    void roundsAreCloserTogetherForTheFirstTenSeconds() {
        assertThat(Reconnection.pauseMs(0)).isEqualTo(100);
        assertThat(Reconnection.pauseMs(99)).isEqualTo(100);
        assertThat(Reconnection.pauseMs(100)).isEqualTo(1_000);
    }

    /** A channel of no network, which counts how often it was told not to wait. */
    private static final class BrokenChannel extends ManagedChannel {
        private ConnectivityState state = ConnectivityState.IDLE;
        private int resets;

        @Override
        public ConnectivityState getState(boolean requestConnection) {
            return state;
        }

        @Override
        public void resetConnectBackoff() {
            resets++;
        }

        @Override
        public ManagedChannel shutdown() {
            return this;
        }

        @Override
        public ManagedChannel shutdownNow() {
            return this;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }

        @Override
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            throw new IllegalStateException("nobody calls it");
        }

        @Override
        public String authority() {
            return "nowhere";
        }
    }
}
