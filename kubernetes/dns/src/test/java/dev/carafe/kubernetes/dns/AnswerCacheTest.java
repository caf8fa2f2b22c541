package dev.carafe.kubernetes.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswerCacheTest {
    private static final Name NAME = Name.fromConstantString("example.org.");
    private static final AnswerCache.Key KEY = new AnswerCache.Key(NAME, Type.A, false);

    private final AtomicLong now = new AtomicLong();
    private final AnswerCache cache = new AnswerCache(now::get);

    @Test
    void recordsGrowOldAndGo() {
        Message answer = new Message(7);
        answer.addRecord(new ARecord(NAME, DClass.IN, 20, InetAddress.ofLiteral("192.0.2.1")), Section.ANSWER);
        cache.put(KEY, answer);
        pass(15);
        Optional<Message> kept = cache.get(KEY);
        assertThat(kept)
                .hasValueSatisfying(message -> assertThat(message.getSection(Section.ANSWER))
                        .singleElement()
                        .satisfies(record -> {
                            assertThat(record.getTTL()).isEqualTo(5);
                            assertThat(record.rdataToString()).isEqualTo("192.0.2.1");
                        }));
        pass(5);
        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void nothingIsKeptLongerThanHalfAMinute() {
        Message answer = new Message(7);
        answer.addRecord(new ARecord(NAME, DClass.IN, 86400, InetAddress.ofLiteral("192.0.2.1")), Section.ANSWER);
        cache.put(KEY, answer);
        pass(30);
        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void whatIsNotThereIsKeptOnlyWhereItsZoneSaysHowLong() {
        Message silent = new Message(7);
        silent.getHeader().setRcode(Rcode.NXDOMAIN);
        cache.put(KEY, silent);
        assertThat(cache.get(KEY)).isEmpty();
        Message told = new Message(7);
        told.getHeader().setRcode(Rcode.NXDOMAIN);
        told.addRecord(new SOARecord(NAME, DClass.IN, 600, NAME, NAME, 1, 2, 3, 4, 10), Section.AUTHORITY);
        cache.put(KEY, told);
        pass(9);
        assertThat(cache.get(KEY)).isPresent();
        pass(1);
        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void failuresAreNotKept() {
        Message failure = new Message(7);
        failure.getHeader().setRcode(Rcode.SERVFAIL);
        cache.put(KEY, failure);
        assertThat(cache.get(KEY)).isEmpty();
    }

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}
