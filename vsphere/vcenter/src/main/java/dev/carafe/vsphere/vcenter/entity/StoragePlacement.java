package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreSummary;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.StoragePlacementAction;
import dev.carafe.vsphere.vim.vim25.StoragePlacementResult;
import dev.carafe.vsphere.vim.vim25.StoragePlacementSpec;
import dev.carafe.vsphere.vim.vim25.StoragePod;
import dev.carafe.vsphere.vim.vim25.StoragePodProperties;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.service.Call;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The datastores of a cluster of these that a new machine has room in, the roomiest first. */
record StoragePlacement(VCenter vcenter, ManagedObjectReference<StoragePod> pod) {
    private static final float PERCENT = 100;

    /** What a datastore of the cluster says of itself. */
    private record Member(ManagedObjectReference<Datastore> reference, DatastoreSummary summary) {
        /** How full it is, in percent, when so much more is in it. */
        float usage(long moreBytes) {
            long capacity = Math.max(1, summary.capacity());
            return PERCENT * (capacity - summary.freeSpace() + moreBytes) / capacity;
        }
    }

    /** What the caller does not see is not recommended to him. */
    StoragePlacementResult recommend(StoragePlacementSpec spec) {
        Set<String> reached = reached(spec);
        long bytes = bytes(spec);
        List<Member> members = Call.current().session().<List<Member>>read(this::members).stream()
                .filter(member -> reached.contains(member.reference().value()))
                .filter(member ->
                        member.summary().accessible() && member.summary().freeSpace() >= bytes)
                .sorted(Comparator.<Member>comparingLong(
                                member -> -member.summary().freeSpace())
                        .thenComparing(member -> member.reference().value()))
                .toList();
        Recommendations recommendations =
                new Recommendations(pod, "storagePlacement", "The datastore has room for the virtual machine");
        members.forEach(member -> recommendations.add(action(spec, member, bytes)));
        return StoragePlacementResult.builder()
                .recommendations(recommendations.all())
                .build();
    }

    private static StoragePlacementAction action(StoragePlacementSpec spec, Member member, long bytes) {
        return StoragePlacementAction.builder()
                .type("StoragePlacementV1")
                .vm(spec.vm())
                .relocateSpec(VirtualMachineRelocateSpec.builder()
                        .datastore(member.reference())
                        .build())
                .destination(member.reference())
                .spaceUtilBefore(member.usage(0))
                .spaceUtilAfter(member.usage(bytes))
                .build();
    }

    private List<Member> members(ObjectSource source) {
        if (!(source.properties(References.folder(pod.value())) instanceof StoragePodProperties properties)) {
            throw Gone.fault("StoragePod", pod.value());
        }
        List<Member> members = new ArrayList<>();
        properties.childEntity().forEach(child -> {
            ManagedObjectReference<Datastore> reference = References.datastore(child.value());
            if (source.properties(reference) instanceof DatastoreProperties datastore && datastore.summary() != null) {
                members.add(new Member(reference, datastore.summary()));
            }
        });
        return members;
    }

    /** The datastores that a host reaches on which the machine could be. */
    private Set<String> reached(StoragePlacementSpec spec) {
        Set<String> reached = new HashSet<>();
        for (Candidate candidate : new Placer(vcenter).candidates(compute(spec))) {
            if (candidate.usable()
                    && (spec.host() == null || spec.host().value().equals(candidate.hostId()))) {
                reached.addAll(candidate.datastores());
            }
        }
        return reached;
    }

    /** A clone that says no pool stays where its source is. */
    private String compute(StoragePlacementSpec spec) {
        ManagedObjectReference<? extends ResourcePool> pool = spec.cloneSpec() == null
                ? spec.resourcePool()
                : spec.cloneSpec().location().pool();
        String said = pool == null ? null : pool.value();
        String source = spec.vm() == null ? null : spec.vm().value();
        return vcenter.inventory().read(all -> {
            String id = said != null || source == null
                    ? said
                    : ServedVirtualMachine.machine(all, source).pool();
            return all.find(String.valueOf(id), Entity.ResourcePool.class)
                    .map(Entity.ResourcePool::owner)
                    .orElseThrow(() -> Gone.fault("ResourcePool", String.valueOf(id)));
        });
    }

    private long bytes(StoragePlacementSpec spec) {
        if (spec.configSpec() != null) {
            return spec.configSpec().deviceChange().stream()
                    .filter(change -> change.fileOperation() == VirtualDeviceConfigSpecFileOperation.CREATE)
                    .map(VirtualDeviceConfigSpec::device)
                    .filter(VirtualDisk.class::isInstance)
                    .mapToLong(disk -> capacity((VirtualDisk) disk))
                    .sum();
        }
        return spec.vm() == null ? 0 : committed(spec.vm());
    }

    private static long capacity(VirtualDisk disk) {
        return disk.capacityInBytes() == null ? disk.capacityInKB() * 1024 : disk.capacityInBytes();
    }

    private long committed(ManagedObjectReference<?> machine) {
        @Nullable Object properties = vcenter.registry().properties(machine).orElse(null);
        return properties instanceof VirtualMachineProperties of
                        && of.summary() != null
                        && of.summary().storage() != null
                ? of.summary().storage().committed()
                : 0;
    }
}
