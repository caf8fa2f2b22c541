package dev.carafe.kubernetes.kubelet.network;

import dev.carafe.kubernetes.api.core.v1.HostAlias;
import java.util.List;

/** The text of a container's {@code /etc/hosts}; as upstream's, to the letter. */
public final class HostsFile {
    private static final String HEADER = "# Kubernetes-managed hosts file";

    private HostsFile() {}

    /** For a pod with addresses of its own. */
    public static String ofPod(List<String> ips, PodHostname name, List<HostAlias> aliases) {
        StringBuilder text = new StringBuilder(HEADER).append(".\n");
        text.append("127.0.0.1\tlocalhost\n");
        text.append("::1\tlocalhost ip6-localhost ip6-loopback\n");
        text.append("fe00::\tip6-localnet\n");
        text.append("fe00::\tip6-mcastprefix\n");
        text.append("fe00::1\tip6-allnodes\n");
        text.append("fe00::2\tip6-allrouters\n");
        for (String ip : ips) {
            text.append(ip).append('\t');
            if (!name.domain().isEmpty()) {
                text.append(name.hostname()).append('.').append(name.domain()).append('\t');
            }
            text.append(name.hostname()).append('\n');
        }
        return text.append(aliases(aliases)).toString();
    }

    /** For a pod on the machine's network: the machine's own file. */
    public static String ofHost(String machineHosts, List<HostAlias> aliases) {
        return HEADER + " (host network).\n" + machineHosts + aliases(aliases);
    }

    private static String aliases(List<HostAlias> aliases) {
        if (aliases.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n# Entries added by HostAliases.\n");
        for (HostAlias alias : aliases) {
            text.append(alias.ip())
                    .append('\t')
                    .append(String.join("\t", alias.hostnames()))
                    .append('\n');
        }
        return text.toString();
    }
}
