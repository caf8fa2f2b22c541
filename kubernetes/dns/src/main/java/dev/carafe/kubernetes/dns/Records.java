package dev.carafe.kubernetes.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Writes the records of one name. */
final class Records {
    private static final int WEIGHTS = 100;

    private final Name owner;
    private final int ttl;

    Records(Name owner, int ttl) {
        this.owner = owner;
        this.ttl = ttl;
    }

    /** A or AAAA; nothing for other types. */
    ZoneAnswer addresses(List<InetAddress> addresses, int type) {
        List<Record> found = new ArrayList<>();
        for (InetAddress address : addresses) {
            if (typeOf(address) == type) {
                found.add(address(owner, address));
            }
        }
        return found.isEmpty() ? ZoneAnswer.NO_DATA : ZoneAnswer.of(found);
    }

    /** The ports of a service that has an address of its own. */
    ZoneAnswer service(List<Integer> ports, Name target, List<InetAddress> addresses) {
        List<Record> answers = new ArrayList<>();
        for (int port : new LinkedHashSet<>(ports)) {
            answers.add(srv(port, target, new LinkedHashSet<>(ports).size()));
        }
        List<Record> additional = new ArrayList<>();
        if (!answers.isEmpty()) {
            addresses.forEach(address -> additional.add(address(target, address)));
        }
        return new ZoneAnswer(Rcode.NOERROR, answers, additional);
    }

    /** Endpoints: their addresses, or with SRV their ports under their own names. */
    ZoneAnswer targets(List<Target> targets, int type, Name service) {
        if (type != Type.SRV) {
            return addresses(targets.stream().map(Target::address).distinct().toList(), type);
        }
        record Place(Name name, int port) {}
        Set<Place> places = new LinkedHashSet<>();
        Set<Record> additional = new LinkedHashSet<>();
        for (Target target : targets) {
            Name name = beneath(target.name(), service);
            for (int port : target.ports()) {
                places.add(new Place(name, port));
                additional.add(address(name, target.address()));
            }
        }
        List<Record> answers = new ArrayList<>();
        for (Place place : places) {
            answers.add(srv(place.port(), place.name(), places.size()));
        }
        return new ZoneAnswer(Rcode.NOERROR, answers, List.copyOf(additional));
    }

    static int typeOf(InetAddress address) {
        return switch (address) {
            case Inet4Address _ -> Type.A;
            case Inet6Address _ -> Type.AAAA;
            default -> throw new IllegalArgumentException(address.toString());
        };
    }

    private Record address(Name name, InetAddress address) {
        return typeOf(address) == Type.A
                ? new ARecord(name, DClass.IN, ttl, address)
                : new AAAARecord(name, DClass.IN, ttl, address);
    }

    /** Weights share out a hundred; each is at least one. */
    private Record srv(int port, Name target, int among) {
        return new SRVRecord(owner, DClass.IN, ttl, 0, Math.max(1, WEIGHTS / among), port, target);
    }

    private static Name beneath(String label, Name service) {
        try {
            return Name.concatenate(Name.fromString(label), service);
        } catch (NameTooLongException | TextParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
