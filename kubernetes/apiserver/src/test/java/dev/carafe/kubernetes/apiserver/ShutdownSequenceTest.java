package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShutdownSequenceTest {
    private static final Duration DELAY = Duration.ofSeconds(70);

    /** Writes down what it is told to do. */
    private static final class Noted implements ShutdownSequence.Steps {
        private final List<String> steps = new ArrayList<>();
        private final boolean interrupted;

        Noted(boolean interrupted) {
            this.interrupted = interrupted;
        }

        @Override
        public void failReadiness() {
            steps.add("unready");
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            steps.add("pause " + time.toSeconds());
            if (interrupted) {
                throw new InterruptedException();
            }
        }

        @Override
        public void sendRetryAfter() {
            steps.add("retry-after");
        }

        @Override
        public void stopListening() {
            steps.add("deaf");
        }

        @Override
        public void drainRequests(Duration most) {
            steps.add("drain " + most.toSeconds());
        }

        @Override
        public void endWatches() {
            steps.add("watches");
        }

        @Override
        public void awaitWatches(Duration most) {
            steps.add("told " + most.toSeconds());
        }
    }

    private static List<String> run(boolean sendRetryAfter, boolean interrupted) {
        Noted noted = new Noted(interrupted);
        new ShutdownSequence(DELAY, sendRetryAfter, noted).run();
        return noted.steps;
    }

    @Test
    void refusesConnectionsFirstUnlessItIsToAnswerThem() {
        assertThat(run(false, false)).containsExactly("unready", "pause 70", "deaf", "drain 60", "watches", "told 10");
        assertThat(run(true, false))
                .containsExactly("unready", "pause 70", "retry-after", "drain 60", "watches", "deaf", "told 10");
    }

    @Test
    void anInterruptMakesHasteAndIsPassedOn() {
        assertThat(run(false, true)).containsExactly("unready", "pause 70", "deaf", "drain 60", "watches", "told 10");
        assertThat(Thread.interrupted()).isTrue();
    }
}
