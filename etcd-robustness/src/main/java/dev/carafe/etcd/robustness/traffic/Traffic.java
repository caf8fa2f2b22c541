package dev.carafe.etcd.robustness.traffic;

import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.robustness.history.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One client's habits. Remembers what the client was told. */
public interface Traffic {
    /**
     * Clients of all kinds, the first of which compacts when anybody shall.
     *
     * @param keys how many keys they share
     * @param valueBytesMax how long a value may be
     * @param leaseLooks whether they ask for leases' times to live and which there are
     * @param revisionReads whether they ask for keys of some revisions alone, and for the past within transactions
     */
    static List<Traffic> mixed(
            SplittableRandom random,
            boolean compacts,
            int clients,
            int keys,
            int valueBytesMax,
            boolean leaseLooks,
            boolean revisionReads) {
        List<Traffic> traffic = new ArrayList<>();
        if (compacts) {
            traffic.add(new CompactingTraffic(random.split()));
        }
        while (traffic.size() < clients) {
            SplittableRandom own = random.split();
            int number = traffic.size();
            traffic.add(
                    own.nextBoolean()
                            ? new KubernetesTraffic(own, number, keys, valueBytesMax)
                            : new EtcdTraffic(own, number, keys, valueBytesMax, leaseLooks, revisionReads));
        }
        return traffic;
    }

    /** What the client asks next. */
    Call next();

    /** The answer to what it asked last; not called when there was none. */
    void told(Call call, Record response);

    /** A watch that the client would make now. */
    WatchRequest watch();
}
