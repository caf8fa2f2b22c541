package dev.carafe.vsphere.vmomi.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private Instant now = Instant.EPOCH;
    private final AtomicInteger secrets = new AtomicInteger();
    private final Sessions sessions = new Sessions(
            new ObjectRegistry(), () -> now, () -> "secret-" + secrets.incrementAndGet(), Duration.ofMinutes(30), 3);
    private final List<String> ended = new ArrayList<>();

    private Sessions.Opened open(String user) {
        Sessions.Opened opened = sessions.open(user);
        opened.session().onEnd(() -> ended.add(user));
        return opened;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void aCookieStandsForItsSessionAndIsNotItsKey() {
        Sessions.Opened opened = open("ann");
        assertThat(sessions.find(opened.cookie())).contains(opened.session());
        assertThat(opened.session().key()).isNotEqualTo(opened.cookie());
        assertThat(sessions.find(opened.session().key())).isEmpty();
        assertThat(sessions.find("")).isEmpty();
    }

    @Test
    void aSessionThatNobodyUsesEndsAndOneThatIsUsedLasts() {
        Sessions.Opened idle = open("idle");
        Sessions.Opened used = open("used");
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofMinutes(10));
            sessions.find(used.cookie());
        }
        assertThat(ended).containsExactly("idle");
        assertThat(sessions.find(idle.cookie())).isEmpty();
        assertThat(sessions.lastActive(used.session().key())).contains(now);
        pass(Duration.ofMinutes(31));
        sessions.endIdle();
        assertThat(ended).containsExactly("idle", "used");
        assertThat(sessions.all()).isEmpty();
    }

    @Test
    void whenThereAreTooManyTheOneThatWasIdleLongestEnds() {
        Sessions.Opened first = open("first");
        pass(Duration.ofMinutes(1));
        open("second");
        open("third");
        pass(Duration.ofMinutes(1));
        sessions.find(first.cookie());
        open("fourth");
        assertThat(ended).containsExactly("second");
        assertThat(sessions.all()).extracting(Session::userName).containsExactly("first", "third", "fourth");
    }

    @Test
    void aSessionIsEndedByItsKeyOnce() {
        Sessions.Opened opened = open("ann");
        assertThat(sessions.end(opened.session().key())).isTrue();
        assertThat(sessions.end(opened.session().key())).isFalse();
        assertThat(ended).containsExactly("ann");
        opened.session().onEnd(() -> ended.add("late"));
        assertThat(ended).containsExactly("ann", "late");
    }
}
