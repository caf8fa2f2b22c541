package dev.carafe.kubernetes.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class AuditIdsTest {
    private static final int MANY = 50_000;

    @Test
    void eachIsAUuidOfVersionFour() {
        AuditIds ids = new AuditIds(new Random(1));
        long highBits = 0;
        long lowBits = 0;
        for (int i = 0; i < MANY; i++) {
            String id = ids.next();
            UUID uuid = UUID.fromString(id);
            assertThat(uuid).hasToString(id);
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
            highBits += Long.bitCount(uuid.getMostSignificantBits());
            lowBits += Long.bitCount(uuid.getLeastSignificantBits());
        }
        // of 60 and of 62 bits half are set, and one that all have
        assertThat(highBits / (double) MANY).isBetween(30.5, 31.5);
        assertThat(lowBits / (double) MANY).isBetween(31.5, 32.5);
    }

    @Test
    void noTwoAreTheSameWhoeverAsks() throws InterruptedException {
        AuditIds ids = new AuditIds(new Random(2));
        AuditIds others = new AuditIds(new Random(3));
        Set<String> all = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (AuditIds asked : List.of(ids, others, ids, others)) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < MANY; i++) {
                    all.add(asked.next());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(all).hasSize(4 * MANY);
    }
}
