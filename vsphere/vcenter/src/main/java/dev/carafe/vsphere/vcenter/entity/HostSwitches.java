package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.HostFacts;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkSystemProperties;
import dev.carafe.vsphere.vim.vim25.NotFound;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has hosts carry out the distributed switches that they are members of. */
public record HostSwitches(VCenter vcenter) {
    private static final System.Logger LOG = System.getLogger(HostSwitches.class.getName());

    /** How often a host is asked again whose network somebody else changes at the same time. */
    private static final int ATTEMPTS = 3;

    /**
     * Brings hosts to what the inventory says. One that is away does it when it is back.
     *
     * @throws FaultException as the first host says it that does not; the others were asked too
     */
    void carryOut(Collection<String> hosts) {
        FaultException first = null;
        for (String host : hosts.stream().distinct().toList()) {
            if (vcenter.hosts().facts().isConnected(host)) {
                try {
                    carryOut(host);
                } catch (FaultException e) {
                    first = first == null ? e : first;
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The same with a host that was seen, on a thread of its own; what it does not do is logged. */
    public static void carryOutBeside(VCenter vcenter, String host) {
        Thread.ofVirtual().name("vcenter-switches-" + host).start(() -> {
            try {
                vcenter.hosts().awaitConnected(host);
                new HostSwitches(vcenter).carryOut(host);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (FaultException e) {
                LOG.log(Level.WARNING, host + " does not carry out its distributed switches: " + e.getMessage());
            }
        });
    }

    private void carryOut(String host) {
        for (int attempt = 1; ; attempt++) {
            try {
                apply(host);
                return;
            } catch (FaultException e) {
                boolean met = e.fault() instanceof AlreadyExists || e.fault() instanceof NotFound;
                if (!met || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void apply(String host) {
        HostFacts.Manager<HostNetworkSystemProperties> network = vcenter.hosts()
                .facts()
                .manager(host, "HostNetworkSystem", HostNetworkSystemProperties.class)
                .orElse(null);
        HostNetworkInfo now = network == null ? null : network.properties().networkInfo();
        if (network == null || now == null) {
            return; // it has no network that could be set
        }
        List<HostSwitchPlan.Step> steps = vcenter.inventory().read(all -> HostSwitchPlan.of(all, host, now));
        for (HostSwitchPlan.Step step : steps) {
            @Nullable Object[] arguments = step.arguments().toArray();
            Object _ = vcenter.hosts()
                    .calls()
                    .forwardTo(host, network.onHost(), References.host(host), VCenter.method(step.method()), arguments);
        }
    }
}
