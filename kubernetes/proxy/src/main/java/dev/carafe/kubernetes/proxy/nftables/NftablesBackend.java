package dev.carafe.kubernetes.proxy.nftables;

import dev.carafe.kubernetes.proxy.service.Backend;
import dev.carafe.kubernetes.proxy.service.Family;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Routes one family's services by one nftables table. Not thread-safe. */
public final class NftablesBackend implements Backend {
    /** The owner of what belongs to no service. */
    private static final String NODE = "";

    private final Ruleset ruleset;
    private final List<String> nodeIps;
    private final Nft nft;
    private final Conntrack conntrack;

    private ElementTable table = new ElementTable();

    /** Chains with affinity that are loaded; a chain once made stays until the table is made anew. */
    private final Set<Chain> stickyChains = new HashSet<>();

    /**
     * There is a chain for each number of endpoints up to this one. nft 1.0 cannot add one to a table that is loaded (it does
     * not understand the map's key when it reads it back), so for a larger number the table is made anew, with twice as many.
     */
    private int endpointsMax = 16;

    /**
     * A backend that has loaded nothing yet.
     *
     * @param tableName the name of the table it owns
     * @param nodeIps the node's addresses at which node ports answer
     * @param clusterCidr where pods' addresses lie, or empty
     */
    public NftablesBackend(
            Family family, String tableName, List<String> nodeIps, String clusterCidr, Nft nft, Conntrack conntrack) {
        this.ruleset = new Ruleset(family, tableName, Family.of(clusterCidr) == family ? clusterCidr : "");
        this.nodeIps = nodeIps.stream().filter(ip -> Family.of(ip) == family).toList();
        this.nft = nft;
        this.conntrack = conntrack;
    }

    @Override
    public void replaceAll(Map<String, List<ServicePortRouting>> services) throws IOException {
        table = new ElementTable();
        table.replace(
                NODE, nodeIps.stream().map(ip -> Element.of(Names.NODE_IPS, ip)).toList());
        services.forEach((service, routings) -> table.replace(service, elements(routings)));
        create();
    }

    @Override
    public void apply(Map<String, List<ServicePortRouting>> changed) throws IOException {
        List<Element> removed = new ArrayList<>();
        List<Element> added = new ArrayList<>();
        changed.forEach((service, routings) -> {
            ElementTable.Change change = table.replace(service, elements(routings));
            removed.addAll(change.removed());
            added.addAll(change.added());
        });
        ElementTable.Change change = ElementTable.Change.net(removed, added);
        if (change.isEmpty()) {
            return;
        }
        Set<Chain> needed = chains(change.added());
        if (needed.stream().anyMatch(chain -> !chain.isSticky() && chain.endpoints() > endpointsMax)) {
            create();
        } else {
            needed.removeIf(chain -> !chain.isSticky() || stickyChains.contains(chain));
            nft.run(ruleset.change(change, needed));
            stickyChains.addAll(needed);
        }
        conntrack.forget(UdpFlow.madeStaleBy(change));
    }

    /** Makes the table anew, with everything that is wanted now. */
    private void create() throws IOException {
        List<Element> loaded = table.loaded();
        Set<Chain> needed = chains(loaded);
        needed.stream().filter(chain -> !chain.isSticky()).forEach(chain -> {
            while (endpointsMax < chain.endpoints()) {
                endpointsMax *= 2;
            }
        });
        for (int endpoints = 1; endpoints <= endpointsMax; endpoints++) {
            needed.add(new Chain(endpoints, false, 0));
            needed.add(new Chain(endpoints, true, 0));
        }
        nft.run(ruleset.create(loaded, needed));
        stickyChains.clear();
        needed.stream().filter(Chain::isSticky).forEach(stickyChains::add);
    }

    /**
     * Removes the table.
     *
     * @throws IOException when nft refuses
     */
    public void remove() throws IOException {
        nft.run(ruleset.remove());
    }

    @Override
    public void close() {} // the table stays: traffic goes on while the proxy is away

    private List<Element> elements(List<ServicePortRouting> routings) {
        return routings.stream()
                .flatMap(routing -> ServiceElements.of(routing, nodeIps).stream())
                .toList();
    }

    private static Set<Chain> chains(List<Element> elements) {
        Set<Chain> chains = new LinkedHashSet<>();
        for (Element element : elements) {
            Chain.ofVerdict(element.value()).ifPresent(chains::add);
        }
        return chains;
    }
}
