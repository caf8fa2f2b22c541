package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.membership.MemberIds;
import dev.carafe.etcd.membership.NamedUrls;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The members of a new cluster as they register in another etcd: each puts itself below the cluster's token, and waits until as many
 * are there as the cluster is to have. Of more the first ones are its members. Source: etcd {@code
 * server/etcdserver/api/v3discovery/discovery.go}.
 *
 * @param registry the other etcd
 * @param token tells the cluster apart from others there
 * @param pause waits before the registry is asked again
 */
record RegistryDiscovery(Store registry, String token, Pause pause) {
    private static final System.Logger LOG = System.getLogger("dev.carafe.etcd.Etcd");

    /** How often is looked for members that are not there yet. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** A registry that cannot be reached is asked again after 2, 4, 8 seconds and so on, up to 256. */
    private static final int DOUBLINGS_MAX = 8;

    /** The largest cluster; a size is told by whoever wrote it there. */
    private static final int SIZE_MAX = 1_000;

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void take(Duration time);
    }

    /**
     * Registers this member and waits for the others.
     *
     * @param self its name
     * @param advertised its addresses
     * @return the addresses of all by name
     * @throws CommandException where the registry knows no such cluster, or it is full
     */
    SortedMap<String, List<String>> members(String self, List<String> advertised) {
        String key = prefix("members") + "/" + MemberIds.text(MemberIds.initial(advertised, token));
        List<String> entries =
                advertised.stream().map(url -> self + "=" + url).sorted().toList();
        int size = asked(this::size);
        if (isFull(asked(this::registered), key, size)) {
            throw full(size);
        }
        var _ = asked(() -> registry.put(PutRequest.of(Bytes.utf8(key), Bytes.utf8(String.join(",", entries)))));
        LOG.log(System.Logger.Level.INFO, "registered at {0}", key);
        List<KeyValue> found = asked(this::registered);
        while (found.size() < size) {
            LOG.log(System.Logger.Level.INFO, "waiting for members: {0} of {1} have registered", found.size(), size);
            int known = found.size();
            while (found.size() == known) {
                pause.take(LOOK);
                found = asked(this::registered);
            }
        }
        if (isFull(found, key, size)) {
            throw full(size);
        }
        return named(found.subList(0, size));
    }

    private String prefix(String below) {
        return "/_etcd/registry/" + token + "/" + below;
    }

    private <T> T asked(Supplier<T> question) {
        for (int attempt = 1; ; attempt++) {
            try {
                return question.get();
            } catch (EtcdException e) {
                if (e.is(EtcdError.AUTH_FAILED)) {
                    throw new CommandException("discovery: " + e.getMessage() + " (--discovery-user).");
                }
                Duration wait = Duration.ofSeconds(1L << Math.min(attempt, DOUBLINGS_MAX));
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the discovery service does not answer ({0}); it is asked again in {1} s",
                        e.getMessage(),
                        wait.toSeconds());
                pause.take(wait);
            }
        }
    }

    private int size() {
        String key = prefix("_config/size");
        KeyValue size = registry.get(Bytes.utf8(key));
        if (size == null) {
            throw new CommandException(
                    "discovery: size key not found; put the number of members at " + key + " first.");
        }
        try {
            int number = Integer.parseInt(size.value().toUtf8());
            if (number > 0 && number <= SIZE_MAX) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new CommandException("discovery: size key is bad; " + key + " must hold the number of members.");
    }

    /** What members have put, in the order in which they came. */
    private List<KeyValue> registered() {
        return registry.range(RangeRequest.prefix(Bytes.utf8(prefix("members")))).kvs().stream()
                .filter(kv -> kv.value().toUtf8().indexOf('=') >= 0)
                .sorted(Comparator.comparingLong(KeyValue::createRevision))
                .toList();
    }

    /** Whether there are as many members as there are to be, and not this one. */
    private static boolean isFull(List<KeyValue> registered, String key, int size) {
        return registered.size() >= size
                && registered.stream()
                        .limit(size)
                        .noneMatch(kv -> kv.key().toUtf8().equals(key));
    }

    private CommandException full(int size) {
        return new CommandException("discovery: cluster is full; " + size + " other members have registered below "
                + prefix("members") + ".");
    }

    private SortedMap<String, List<String>> named(List<KeyValue> registered) {
        NamedUrls members = new NamedUrls();
        for (KeyValue kv : registered) {
            members.add(
                    kv.value().toUtf8().split(","),
                    part -> new CommandException(
                            "discovery: invalid peer URL; " + kv.key().toUtf8() + " holds '" + part + "'."));
        }
        if (members.byName().size() < registered.size() || members.repeat()) {
            throw new CommandException("discovery cluster " + token + " has a name or an address twice.");
        }
        return members.byName();
    }
}
