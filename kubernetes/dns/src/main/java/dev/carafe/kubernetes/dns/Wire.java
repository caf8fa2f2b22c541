package dev.carafe.kubernetes.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Queries from bytes, and answers to bytes that fit. Pure. */
final class Wire {
    /** What fits into a datagram without EDNS. */
    static final int DATAGRAM_BYTES = 512;

    private static final int DATAGRAM_MAX_BYTES = 4096;

    private Wire() {}

    /** What arrived: a query, or bytes that deserve an error, or such that deserve nothing. */
    sealed interface Received {
        record Query(Message message) implements Received {}

        record Malformed(Message answer) implements Received {}

        record Ignored() implements Received {}
    }

    static Received read(ByteBuffer bytes) {
        if (bytes.remaining() < Header.LENGTH) {
            return new Received.Ignored();
        }
        int id = bytes.getShort(bytes.position()) & 0xffff;
        boolean isAnswer = bytes.get(bytes.position() + 2) < 0;
        if (isAnswer) {
            return new Received.Ignored(); // answering answers would let two servers talk for ever
        }
        try {
            return new Received.Query(new Message(bytes));
        } catch (IOException | RuntimeException _) { // the library throws either for what is malformed
            Message answer = new Message(id);
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setRcode(Rcode.FORMERR);
            return new Received.Malformed(answer);
        }
    }

    /** How long an answer by datagram may be. */
    static int datagramLimit(Message query) {
        OPTRecord options = query.getOPT();
        return options == null
                ? DATAGRAM_BYTES
                : Math.clamp(options.getPayloadSize(), DATAGRAM_BYTES, DATAGRAM_MAX_BYTES);
    }

    /**
     * The answer's bytes, shortened where it is too long: first by what was not asked for, then by as many
     * records as must go, with the flag that tells the client to come by TCP. Clients that cannot still get
     * some records.
     */
    static byte[] write(Message answer, int limit) {
        byte[] whole = answer.toWire();
        if (whole.length <= limit) {
            return whole;
        }
        Optional<byte[]> fitting =
                fitting(answer, limit, answer.getSection(Section.ANSWER).size(), false);
        if (fitting.isPresent()) {
            return fitting.get();
        }
        int low = 0; // so many fit
        int high = answer.getSection(Section.ANSWER).size(); // so many do not
        byte[] best = fitting(answer, limit, 0, true).orElseGet(answer::toWire);
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            Optional<byte[]> tried = fitting(answer, limit, middle, true);
            if (tried.isPresent()) {
                best = tried.get();
                low = middle;
            } else {
                high = middle;
            }
        }
        return best;
    }

    private static Optional<byte[]> fitting(Message answer, int limit, int answers, boolean truncated) {
        Message shorter = answer.clone();
        List<Record> additional = List.copyOf(answer.getSection(Section.ADDITIONAL));
        shorter.removeAllRecords(Section.ADDITIONAL);
        additional.stream()
                .filter(record -> record.getType() == Type.OPT)
                .forEach(record -> shorter.addRecord(record, Section.ADDITIONAL));
        if (truncated) {
            shorter.getHeader().setFlag(Flags.TC);
            shorter.removeAllRecords(Section.AUTHORITY);
            List<Record> kept = List.copyOf(answer.getSection(Section.ANSWER)).subList(0, answers);
            shorter.removeAllRecords(Section.ANSWER);
            kept.forEach(record -> shorter.addRecord(record, Section.ANSWER));
        }
        byte[] wire = shorter.toWire();
        return wire.length <= limit ? Optional.of(wire) : Optional.empty();
    }
}
