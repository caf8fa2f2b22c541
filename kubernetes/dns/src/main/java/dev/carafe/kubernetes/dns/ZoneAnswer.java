package dev.carafe.kubernetes.dns;

import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What the cluster's zone says to a question.
 *
 * @param rcode NOERROR or NXDOMAIN
 * @param answers none together with NOERROR says that the name is there, but nothing of that type
 * @param additional what a client will ask for next
 */
record ZoneAnswer(int rcode, List<Record> answers, List<Record> additional) {
    /** There is no such name. */
    static final ZoneAnswer NO_NAME = new ZoneAnswer(Rcode.NXDOMAIN, List.of(), List.of());

    /** There is the name, without records of the type. */
    static final ZoneAnswer NO_DATA = new ZoneAnswer(Rcode.NOERROR, List.of(), List.of());

    static ZoneAnswer of(List<Record> answers) {
        return new ZoneAnswer(Rcode.NOERROR, answers, List.of());
    }

    /** Whether it needs the zone's SOA beside it, so that it can be cached (RFC 2308). */
    boolean isNegative() {
        return answers.isEmpty();
    }
}
