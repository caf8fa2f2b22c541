package dev.carafe.kubernetes.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers of other servers, each for as long as its shortest record lives and half a minute at most. The
 * least used go first. Thread-safe.
 */
final class AnswerCache {
    private static final int ENTRIES_MAX = 2_000;
    private static final long LIFE_MAX_SECONDS = 30;

    /** @param dnssec whether signatures were asked for */
    record Key(Name name, int type, boolean dnssec) {}

    /** An answer and when it came, on the monotonic clock. */
    private record Kept(Message answer, long atNanos, long lifeSeconds) {}

    private final LongSupplier nanoTime;

    /** Guarded by itself. */
    private final Map<Key, Kept> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > ENTRIES_MAX;
        }
    };

    AnswerCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The answer with what is left of its records' lives. */
    Optional<Message> get(Key key) {
        Kept entry;
        synchronized (entries) {
            entry = entries.get(key);
        }
        if (entry == null) {
            return Optional.empty();
        }
        long age = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - entry.atNanos());
        if (age >= entry.lifeSeconds()) {
            synchronized (entries) {
                entries.remove(key, entry);
            }
            return Optional.empty();
        }
        return Optional.of(aged(entry.answer(), age));
    }

    void put(Key key, Message answer) {
        int rcode = answer.getHeader().getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return;
        }
        long life = life(answer);
        if (life > 0) {
            synchronized (entries) {
                entries.put(key, new Kept(answer, nanoTime.getAsLong(), life));
            }
        }
    }

    private static long life(Message answer) {
        long life = LIFE_MAX_SECONDS;
        List<Record> answers = answer.getSection(Section.ANSWER);
        for (Record record : answers) {
            life = Math.min(life, record.getTTL());
        }
        if (answers.isEmpty() || answer.getHeader().getRcode() == Rcode.NXDOMAIN) {
            boolean hasSoa = false;
            for (Record record : answer.getSection(Section.AUTHORITY)) {
                if (record instanceof SOARecord soa) {
                    life = Math.min(life, Math.min(soa.getTTL(), soa.getMinimum()));
                    hasSoa = true;
                }
            }
            return hasSoa ? life : 0; // without one it must not be kept (RFC 2308, section 5)
        }
        return life;
    }

    private static Message aged(Message answer, long seconds) {
        Message copy = answer.clone();
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            List<Record> records = new ArrayList<>(copy.getSection(section));
            copy.removeAllRecords(section);
            for (Record record : records) {
                boolean isMeta = record.getType() == Type.OPT;
                copy.addRecord(isMeta ? record : withTtl(record, Math.max(0, record.getTTL() - seconds)), section);
            }
        }
        return copy;
    }

    private static Record withTtl(Record record, long ttl) {
        return Record.newRecord(
                record.getName(), record.getType(), record.getDClass(), ttl, record.rdataToWireCanonical());
    }
}
