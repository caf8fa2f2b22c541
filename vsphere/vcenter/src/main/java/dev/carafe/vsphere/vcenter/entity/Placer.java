package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vcenter.placement.Placement;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostHardwareSummary;
import dev.carafe.vsphere.vim.vim25.HostListSummaryQuickStats;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidDatastore;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.NoCompatibleHost;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the host for what is to be made or moved. */
final class Placer {
    private static final long MB = 1 << 20;

    /** What a machine may need of a host; the host's other machines are none of it. */
    private static final List<Class<? extends Entity>> REACHED = List.of(
            Entity.Datastore.class,
            Entity.Network.class,
            Entity.DistributedSwitch.class,
            Entity.DistributedPortgroup.class);

    private final VCenter vcenter;

    Placer(VCenter vcenter) {
        this.vcenter = vcenter;
    }

    /**
     * The host for something, in a compute resource.
     *
     * @param asked what the caller says, which is checked; null to choose
     * @throws FaultException NoCompatibleHost, InvalidArgument
     */
    String host(String computeId, @Nullable String asked, Demand demand) {
        List<Candidate> candidates = candidates(computeId);
        if (asked == null) {
            Placement.Choice choice = Placement.choose(demand, candidates);
            return choice.best().map(Candidate::hostId).orElseThrow(() -> none(choice));
        }
        Candidate wanted = candidates.stream()
                .filter(candidate -> candidate.hostId().equals(asked))
                .findFirst()
                .orElseThrow(() -> notInCluster(asked));
        if (!wanted.usable()) {
            throw none(Placement.choose(demand, List.of(wanted)));
        }
        return asked;
    }

    private static FaultException none(Placement.Choice choice) {
        return NoCompatibleHost.builder()
                .host(choice.refused().keySet().stream()
                        .sorted()
                        .map(References::host)
                        .toList())
                .error(choice.refused().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> fault(entry.getValue()))
                        .toList())
                .build()
                .exception("No host is compatible with the virtual machine. "
                        + (choice.refused().isEmpty()
                                ? "There is no host."
                                : choice.refused().values().stream().sorted().collect(Collectors.joining(" "))));
    }

    static FaultException notInCluster(String host) {
        return InvalidArgument.builder()
                .invalidProperty("host")
                .build()
                .exception("The host " + host + " is not in the cluster of the resource pool.");
    }

    /** A refusal as clients read it. */
    static LocalizedMethodFault fault(String why) {
        return new LocalizedMethodFault(InvalidArgument.builder().build(), why);
    }

    /** The hosts of a compute resource as they are now. */
    List<Candidate> candidates(String computeId) {
        List<Entity.Host> hosts = vcenter.inventory().read(all -> all.heldBy(computeId, Entity.Host.class));
        return hosts.stream().map(this::candidate).toList();
    }

    private Candidate candidate(Entity.Host host) {
        Set<String> held = vcenter.inventory()
                .read(all -> REACHED.stream()
                        .flatMap(type -> all.heldBy(host.id(), type).stream())
                        .map(Entity::id)
                        .collect(Collectors.toSet()));
        HostSystemProperties properties = vcenter.registry()
                .properties(References.host(host.id()))
                .map(HostSystemProperties.class::cast)
                .orElseThrow(() -> Gone.fault("HostSystem", host.id()));
        HostHardwareSummary hardware =
                properties.summary() == null ? null : properties.summary().hardware();
        HostListSummaryQuickStats stats =
                properties.summary() == null ? null : properties.summary().quickStats();
        long usedMhz = stats == null || stats.overallCpuUsage() == null ? 0 : stats.overallCpuUsage();
        long usedMb = stats == null || stats.overallMemoryUsage() == null ? 0 : stats.overallMemoryUsage();
        return new Candidate(
                host.id(),
                host.name(),
                hardware != null
                        && requireNonNull(properties.runtime()).connectionState() == HostSystemConnectionState.CONNECTED
                        && !properties.runtime().inMaintenanceMode(),
                hardware == null ? 0 : hardware.numCpuThreads(),
                hardware == null ? 0 : (long) hardware.cpuMhz() * hardware.numCpuCores() - usedMhz,
                hardware == null ? 0 : hardware.memorySize() / MB - usedMb,
                hardware == null ? 0 : hardware.memorySize() / MB,
                held,
                held);
    }

    /**
     * The datastores that a specification names, by reference or in paths.
     *
     * @throws FaultException InvalidDatastore when there is none of a name in the datacenter
     */
    Set<String> datastores(@Nullable Object specification, String within) {
        Set<String> names = new HashSet<>();
        Set<String> ids = new HashSet<>();
        collect(specification, names, ids, false);
        for (String name : names) {
            ids.add(datastore(name, within).id());
        }
        return ids;
    }

    /** The datastore of a name in the datacenter of an entity. */
    Entity.Datastore datastore(String name, String within) {
        return vcenter.inventory()
                .read((Entities all) ->
                        all.datacenterOf(within).flatMap(datacenter -> named(all, datacenter.datastoreFolder(), name)))
                .orElseThrow(() -> InvalidDatastore.builder()
                        .name(name)
                        .build()
                        .exception("Invalid datastore '" + name + "': there is none of that name in the datacenter."));
    }

    private static Optional<Entity.Datastore> named(Entities all, String folder, String name) {
        for (Entity child : all.children(folder)) {
            if (child instanceof Entity.Datastore datastore && datastore.name().equals(name)) {
                return Optional.of(datastore);
            }
            Optional<Entity.Datastore> deeper = named(all, child.id(), name);
            if (deeper.isPresent()) {
                return deeper;
            }
        }
        return Optional.empty();
    }

    /**
     * Collects what a value names.
     *
     * @param names names of datastores in paths
     * @param ids ids of datastores, or of everything
     */
    static void collect(@Nullable Object value, Set<String> names, Set<String> ids, boolean everything) {
        switch (value) {
            case ManagedObjectReference<?> reference -> {
                if (everything || reference.type().equals("Datastore")) {
                    ids.add(reference.value());
                }
            }
            case String path
            when path.startsWith("[") && path.indexOf(']') > 1 -> names.add(path.substring(1, path.indexOf(']')));
            case List<?> list -> list.forEach(one -> collect(one, names, ids, everything));
            case DataObject data -> {
                for (int i = 0; i < data.dataType().fields().size(); i++) {
                    collect(data.field(i), names, ids, everything);
                }
            }
            case null, default -> {}
        }
    }
}
