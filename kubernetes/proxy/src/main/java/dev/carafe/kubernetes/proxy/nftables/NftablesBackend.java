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

    /** Chains that are loaded; a chain once made stays until the table is made anew. */
    private final Set<Chain> chains = new HashSet<>();

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
        chains.clear();
        table.replace(
                NODE, nodeIps.stream().map(ip -> Element.of(Names.NODE_IPS, ip)).toList());
        services.forEach((service, routings) -> table.replace(service, elements(routings)));
        List<Element> loaded = table.loaded();
        nft.run(ruleset.create(loaded, newChains(loaded)));
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
        if (!change.isEmpty()) {
            nft.run(ruleset.change(change, newChains(change.added())));
            conntrack.forget(UdpFlow.madeStaleBy(change));
        }
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

    private static List<Element> elements(List<ServicePortRouting> routings) {
        return routings.stream()
                .flatMap(routing -> ServiceElements.of(routing).stream())
                .toList();
    }

    private Set<Chain> newChains(List<Element> elements) {
        Set<Chain> needed = new LinkedHashSet<>();
        for (Element element : elements) {
            Chain.ofVerdict(element.value()).filter(chains::add).ifPresent(needed::add);
        }
        return needed;
    }
}
