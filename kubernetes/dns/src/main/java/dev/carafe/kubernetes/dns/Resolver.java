package dev.carafe.kubernetes.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers queries: from the zone what is the cluster's, and from other servers the rest. Thread-safe;
 * {@link #local} never blocks, {@link #answer} may.
 */
final class Resolver {
    private static final Name IN_ADDR = Name.fromConstantString("in-addr.arpa.");
    private static final Name IP6 = Name.fromConstantString("ip6.arpa.");
    private static final int CHAIN_MAX = 8;
    private static final int PAYLOAD_BYTES = 1232;

    private final Zone zone;
    private final BooleanSupplier synced;
    private final Forwarder forwarder;
    private final AnswerCache cache;

    /** @param synced whether the zone knows all objects yet; until then it has no answers */
    Resolver(Zone zone, BooleanSupplier synced, Forwarder forwarder, AnswerCache cache) {
        this.zone = zone;
        this.synced = synced;
        this.forwarder = forwarder;
        this.cache = cache;
    }

    /** The answer, if no other server is needed for it. */
    Optional<Message> local(Message query) {
        Message answer = started(query);
        Record question = query.getQuestion();
        int refusal = refusal(query, question);
        if (refusal != Rcode.NOERROR || question == null) {
            refuse(answer, refusal);
            return Optional.of(answer);
        }
        Optional<ZoneAnswer> found = zoned(question.getName(), question.getType());
        if (found.isPresent()) {
            if (!synced.getAsBoolean()) {
                answer.getHeader().setRcode(Rcode.SERVFAIL);
                return Optional.of(answer);
            }
            return chase(found.get(), question).isPresent()
                    ? Optional.empty()
                    : Optional.of(filled(answer, found.get()));
        }
        return cache.get(key(question, query)).map(kept -> forwarded(answer, kept));
    }

    /** The answer, wherever it comes from. */
    Message answer(Message query) {
        Optional<Message> local = local(query);
        if (local.isPresent()) {
            return local.get();
        }
        Message answer = started(query);
        Record question = Objects.requireNonNull(query.getQuestion());
        Optional<ZoneAnswer> found = zoned(question.getName(), question.getType());
        return found.isPresent()
                ? chased(answer, found.get(), question, dnssec(query))
                : forwarded(answer, ask(question, dnssec(query)));
    }

    private static int refusal(Message query, @Nullable Record question) {
        if (query.getHeader().getOpcode() != Opcode.QUERY) {
            return Rcode.NOTIMP;
        }
        if (question == null || query.getHeader().getCount(Section.QUESTION) != 1) {
            return Rcode.FORMERR;
        }
        OPTRecord options = query.getOPT();
        if (options != null && options.getVersion() > 0) {
            return Rcode.BADVERS;
        }
        boolean transfer = question.getType() == Type.AXFR || question.getType() == Type.IXFR;
        return transfer || question.getDClass() != DClass.IN ? Rcode.REFUSED : Rcode.NOERROR;
    }

    /** Codes from 16 on have their upper bits in the OPT record (RFC 6891, section 6.1.3). */
    private static void refuse(Message answer, int rcode) {
        answer.getHeader().setRcode(rcode & 0xf);
        if (rcode > 0xf) {
            answer.removeAllRecords(Section.ADDITIONAL);
            answer.addRecord(new OPTRecord(PAYLOAD_BYTES, rcode >> 4, 0), Section.ADDITIONAL);
        }
    }

    /** What the cluster knows of a name; empty when it is not the cluster's. */
    private Optional<ZoneAnswer> zoned(Name name, int type) {
        if (zone.contains(name)) {
            return Optional.of(zone.answer(name, type));
        }
        if (name.subdomain(IN_ADDR) || name.subdomain(IP6)) {
            try {
                InetAddress address = ReverseMap.fromName(name);
                return zone.reverse(name, type, address);
            } catch (UnknownHostException _) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Where a CNAME leads, if the client asked for what is there. */
    private static Optional<CNAMERecord> chase(ZoneAnswer found, Record question) {
        return question.getType() != Type.CNAME
                        && found.answers().size() == 1
                        && found.answers().getFirst() instanceof CNAMERecord alias
                ? Optional.of(alias)
                : Optional.empty();
    }

    private Message chased(Message answer, ZoneAnswer found, Record question, boolean dnssec) {
        List<Record> chain = new ArrayList<>();
        Optional<CNAMERecord> alias = chase(found, question);
        while (alias.isPresent() && chain.size() < CHAIN_MAX) {
            chain.add(alias.get());
            Name target = alias.get().getTarget();
            Record next = Record.newRecord(target, question.getType(), DClass.IN);
            Optional<ZoneAnswer> inZone = zoned(target, question.getType());
            if (inZone.isPresent()) {
                alias = chase(inZone.get(), question);
                if (alias.isEmpty()) {
                    chain.addAll(inZone.get().answers());
                }
            } else {
                chain.addAll(ask(next, dnssec).getSection(Section.ANSWER));
                alias = Optional.empty();
            }
        }
        return filled(answer, ZoneAnswer.of(chain));
    }

    private Message ask(Record question, boolean dnssec) {
        AnswerCache.Key key = new AnswerCache.Key(question.getName(), question.getType(), dnssec);
        return cache.get(key).orElseGet(() -> {
            Message answer = forwarder.ask(question, dnssec);
            cache.put(key, answer);
            return answer;
        });
    }

    /** The head of an answer; the question goes back as it was asked. */
    private static Message started(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        answer.getHeader().setOpcode(query.getHeader().getOpcode());
        Record question = query.getQuestion();
        if (question != null) {
            answer.addRecord(question, Section.QUESTION);
        }
        if (query.getOPT() != null) {
            answer.addRecord(new OPTRecord(PAYLOAD_BYTES, 0, 0), Section.ADDITIONAL);
        }
        return answer;
    }

    private Message filled(Message answer, ZoneAnswer found) {
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setRcode(found.rcode());
        if (found.isNegative()) {
            answer.addRecord(zone.soa(), Section.AUTHORITY);
            return answer;
        }
        // Clients take the first; a random order spreads them (CoreDNS's plugin loadbalance).
        List<Record> records = new ArrayList<>(found.answers());
        int firstAddress = 0;
        while (firstAddress < records.size() && records.get(firstAddress).getType() == Type.CNAME) {
            firstAddress++;
        }
        Collections.shuffle(records.subList(firstAddress, records.size()));
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        found.additional().forEach(record -> answer.addRecord(record, Section.ADDITIONAL));
        return answer;
    }

    private static Message forwarded(Message answer, Message other) {
        answer.getHeader().setRcode(other.getHeader().getRcode());
        if (other.getHeader().getFlag(Flags.AD)) {
            answer.getHeader().setFlag(Flags.AD);
        }
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            for (Record record : other.getSection(section)) {
                if (record.getType() != Type.OPT) {
                    answer.addRecord(record, section);
                }
            }
        }
        return answer;
    }

    private static AnswerCache.Key key(Record question, Message query) {
        return new AnswerCache.Key(question.getName(), question.getType(), dnssec(query));
    }

    private static boolean dnssec(Message query) {
        OPTRecord options = query.getOPT();
        return options != null && (options.getFlags() & ExtendedFlags.DO) != 0;
    }
}
